import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  largestRemainder,
  roundingError,
  truncateAndSample,
} from '../../../src/population/fit/integerise.ts';

describe('largest remainder', () => {
  it('gives the known answers', () => {
    const weights = [0.4, 0.3, 0.2, 0.1];
    const ten = largestRemainder(weights, 10);
    expect([...ten]).toEqual([4, 3, 2, 1]);
    expect(roundingError(ten, weights)).toBeCloseTo(0, 12);
    const seventeen = largestRemainder(weights, 17);
    expect([...seventeen]).toEqual([7, 5, 3, 2]);
    expect(roundingError(seventeen, weights)).toBeCloseTo(0.273861, 6);
    expect([...largestRemainder([0.257768, 0.342232, 0.132232, 0.267768], 1000)]).toEqual([
      258, 342, 132, 268,
    ]);
    const joint = [0.6 * 0.44, 0.6 * 0.56, 0.4 * 0.34, 0.4 * 0.66];
    expect([...largestRemainder(joint, 1000)]).toEqual([264, 336, 136, 264]);
  });

  it('keeps any total and stays within 1 of the weights', () => {
    const weights = fc.array(fc.double({ min: 0.001, max: 10, noNaN: true }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(weights, fc.integer({ min: 0, max: 500 }), (w, total) => {
        const counts = largestRemainder(w, total);
        const scale = total / w.reduce((sum, x) => sum + x, 0);
        expect(counts.reduce((sum, x) => sum + x, 0)).toBe(total);
        for (const [k, count] of counts.entries())
          expect(Math.abs(count - w[k] * scale)).toBeLessThan(1 + 1e-9);
      }),
      { seed: 2, numRuns: 100 },
    );
  });
});

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
