import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjust, type Constraint, chiSquaredTail } from '../../../src/core/math/least-squares.ts';

const sumTo =
  (total: number): Constraint =>
  values => ({ value: values.reduce((a, b) => a + b, 0) - total, gradient: values.map(() => 1) });

describe('the chi-squared tail', () => {
  it('has the published quantiles', () => {
    const quantiles: [number, number, number][] = [
      [0.454936, 1, 0.5],
      [3.841459, 1, 0.05],
      [6.634897, 1, 0.01],
      [10.827566, 1, 0.001],
      [5.991465, 2, 0.05],
      [7.814728, 3, 0.05],
      [11.344867, 3, 0.01],
      [9.487729, 4, 0.05],
      [18.307038, 10, 0.05],
      [43.820196, 19, 0.001],
      [124.342113, 100, 0.05],
      [553.126809, 500, 0.05],
    ];
    for (const [x, df, p] of quantiles) expect(chiSquaredTail(x, df)).toBeCloseTo(p, 6);
  });

  it('is 1 where there is nothing to test, and all but 0 far out', () => {
    expect([chiSquaredTail(0, 1), chiSquaredTail(5, 0)]).toEqual([1, 1]);
    expect(chiSquaredTail(400, 1)).toBeLessThan(1e-30);
  });
});

describe('adjusting values to constraints', () => {
  it('spreads a gap in proportion to the variances', () => {
    const { values, chi2, df, converged } = adjust([1, 2], [1, 3], [sumTo(7)]);
    expect(values[0]).toBeCloseTo(2, 12);
    expect(values[1]).toBeCloseTo(5, 12);
    expect(chi2).toBeCloseTo(16 / 4, 12);
    expect([df, converged]).toEqual([1, true]);
  });

  it('leaves values that agree as they are', () => {
    const { values, chi2, p } = adjust([3, 4], [1, 1], [sumTo(7)]);
    expect(values).toEqual([3, 4]);
    expect([chi2, p]).toEqual([0, 1]);
  });

  it('never moves a value without variance', () => {
    expect(adjust([1, 2], [0, 3], [sumTo(7)]).values).toEqual([1, 6]);
  });

  it('counts a constraint that follows from others once', () => {
    const { values, df, converged } = adjust([1, 2], [1, 3], [sumTo(7), sumTo(7)]);
    expect(values[0]).toBeCloseTo(2, 9);
    expect([df, converged]).toEqual([1, true]);
  });

  it('says when constraints contradict each other', () => {
    expect(adjust([1, 2], [1, 3], [sumTo(7), sumTo(8)]).converged).toBe(false);
    expect(adjust([1, 2], [0, 0], [sumTo(7)]).converged).toBe(false);
  });

  it('finds the nearest point of a curve: xy = c is met where the change is along the gradient', () => {
    const share = fc.double({ min: 0.1, max: 0.9, noNaN: true });
    const product =
      (total: number): Constraint =>
      ([x, y]) => ({ value: x * y - total, gradient: [y, x] });
    fc.assert(
      fc.property(share, share, fc.double({ min: -0.03, max: 0.03, noNaN: true }), (x, y, gap) => {
        const { values, converged } = adjust([x, y], [0.01, 0.02], [product(x * y + gap)]);
        const [u, v] = values;
        expect(converged).toBe(true);
        expect(u * v).toBeCloseTo(x * y + gap, 10);
        // (u - x, v - y) = multiplier x variances x gradient (v, u)
        expect((u - x) * 0.02 * u).toBeCloseTo((v - y) * 0.01 * v, 8);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});
