import { describe, expect, it } from 'vitest';
import { truncateAndSample } from '../../../src/population/fit/integerise.ts';

describe('truncate, replicate, sample', () => {
  const weights = [1.67, 0.33, 2.5, 0.5];

  it('draws the rest in proportion to the fractions, by enumeration of every start', () => {
    const grid = 10_000;
    const sums = [0, 0, 0, 0];
    const seen = new Set<string>();
    for (let k = 0; k < grid; k++) {
      const counts = truncateAndSample(weights, (k + 0.5) / grid);
      seen.add([...counts].join(' '));
      counts.forEach((count, i) => {
        sums[i] += count / grid;
      });
    }
    const outcomes = [...seen].map(text => text.split(' ').map(Number));
    expect(outcomes.length).toBeGreaterThan(1);
    for (const counts of outcomes) {
      expect(counts.reduce((sum, x) => sum + x, 0)).toBe(5);
      for (const [i, count] of counts.entries()) expect([0, 1]).toContain(count - Math.floor(weights[i]));
    }
    weights.forEach((weight, i) => {
      expect(sums[i]).toBeCloseTo(weight, 3);
    });
  });

  it('keeps the sum of every block', () => {
    const blocks = [0.2, 0.3, 0.5, 1.1, 0.1, 0.8, 0.9, 0.05, 0.05];
    for (const start of [0.001, 0.3, 0.77, 0.999]) {
      const counts = truncateAndSample(blocks, start, 3);
      expect([0, 3, 6].map(b => counts[b] + counts[b + 1] + counts[b + 2])).toEqual([1, 2, 1]);
    }
  });
});
