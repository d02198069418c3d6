import { describe, expect, it } from 'vitest';
import { differenceOf } from '../../../src/observe/series/paired-differences.ts';

describe('differenceOf', () => {
  it('tells the differences of pairs', () => {
    // Differences 1, 2, 3, 6: mean 3, variance 14/3.
    const found = differenceOf([10, 20, 30, 40], [11, 22, 33, 46]);
    expect(found).toMatchObject({ pairs: 4, mean: 3, greater: 1, parameterShare: 0, chanceShare: 1 });
    expect(found.se).toBeCloseTo(Math.sqrt(14 / 3 / 4), 12);
    // Type 7: 0.15 and 2.85 steps along 1, 2, 3, 6.
    expect(found.low).toBeCloseTo(1.15, 12);
    expect(found.high).toBeCloseTo(5.55, 12);
    // t = 3 / 1.0801 with 3 degrees of freedom.
    expect(found.p).toBeCloseTo(0.0687, 3);
    expect(found.correlation).toBeCloseTo(580 / Math.sqrt(500 * 674), 12);
    expect(found.worth).toBeCloseTo((500 + 674) / 14, 9);
  });

  it('is exactly nothing where both are the same', () => {
    const found = differenceOf([0.1, 0.7, 0.3], [0.1, 0.7, 0.3]);
    expect(found).toMatchObject({ mean: 0, se: 0, low: 0, high: 0, greater: 0, p: 1 });
    expect(found.correlation).toBeCloseTo(1, 12);
    expect(found.chanceShare).toBeNaN();
  });

  it('is certain where all pairs differ alike', () => {
    expect(differenceOf([1, 2, 3], [2, 3, 4])).toMatchObject({ mean: 1, se: 0, p: 0 });
  });

  it('leaves out pairs without a value', () => {
    expect(differenceOf([1, Number.NaN, 3], [2, 2, Number.NaN])).toMatchObject({ pairs: 1, mean: 1 });
    expect(differenceOf([Number.NaN], [1])).toMatchObject({ pairs: 0, mean: Number.NaN });
  });

  it('counts runs of one posterior draw as one, and splits the variance', () => {
    // Draw 1: 1 and 3; draw 2: 5 and 7. Means 2 and 6, within variance 2 each.
    const zero = [0, 0, 0, 0];
    const found = differenceOf(zero, [1, 3, 5, 7], [0, 0, 1, 1]);
    expect(found).toMatchObject({ pairs: 4, mean: 4 });
    expect(found.se).toBeCloseTo(Math.sqrt(8 / 2), 12);
    // Between 8 less 2/2 of chance: 7 against 2.
    expect(found.parameterShare).toBeCloseTo(7 / 9, 12);
    expect(found.chanceShare).toBeCloseTo(2 / 9, 12);
    // The same numbers without draws look surer than they are.
    expect(differenceOf(zero, [1, 3, 5, 7]).se).toBeLessThan(found.se);
  });
});
