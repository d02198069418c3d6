import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openQueues } from '../../../src/engine/state/serve-queues.ts';
import { SERVED, TURNED_AWAY } from '../../../src/model/model.ts';

it('serves in each cell those who come first when all are sorted, with few cells and with many', () => {
  const serve = openQueues();
  let contested = 0;
  const queue = fc.record({
    cells: fc.constantFrom(1, 2, 12, 300, 65_535),
    used: fc.integer({ min: 1, max: 12 }),
    agents: fc.integer({ min: 1, max: 200 }),
    limit: fc.nat(20),
    distinct: fc.constantFrom(1, 3, 2 ** 32),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(queue, ({ cells, used, agents, limit, distinct, seed }) => {
      const some = (agent: number, salt: number) => Math.imul(agent * 31 + salt + seed, 0x9e3779b1) >>> 0;
      // Those who share the first order are equal in the second by twos.
      const orders = [
        (agent: number) => some(agent, 1) % distinct,
        (agent: number) => some(agent >> 1, 2),
        (agent: number) => agents - agent,
      ];
      const cellOf = (agent: number) => cells - 1 - (some(agent, 3) % Math.min(used, cells));
      const turns = Uint16Array.from({ length: agents }, (_, k) => (some(k, 4) & 3 ? cellOf(k) + 1 : 0));
      const limits = Array.from({ length: cells }, (_, cell) => Math.max(0, limit - 5 * (cell % 3)));
      const expected = turns.map(turn => (turn ? TURNED_AWAY : 0));
      for (const turn of new Set(turns)) {
        if (!turn) continue;
        const asking = [...turns.keys()].filter(agent => turns[agent] === turn);
        if (asking.length > limits[turn - 1]) contested++;
        asking.sort((a, b) => {
          const order = orders.find(keyOf => keyOf(a) !== keyOf(b));
          return order ? order(a) - order(b) : 0;
        });
        for (const agent of asking.slice(0, limits[turn - 1])) expected[agent] = SERVED;
      }
      serve(turns, limits, orders);
      expect([...turns]).toEqual([...expected]);
    }),
    { numRuns: 150, seed: 3 },
  );
  expect(contested).toBeGreaterThan(100);
});
