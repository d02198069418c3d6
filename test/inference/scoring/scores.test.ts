import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mixtureQuantile } from '../../../src/core/math/mixture.ts';
import { normalQuantile } from '../../../src/core/math/normal.ts';
import {
  coverageOf,
  pitOfMixture,
  pitOfSample,
  skillScore,
} from '../../../src/inference/scoring/calibration.ts';
import { crpsOfNormal } from '../../../src/inference/scoring/crps.ts';
import { intervalScore, weightedIntervalScore } from '../../../src/inference/scoring/interval-score.ts';
import { logScoreOfMixture } from '../../../src/inference/scoring/log-score.ts';

describe('intervalScore', () => {
  it('is the width when the value lies inside, and 2/alpha of the miss more when outside', () => {
    expect(intervalScore(1, 3, 2, 0.2)).toBe(2);
    expect(intervalScore(1, 3, 0.5, 0.2)).toBeCloseTo(2 + 10 * 0.5, 12);
    expect(intervalScore(1, 3, 4, 0.5)).toBeCloseTo(2 + 4, 12);
  });
});

describe('weightedIntervalScore', () => {
  const LEVELS = [0.1, 0.25, 0.5, 0.75, 0.9];
  const of = (values: readonly number[]) => values.map((value, k) => ({ level: LEVELS[k], value }));

  // The worked example of the tests of scoringutils and covidHubUtils.
  it.each([
    [1, [-1, 0, 1, 2, 3], 0.36],
    [-15, [-2, 1, 2, 2, 4], 15.34],
    [22, [-2, 0, 3, 3, 4], 19.14],
  ])('gives the published value at %d', (observed, values, expected) => {
    expect(weightedIntervalScore(of(values), observed)).toBeCloseTo(expected, 10);
  });

  it('is the absolute error of the median when there is nothing else', () => {
    expect(weightedIntervalScore([{ level: 0.5, value: 2 }], -15)).toBe(17);
  });

  it('comes near the CRPS when there are many quantiles', () => {
    const levels = Array.from({ length: 999 }, (_, k) => (k + 1) / 1000);
    const quantiles = levels.map(level => ({ level, value: normalQuantile(level) }));
    for (const y of [-2, 0, 0.7])
      expect(weightedIntervalScore(quantiles, y)).toBeCloseTo(crpsOfNormal(0, 1, y), 2);
  });
});

describe('logScoreOfMixture', () => {
  it('is -ln of the normal density', () => {
    expect(logScoreOfMixture([0], [1], 0)).toBeCloseTo(0.9189385332046727, 12);
    expect(logScoreOfMixture([1, 1], [2, 2], 3)).toBeCloseTo(0.9189385332046727 + Math.log(2) + 0.5, 12);
  });

  it('stays finite where the density is below the smallest double', () => {
    expect(logScoreOfMixture([0, 1], [0.01, 0.01], 100)).toBeCloseTo(
      0.5 * 9900 ** 2 + 0.9189385 - 4.6051702 + Math.LN2,
      2,
    );
  });
});

describe('pit', () => {
  it('is the share below, with ties counted half', () => {
    expect(pitOfSample([1, 2, 2, 4], 2)).toBe(0.5);
    expect(pitOfSample([1, 2, 3, 4], 3.5)).toBe(0.75);
    expect(pitOfMixture([0, 0], [1, 1], 1.959963984540054)).toBeCloseTo(0.975, 10);
  });

  it('is the level at a quantile of the mixture', () => {
    const centres = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(centres, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (x, p) => {
        const sds = x.map((_, k) => 0.02 + 0.01 * k);
        expect(pitOfMixture(x, sds, mixtureQuantile(x, sds, p))).toBeCloseTo(p, 6);
      }),
    );
  });
});

describe('coverageOf', () => {
  const held = (inside: number, of: number) => Array.from({ length: of }, (_, k) => k < inside);

  // Newcombe 1998, table I, method 3: the interval of Wilson without continuity correction.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('gives the published interval of %d of %d', (inside, of, low, high) => {
    const found = coverageOf(held(inside, of));
    expect(found).toMatchObject({ inside, of, share: inside / of });
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });
});

describe('skillScore', () => {
  it('is 1 when perfect, 0 when no better, below 0 when worse', () => {
    expect(skillScore(0, 0.2)).toBe(1);
    expect(skillScore(0.2, 0.2)).toBe(0);
    expect(skillScore(0.3, 0.2)).toBeCloseTo(-0.5, 12);
    expect(skillScore(0, 0)).toBeUndefined();
  });
});
