import { describe, expect, it } from 'vitest';
import { openShuffle } from '../../../src/engine/state/shuffle.ts';

describe('a shuffle by drawn places', () => {
  it('orders by label, then by place, then by permanent id', () => {
    const count = 500;
    const ids = Uint32Array.from({ length: count }, (_, k) => (k * 7 + 3) % count);
    const labels = Uint8Array.from({ length: count }, (_, k) => (k * 31) % 5);
    // Few places, most of them low: many share one, and the guess where they stand is bad.
    const drawn = Float32Array.from({ length: count }, (_, k) => ((k * k) % 97) % 16);
    const agents = Uint32Array.from({ length: 300 }, (_, k) => (k * 3) % count);
    const { order, offsets } = openShuffle(ids, 2 ** 19)(agents, agents.length, drawn, labels);
    const keys = (n: number) => [labels[agents[n]], drawn[n], ids[agents[n]]];
    const expected = [...agents.keys()].sort((a, b) => {
      const at = keys(a).findIndex((key, k) => key !== keys(b)[k]);
      return at < 0 ? 0 : keys(a)[at] - keys(b)[at];
    });
    expect([...order.subarray(0, agents.length)]).toEqual(expected);
    for (let label = 0; label < 5; label++)
      for (const n of order.subarray(offsets[label], offsets[label + 1]))
        expect(labels[agents[n]]).toBe(label);
    expect(offsets[5]).toBe(agents.length);
  });
});
