import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../src/core/math/normal.ts';
import { crpsOfMixture, crpsOfNormal, crpsOfSample } from '../../../src/inference/scoring/crps.ts';

const number = fc.double({ min: -5, max: 5, noNaN: true });
const sample = fc.array(number, { minLength: 2, maxLength: 30 });
const sd = fc.double({ min: 0.01, max: 3, noNaN: true });

describe('crpsOfNormal', () => {
  it.each([
    // scoringRules 1.1: crps_norm(0), crps_norm(1), crps_norm(2, mean = 1, sd = 2)
    [0, 0, 1, 0.2336949772551092],
    [1, 0, 1, 0.6024413575],
    [2, 1, 2, 0.6628072],
  ])('gives the known value at %d of N(%d, %d)', (observed, mean, deviation, expected) => {
    expect(crpsOfNormal(mean, deviation, observed)).toBeCloseTo(expected, 6);
  });

  it('is the absolute error when nothing is uncertain', () => {
    expect(crpsOfNormal(0.3, 0, 0.5)).toBeCloseTo(0.2, 12);
  });
});

describe('crpsOfSample', () => {
  it('counts pairs of a value with itself when plain, and does not when fair', () => {
    expect(crpsOfSample([3, 1, 2], 2, 'plain')).toBeCloseTo(2 / 9, 12);
    expect(crpsOfSample([3, 1, 2], 2, 'fair')).toBeCloseTo(0, 12);
  });

  it('is the absolute error of a single value', () => {
    expect(crpsOfSample([0.2], 0.5, 'plain')).toBeCloseTo(0.3, 12);
    expect(crpsOfSample([0.2], 0.5, 'fair')).toBeCloseTo(0.3, 12);
  });

  it('equals the double sum of its definition', () => {
    fc.assert(
      fc.property(sample, number, (x, y) => {
        const pairs = x.flatMap(a => x.map(b => Math.abs(a - b))).reduce((sum, one) => sum + one, 0);
        const error = x.reduce((sum, a) => sum + Math.abs(a - y), 0) / x.length;
        expect(crpsOfSample(x, y, 'plain')).toBeCloseTo(error - pairs / (2 * x.length * x.length), 9);
        expect(crpsOfSample(x, y, 'fair')).toBeCloseTo(error - pairs / (2 * x.length * (x.length - 1)), 9);
      }),
    );
  });

  it('comes near the closed form when the sample is long', () => {
    const x = Array.from({ length: 4000 }, (_, k) => 0.5 + 0.2 * normalQuantile((k + 0.5) / 4000));
    for (const y of [0.1, 0.5, 0.8])
      expect(crpsOfSample(x, y, 'plain')).toBeCloseTo(crpsOfNormal(0.5, 0.2, y), 4);
  });
});

describe('crpsOfMixture', () => {
  it('is that of the normal when all parts are one', () => {
    fc.assert(
      fc.property(number, sd, number, (mean, deviation, y) => {
        const found = crpsOfMixture([mean, mean, mean], [deviation, deviation, deviation], y);
        expect(found).toBeCloseTo(crpsOfNormal(mean, deviation, y), 9);
      }),
    );
  });

  it('is the plain score of the sample when every sd is 0', () => {
    fc.assert(
      fc.property(sample, number, (x, y) => {
        const found = crpsOfMixture(
          x,
          x.map(() => 0),
          y,
        );
        expect(found).toBeCloseTo(crpsOfSample(x, y, 'plain'), 9);
      }),
    );
  });

  it('scales with its values and is never negative', () => {
    fc.assert(
      fc.property(sample, sd, number, (x, deviation, y) => {
        const sds = x.map(() => deviation);
        const found = crpsOfMixture(x, sds, y);
        expect(found).toBeGreaterThan(-1e-12);
        const twice = crpsOfMixture(
          x.map(one => 2 * one),
          sds.map(one => 2 * one),
          2 * y,
        );
        expect(twice).toBeCloseTo(2 * found, 9);
      }),
    );
  });
});
