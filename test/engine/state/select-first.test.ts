import fc from 'fast-check';
import { expect, it } from 'vitest';
import { selectFirst } from '../../../src/engine/state/select-first.ts';

it('brings the smallest keys to the front, and says which keys are those at the limit', () => {
  const key = fc.oneof(
    fc.integer({ min: 0, max: 0xffffffff }),
    fc.constantFrom(0, 7, 0x400, 0x200000, 0x80000000, 0xffffffff),
  );
  fc.assert(
    fc.property(fc.array(key, { minLength: 1, maxLength: 60 }), fc.nat(), fc.nat(9), (all, wish, aside) => {
      const limit = aside + (wish % (all.length + 1));
      const agents = Int32Array.from({ length: all.length + aside }, (_, k) => k);
      const keyOf = (agent: number) => (agent < aside ? 0 : all[agent - aside]);
      const keys = Uint32Array.from(agents, keyOf);
      const [from, to] = selectFirst(agents, keys, aside, agents.length, limit);
      expect([...agents].sort((a, b) => a - b)).toEqual([...agents.keys()]);
      expect([...keys]).toEqual([...agents].map(keyOf));
      expect(aside <= from && from <= limit && limit <= to && to <= agents.length).toBe(true);
      const sorted = all.toSorted((a, b) => a - b);
      const before = [...keys.subarray(aside, from)].sort((a, b) => a - b);
      expect(before).toEqual(sorted.slice(0, from - aside));
      expect([...keys.subarray(to)].sort((a, b) => a - b)).toEqual(sorted.slice(to - aside));
      if (from < limit && limit < to)
        expect(new Set(keys.subarray(from, to))).toEqual(new Set([sorted[limit - aside]]));
    }),
    { numRuns: 300, seed: 5 },
  );
});
