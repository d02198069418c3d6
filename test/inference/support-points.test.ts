import { describe, expect, it } from 'vitest';
import { wordsAt } from '../../src/core/random/streams.ts';
import { supportPoints } from '../../src/inference/sampler/support-points.ts';

const uniform = (k: number, j: number) => (wordsAt([5, 6], k, j)[0] >>> 0) / 2 ** 32;
const cloud = (count: number, seed = 0) =>
  Array.from({ length: count }, (_, k) => [0, 1, 2].map(j => uniform(seed + k, j)));
const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

describe('points that stand for many', () => {
  it('are in one dimension the middles of equal shares', () => {
    const line = Array.from({ length: 60 }, (_, k) => [k]);
    const chosen = supportPoints(line, 3).sort((a, b) => a - b);
    expect(chosen.map((k, i) => Math.abs(k - (10 + 20 * i)) <= 1)).toEqual([true, true, true]);
  });

  it('are all of them, or one in the middle', () => {
    const points = cloud(20);
    expect(supportPoints(points, 20).sort((a, b) => a - b)).toEqual([...points.keys()]);
    expect(supportPoints([[0], [1], [2], [10], [11]], 1)).toEqual([2]);
  });

  it('tell the median of a sum twice as well as the first ones do', () => {
    const errors = Array.from({ length: 12 }, (_, seed) => {
      const points = cloud(300, 1000 * seed);
      const sums = points.map(([a, b, c]) => a + b + 0.5 * c);
      const all = middle(sums);
      const off = (rows: readonly number[]) => (middle(rows.map(row => sums[row])) - all) ** 2;
      return [off(supportPoints(points, 11)), off(Array.from({ length: 11 }, (_, k) => k))];
    });
    const [chosen, first] = [0, 1].map(k => Math.sqrt(mean(errors.map(e => e[k]))));
    expect(chosen).toBeLessThan(first / 2);
  });
});
