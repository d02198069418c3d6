import { describe, expect, it } from 'vitest';
import { numbers } from '../../../src/core/math/arithmetic.ts';
import { cos, pow, sin, wholePower } from '../../../src/core/math/power.ts';

const spread = (from: number, to: number, count = 20_001) =>
  Array.from({ length: count }, (_, k) => Math.fround(from + ((to - from) * k) / (count - 1)));
const largest = (errors: readonly number[]) => errors.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

describe('sin and cos', () => {
  it('are within 6e-7 of the true values over many turns', () => {
    for (const [from, to] of [
      [-4, 4],
      [-1000, 1000],
      [49_000, 50_000],
    ])
      expect(largest(spread(from, to).map(x => sin(numbers, x) - Math.sin(x)))).toBeLessThan(6e-7);
    expect(largest(spread(-7, 7).map(x => cos(numbers, x) - Math.cos(x)))).toBeLessThan(8e-7);
  });

  it('never leave -1..1, hold large angles and keep NaN', () => {
    for (const x of [...spread(-50, 50), 1e9, -1e30, Infinity])
      expect(Math.abs(sin(numbers, x))).toBeLessThanOrEqual(1);
    expect(sin(numbers, 0)).toBe(0);
    expect(sin(numbers, Number.NaN)).toBeNaN();
  });
});

describe('pow', () => {
  it('is as exact as its logarithm allows', () => {
    for (const y of [0.5, -0.7, 2.3, 7.9])
      for (const x of spread(0.01, 100, 500)) {
        const error = pow(numbers, x, y) / x ** Math.fround(y) - 1;
        expect(Math.abs(error)).toBeLessThan(2.5e-7 * (1 + Math.abs(y * Math.log(x))));
      }
  });

  it('knows zero and negative numbers', () => {
    expect([2, 0, -1].map(y => pow(numbers, 0, y))).toEqual([0, 1, Infinity]);
    expect(pow(numbers, -2, 0.5)).toBeNaN();
  });

  it('of a written integer is a product', () => {
    expect([-3, 0, 2, 0.5].map(x => wholePower(numbers, x, 5))).toEqual([-243, 0, 32, 0.03125]);
    expect(wholePower(numbers, -2, -3)).toBe(-0.125);
    expect(wholePower(numbers, 7, 0)).toBe(1);
  });
});
