import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bandOf,
  meanOf,
  median,
  medianDeviation,
  quantile,
  varianceOf,
  weightedQuantile,
} from '../../../src/core/math/statistics.ts';

describe('bandOf', () => {
  it('gives the textbook figures', () => {
    const band = bandOf([4, 1, 3, 2, 5]);
    expect(band).toMatchObject({ n: 5, mean: 3, q25: 2, q50: 3, q75: 4 });
    expect(band.sd).toBeCloseTo(Math.sqrt(2.5), 12);
    expect(band.q05).toBeCloseTo(1.2, 12);
    expect(band.q95).toBeCloseTo(4.8, 12);
  });

  it('leaves out runs without a value', () => {
    expect(bandOf([Number.NaN, 2, 4])).toMatchObject({ n: 2, mean: 3, q50: 3 });
  });

  it('knows no spread of one value and nothing of none', () => {
    expect(bandOf([7])).toMatchObject({ n: 1, mean: 7, sd: Number.NaN, q05: 7, q95: 7 });
    expect(bandOf([])).toMatchObject({ n: 0, mean: Number.NaN, sd: Number.NaN, q50: Number.NaN });
  });

  it('sorts numbers as numbers', () => {
    expect(bandOf([10, 9, -1, 100])).toMatchObject({ q50: 9.5, n: 4 });
  });
});

describe('quantile', () => {
  it('agrees with R: quantile(c(1, 3, 4, 8, 15), c(.1, .33, .5, .9), type = 7)', () => {
    const values = [1, 3, 4, 8, 15];
    for (const [p, expected] of [
      [0.1, 1.8],
      [0.33, 3.32],
      [0.5, 4],
      [0.9, 12.2],
      [0, 1],
      [1, 15],
    ])
      expect(quantile(values, p)).toBeCloseTo(expected, 12);
  });

  it('lies between least and greatest and grows with p (property)', () => {
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), {
      minLength: 1,
      maxLength: 20,
    });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(values, share, share, (values, p, q) => {
        const sorted = [...values].sort((a, b) => a - b);
        const [low, high] = [quantile(sorted, Math.min(p, q)), quantile(sorted, Math.max(p, q))];
        expect(low).toBeGreaterThanOrEqual(sorted[0]);
        expect(high).toBeLessThanOrEqual(sorted.at(-1)! + 1e-9);
        expect(high - low).toBeGreaterThan(-1e-9);
      }),
      { seed: 2022 },
    );
  });
});

describe('mean and variance', () => {
  it('give the known answers', () => {
    expect(meanOf([2, 4, 4, 4, 5, 5, 7, 9])).toBe(5);
    expect(varianceOf([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(32 / 7, 14);
  });

  it('are NaN where there are too few values', () => {
    expect([meanOf([]), varianceOf([3])]).toEqual([Number.NaN, Number.NaN]);
  });

  it('add values in their order', () => {
    expect(meanOf([1e16, 1, -1e16, 1])).toBe(0.25);
  });
});

describe('the middle of some values', () => {
  it('is one of an odd number of values and lies between two of an even one', () => {
    expect([median([5, 1, 4]), median([5, 1, 4, 2]), median([])]).toEqual([4, 3, Number.NaN]);
  });

  it('has deviations from it whose own middle is robust', () => {
    expect([medianDeviation([1, 2, 3, 4, 1000]), medianDeviation([7]), medianDeviation([])]).toEqual([
      1, 0, 0,
    ]);
  });

  it('is found by weight when values have weights', () => {
    const rows = [
      { value: 1, weight: 0.2 },
      { value: 2, weight: 0.5 },
      { value: 9, weight: 0.3 },
    ];
    expect([0.1, 0.2, 0.5, 0.71, 2].map(wanted => weightedQuantile(rows, wanted))).toEqual([1, 1, 2, 9, 9]);
    expect(weightedQuantile([], 0.5)).toBeNaN();
  });
});
