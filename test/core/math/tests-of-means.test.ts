import { describe, expect, it } from 'vitest';
import { holm, twoSided } from '../../../src/core/math/tests-of-means.ts';

describe('twoSided', () => {
  it.each([
    [1, 1, 0.5],
    [12.7062047364, 1, 0.05],
    [2.228138852, 10, 0.05],
    [2.8609346065, 19, 0.01],
    [-2.8609346065, 19, 0.01],
    [1.959963984540054, 1e7, 0.05],
  ])('t = %d with %d degrees of freedom', (t, freedom, p) => {
    expect(twoSided(t, freedom)).toBeCloseTo(p, 6);
  });

  it('is 1 at 0, 0 at infinity, nothing of nothing', () => {
    expect([twoSided(0, 5), twoSided(Number.POSITIVE_INFINITY, 5)]).toEqual([1, 0]);
    expect(twoSided(Number.NaN, 5)).toBeNaN();
  });
});

describe('holm', () => {
  it('multiplies by how many are left, never falling', () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((p, k) => {
      expect(adjusted[k]).toBeCloseTo(p, 12);
    });
  });

  it('ends at 1 and leaves out what has no p', () => {
    expect(holm([0.6, Number.NaN, 0.9])).toEqual([1, Number.NaN, 1]);
    expect(holm([Number.NaN, 0.01])).toEqual([Number.NaN, 0.01]);
  });
});
