import { describe, expect, it } from 'vitest';
import { beliefAfter, beliefOn } from '../../../src/inference/discrepancy/random-walk.ts';

const YEAR = 365.25;
const walk = { sd: 0.4, growth: 0.5, wave: 0, from: 1000 };

describe('beliefAfter', () => {
  it('shrinks one residual by sd^2 / (sd^2 + error variance)', () => {
    const { mean, variance } = beliefAfter([{ day: 1000, value: 0.3, variance: 0.04 }], walk);
    expect(mean).toBeCloseTo((0.3 * 0.16) / 0.2, 12);
    expect(variance).toBeCloseTo((0.16 * 0.04) / 0.2, 12);
  });

  it('counts what a figure has of its own as its error', () => {
    const residual = { day: 1300, value: 0.3 };
    const own = beliefAfter([{ ...residual, variance: 0.04 }], { ...walk, wave: 0.3 });
    const error = beliefAfter([{ ...residual, variance: 0.13 }], walk);
    expect(own.mean).toBeCloseTo(error.mean, 12);
    expect(own.variance).toBeCloseTo(error.variance, 12);
    expect(own.logDensity).toBeCloseTo(error.logDensity, 12);
  });

  it('knows the law before any residual is there', () => {
    expect(beliefAfter([], walk)).toEqual({
      day: 1000,
      mean: 0,
      variance: 0.16000000000000003,
      logDensity: 0,
    });
  });

  it('agrees with the joint normal law of two residuals, worked out by hand', () => {
    // Half a year later: covariance [[0.2, 0.16], [0.16, 0.325]] with errors 0.04, determinant 0.0394.
    const residuals = [
      { day: 1000, value: 0.3, variance: 0.04 },
      { day: 1000 + YEAR / 2, value: -0.1, variance: 0.04 },
    ];
    const { mean, variance, logDensity } = beliefAfter(residuals, walk);
    const determinant = 0.2 * 0.325 - 0.16 ** 2;
    // Covariances of the discrepancy at the second residual with both are 0.16 and 0.285.
    const [a, b] = [(0.16 * 0.325 - 0.285 * 0.16) / determinant, (0.285 * 0.2 - 0.16 * 0.16) / determinant];
    expect(mean).toBeCloseTo(a * 0.3 - b * 0.1, 12);
    expect(variance).toBeCloseTo(0.285 - a * 0.16 - b * 0.285, 12);
    const square = (0.325 * 0.09 - 2 * 0.16 * 0.3 * -0.1 + 0.2 * 0.01) / determinant;
    expect(logDensity).toBeCloseTo(-0.5 * (square + Math.log(determinant)) - Math.log(2 * Math.PI), 12);
  });
});

describe('beliefOn', () => {
  it('keeps the mean, and its variance grows linearly in time', () => {
    const start = beliefAfter([{ day: 1000, value: 0.3, variance: 0.04 }], walk);
    const grown = [0, 1, 2, 3].map(years => beliefOn(start, 1000 + years * YEAR, walk));
    for (const [years, { mean, variance }] of grown.entries()) {
      expect(mean).toBe(start.mean);
      expect(variance).toBeCloseTo(start.variance + 0.25 * years, 12);
    }
  });
});
