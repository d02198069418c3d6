import { describe, expect, it } from 'vitest';
import { exp, log, logit } from '../../src/core/math/f64-functions.ts';
import { logIntervalMass, normalCdf } from '../../src/core/math/normal.ts';
import { openDraws } from '../../src/core/random/sequential-draws.ts';
import {
  combined,
  implausibilities,
  isRare,
  logBetaBinomial,
  logInterval,
  openLikelihood,
} from '../../src/inference/emulator/likelihood.ts';
import { type Noise, type Point, pooled } from '../../src/inference/emulator/noise.ts';
import type { Predictor } from '../../src/inference/emulator/predictor.ts';
import { responseOf, slopeAt, valueAt } from '../../src/inference/emulator/response.ts';
import { checkOf, predictiveOf } from '../../src/inference/history-matching/check.ts';
import {
  misfitOf,
  priorPredictiveOf,
  unreachable,
} from '../../src/inference/problem/prior-predictive-check.ts';
import { anchorOf, distanceTo, type FitTarget, varianceAt } from '../../src/inference/problem/target.ts';

const proportion = (observed: number, size: number, extra = 0): FitTarget => ({
  id: 'p',
  kind: 'proportion',
  observed,
  variance: (observed * (1 - observed)) / size + extra,
  size,
});

/** Says the same everywhere. */
const constant = (means: number[], variances: number[]): Predictor => ({
  dimension: 1,
  predict: (_, __, mean, variance) => {
    mean.set(means);
    variance.set(variances);
  },
  predictLanes: () => {
    throw new Error('no point is asked beside others');
  },
});

const independent = (size: number): Noise => ({ dispersion: new Array(size).fill(1) });
const once = (size: number) => new Array<number>(size).fill(1);

describe('targets', () => {
  it('have the variance of the survey at the modelled share', () => {
    // n = 1 000, deff 1.5, p = 0.44: n_eff 666.7, se 0.01922.
    const target = proportion(0.44, 1000 / 1.5, 0.0004);
    expect(Math.sqrt(target.variance - 0.0004)).toBeCloseTo(0.01922, 5);
    expect(varianceAt(target, 0.44)).toBeCloseTo(target.variance, 15);
    expect(varianceAt(target, 0.1)).toBeCloseTo(0.09 / (1000 / 1.5) + 0.0004, 15);
    expect(varianceAt(target, 0)).toBeGreaterThan(0.0004);
    expect(varianceAt({ ...target, kind: 'mean' }, 0.1)).toBe(target.variance);
  });

  it('of intervals are met anywhere inside', () => {
    const target: FitTarget = { id: 'i', kind: 'proportion', low: 0.5, high: 0.8, variance: 0.0004 };
    expect([0.4, 0.5, 0.6, 0.8, 0.9].map(value => distanceTo(target, value))).toEqual([
      expect.closeTo(-0.1),
      0,
      0,
      0,
      expect.closeTo(0.1),
    ]);
    expect([anchorOf(target), anchorOf({ ...target, low: 0.6 })]).toEqual([0.5, 0.6]);
    expect(distanceTo({ ...target, high: undefined }, 0.95)).toBe(0);
  });

  it('are transformed and back', () => {
    expect(valueAt('proportion', responseOf('proportion', { value: 0.3, size: 1e6 }).g)).toBeCloseTo(0.3, 5);
    expect(valueAt('count', responseOf('count', { value: 5e5, size: 80 }).g)).toBeCloseTo(5e5 + 40, 5);
    expect(valueAt('mean', responseOf('mean', { value: -3, size: 10 }).g)).toBe(-3);
    expect([slopeAt('proportion', 0.3), slopeAt('count', 40), slopeAt('mean', -3)]).toEqual([0.21, 40, 1]);
    // Chance on the logit scale: 1 / (N p (1-p)); on the log scale 1 over the agents counted.
    expect(responseOf('proportion', { value: 0.2, size: 1000 }).noise).toBeCloseTo(1 / 160, 4);
    expect(responseOf('count', { value: 8000, size: 80 }).noise).toBeCloseTo(1 / 100, 3);
    expect(responseOf('proportion', { value: 0, size: 100 }).g).toBeCloseTo(logit(0.5 / 101), 12);
  });

  it('pool the runs of a point', () => {
    const runs = [[{ value: 0.2, size: 100 }], [{ value: 0.4, size: 300 }], [{ value: Number.NaN, size: 0 }]];
    expect(pooled(proportion(0.3, 100), runs, 0)).toEqual({ value: expect.closeTo(0.35), size: 400 });
    const counts = [[{ value: 100, size: 80 }], [{ value: 300, size: 80 }]];
    expect(pooled({ id: 'c', kind: 'count', observed: 1, variance: 1 }, counts, 0)).toEqual({
      value: 200,
      size: 40,
    });
  });
});

describe('densities', () => {
  it('are normal about a figure, with all variances together', () => {
    const target = proportion(0.44, 400, 0.0004);
    const noise = independent(1);
    const density = openLikelihood([target], constant([logit(0.5)], [0.01]), noise, once(1));
    const v = 0.25 / 400 + 0.0004 + 0.0625 * 0.01;
    expect(density([0], 0)).toBeCloseTo(-0.5 * (0.06 ** 2 / v + Math.log(v)), 10);
    // Chance of the real population, over-dispersed.
    const small = openLikelihood(
      [{ ...target, population: 1000 }],
      constant([logit(0.5)], [0.01]),
      { dispersion: [3] },
      once(1),
    );
    const w = v + (3 * 0.25) / 1000;
    expect(small([0], 0)).toBeCloseTo(-0.5 * (0.06 ** 2 / w + Math.log(w)), 10);
    // A widened emulator.
    const wide = openLikelihood([target], constant([logit(0.5)], [0.01]), noise, [4]);
    const x = 0.25 / 400 + 0.0004 + 4 * 0.0625 * 0.01;
    expect(wide([0], 0)).toBeCloseTo(-0.5 * (0.06 ** 2 / x + Math.log(x)), 10);
  });

  it('of intervals are the mass between their ends', () => {
    const target: FitTarget = { id: 'i', kind: 'mean', low: 1, high: 2, variance: 0.04 };
    expect(logInterval(target, 1.5, 0.04)).toBeCloseTo(Math.log(normalCdf(2.5) - normalCdf(-2.5)), 12);
    expect(logInterval({ ...target, high: undefined }, 0.8, 0.04)).toBeCloseTo(Math.log(normalCdf(-1)), 12);
    expect(logInterval(target, -9, 0.04)).toBeCloseTo(logIntervalMass(50, 55), 9);
  });

  it('leave out what has no emulator or isn’t kept', () => {
    const targets = [proportion(0.4, 1000), proportion(0.5, 1000)];
    const one = openLikelihood([targets[0]], constant([0], [0.01]), independent(1), once(1))([0], 0);
    const without = openLikelihood(
      targets,
      constant([0, Number.NaN], [0.01, Number.NaN]),
      independent(2),
      once(2),
    );
    expect(without([0], 0)).toBe(one);
    const kept = openLikelihood(targets, constant([0, 1], [0.01, 1]), independent(2), once(2), [true, false]);
    expect(kept([0], 0)).toBe(one);
  });

  it('of rare shares are beta-binomial, and binomial when nothing else is uncertain', () => {
    const binomial = (x: number, p: number) => {
      let choose = 0;
      for (let i = 1; i <= x; i++) choose += log((50 - x + i) / i);
      return choose + x * log(p) + (50 - x) * log(1 - p);
    };
    for (const x of [0, 1, 7, 50])
      expect(logBetaBinomial(x, 50, 0.1, 0.09 / 50)).toBeCloseTo(binomial(x, 0.1), 9);
    // With three times the variance: still a law, with this mean and variance.
    const v = (3 * 0.09) / 50;
    const law = Array.from({ length: 51 }, (_, x) => exp(logBetaBinomial(x, 50, 0.1, v)));
    const mean = law.reduce((sum, q, x) => sum + q * x, 0) / 50;
    expect(law.reduce((a, b) => a + b)).toBeCloseTo(1, 10);
    expect(mean).toBeCloseTo(0.1, 10);
    expect(law.reduce((sum, q, x) => sum + q * (x / 50 - mean) ** 2, 0)).toBeCloseTo(v, 10);
    expect([
      isRare(proportion(0.01, 500)),
      isRare(proportion(0.1, 500)),
      isRare(proportion(0.97, 500)),
    ]).toEqual([true, false, true]);
  });

  it('of rare shares are normal where discrepancy says how far off a figure may be', () => {
    // One respondent in a thousand expected, 1.6 % printed, and a model that may be off by 2 points.
    const printed = proportion(0.016, 1000, 0.02 ** 2);
    expect(isRare(printed)).toBe(false);
    expect(isRare(proportion(0.016, 1000, 0.003 ** 2))).toBe(true);
    const at = (share: number) =>
      openLikelihood([printed], constant([logit(share)], [1e-6]), independent(1), once(1))([0], 0);
    expect(at(0.001)).toBeGreaterThan(at(0.016) - 0.5);
    // A law of counts with the same variance takes it for impossible.
    const law = (share: number) => logBetaBinomial(16, 1000, share, varianceAt(printed, share));
    expect(law(0.001)).toBeLessThan(law(0.016) - 3);
  });

  it('of targets that move together are joint', () => {
    const targets = [proportion(0.4, 1000, 0.0004), proportion(0.5, 1000, 0.0004)];
    const predictor = constant([logit(0.45), logit(0.45)], [0.01, 0.02]);
    const apart = openLikelihood(targets, predictor, independent(2), once(2))([0], 0);
    const none = openLikelihood(
      targets,
      predictor,
      { dispersion: [1, 1], correlation: [1, 0, 0, 1] },
      once(2),
    )([0], 0);
    expect(none).toBeCloseTo(apart, 10);
    const r = 0.6;
    const joint = openLikelihood(
      targets,
      predictor,
      { dispersion: [1, 1], correlation: [1, r, r, 1] },
      once(2),
    )([0], 0);
    const slope = 0.45 * 0.55;
    const [a, d] = [0.01, 0.02].map(s2 => 0.2475 / 1000 + 0.0004 + slope * slope * s2);
    const b = r * slope * slope * Math.sqrt(0.01 * 0.02);
    const det = a * d - b * b;
    const [x, y] = [0.05, -0.05];
    expect(joint).toBeCloseTo(-0.5 * ((d * x * x - 2 * b * x * y + a * y * y) / det + Math.log(det)), 9);
  });
});

describe('implausibility', () => {
  it('is a distance in standard deviations of everything uncertain', () => {
    const target = proportion(0.44, 400, 0.0004);
    const [value] = implausibilities([target], constant([logit(0.5)], [0.01]), [0], 0);
    expect(value).toBeCloseTo(0.06 / Math.sqrt(0.25 / 400 + 0.0004 + 0.0625 * 0.01), 10);
  });

  it('takes the largest, or of ten and more the second', () => {
    expect(combined([1, 5, 3])).toBe(5);
    expect(combined([1, 5, 3, 0, 0, 0, 0, 0, 0, 4])).toBe(4);
    expect(combined([1, Number.NaN])).toBe(1);
  });
});

describe('reach and checks', () => {
  const targets = [proportion(0.5, 1000), proportion(0.9, 1000)];
  const draws = openDraws('check', 'runs');
  const points = Array.from({ length: 400 }, (_, i): Point => {
    const value = 0.5 + 0.02 * draws.normal(i, 0);
    return {
      id: i,
      round: 3,
      u: [draws.uniform(i, 1)],
      runs: [
        [
          { value, size: 1000 },
          { value, size: 1000 },
        ],
      ],
    };
  });

  it('tell which figures no run came near', () => {
    const [near, far] = priorPredictiveOf(targets, points);
    expect(near.distance).toBe(0);
    expect(far.high).toBeLessThan(0.6);
    expect(far.distance).toBeGreaterThan(30);
    expect(
      priorPredictiveOf([{ id: 'i', kind: 'proportion', low: 0.7, variance: 0.01 }], points)[0].distance,
    ).toBeGreaterThan(1);
    expect(misfitOf(targets, points[0].runs)).toBeGreaterThan(900);
    // Only those beyond three standard errors, farthest first; one that nobody answered is infinitely far.
    const silent = points.map(point => ({
      ...point,
      runs: point.runs.map(([a, b]) => [a, b, { value: Number.NaN, size: 0 }]),
    }));
    const rows = unreachable([...targets, { ...targets[0], id: 'silent' }], silent);
    expect(rows.map(({ target, distance }) => [target, distance > 3])).toEqual([
      ['silent', true],
      ['p', true],
    ]);
    expect(rows[1]).toEqual(far);
  });

  it('compare figures with weighted simulations', () => {
    const [row, off] = predictiveOf(targets, points, new Array(400).fill(1 / 400));
    expect(Math.abs(row.q50 - 0.5)).toBeLessThan(0.004);
    expect(Math.abs((row.q95 - row.q05) / (2 * 1.645 * 0.02) - 1)).toBeLessThan(0.15);
    expect(Math.abs(row.p - 0.5)).toBeLessThan(0.1);
    expect(Math.abs(row.z)).toBeLessThan(0.3);
    expect(off.z).toBeCloseTo((row.q50 - 0.9) / off.se, 10);
    expect(off.p).toBeGreaterThan(0.9999);
    // All weight on one run.
    const [single] = predictiveOf(targets, points, [1, ...new Array(399).fill(0)]);
    expect(single.q50).toBe(points[0].runs[0][0].value);
  });

  it('weigh draws for a posterior that moved a little, and give up on one that moved far', () => {
    const before = () => 0;
    const near = checkOf(3, points, before, u => -2 * (u[0] - 0.5) ** 2);
    expect(near.kHat).toBeLessThan(0.7);
    expect(near.weights.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    const far = checkOf(3, points, before, u => -Math.log(u[0]) * 3);
    expect(far.kHat).toBeGreaterThan(0.7);
  });
});
