import { describe, expect, it } from 'vitest';
import { hashAgents, hashState, joinHashes, type State } from '../../../src/engine/state/state-hash.ts';
import { draw, noise } from '../fixture.ts';

const AGENTS = 5003; // more than two stretches

/** A state whose agents have the ids that `idAt` gives and what `value(column, id)` says. */
function stateOf(
  idAt: (place: number) => number,
  value = (column: number, id: number) => noise(column, id) >>> 0,
): State {
  const { program, memory } = draw({
    agents: AGENTS,
    columns: [
      { kind: 'number', fill: i => value(0, idAt(i)) % 2 ** 20 },
      { kind: 'integer', fill: i => value(1, idAt(i)) % 65536 },
      { kind: 'flag', fill: i => value(2, idAt(i)) % 2 },
      { kind: 'label', fill: i => value(3, idAt(i)) % 4 },
    ],
  });
  const { layout } = program;
  const world = memory();
  const ids = new Uint32Array(world.buffer, layout.ids, AGENTS);
  ids.forEach((_, place) => {
    ids[place] = idAt(place);
  });
  return { memory: world, layout, slot: 0, week: 3, count: 4 };
}
const inOrder = (place: number) => place;
const state = stateOf(inOrder);

describe('the hash of a state', () => {
  it('is two words', () => expect(hashState(state)).toMatch(/^[0-9a-f]{16}$/));

  it('does not hang on the order of storage, nor on the parts it is made in', () => {
    expect(hashState(stateOf(place => (place * 1009) % AGENTS))).toBe(hashState(state));
    const ends = [0, 256, 2304, 2304, AGENTS];
    const parts = ends.slice(1).map((end, k) => hashAgents(state, ends[k], end));
    expect(joinHashes(parts)).toBe(hashState(state));
  });

  it('is another one when any value is, or two agents change places', () => {
    const values = (column: number, id: number) => noise(column, id) >>> 0;
    const hashes = [hashState(state)];
    for (const column of [0, 1, 2, 3])
      for (const agent of [0, 2047, 2048, AGENTS - 1])
        hashes.push(hashState(stateOf(inOrder, (c, id) => values(c, id) + +(c === column && id === agent))));
    const swapped = (id: number) => (id === 5 ? 4000 : id === 4000 ? 5 : id);
    hashes.push(hashState(stateOf(inOrder, (c, id) => values(c, swapped(id)))));
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
