import { describe, expect, it } from 'vitest';
import { openDraws } from '../../src/core/random/sequential-draws.ts';
import { hasSettled } from '../../src/inference/history-matching/check.ts';
import { convergenceOf } from '../../src/inference/sampler/convergence.ts';
import { fitPareto, smoothWeights } from '../../src/inference/sampler/psis.ts';
import { covered, rankOf, rankTest } from '../support/calibration-check.ts';

/** An autoregressive chain with correlation `rho` from step to step, stationary N(0, 1). */
function chain(rho: number, length: number, seed: string, shift = 0): Float64Array {
  const draws = openDraws(seed, 'chain');
  const x = new Float64Array(length);
  for (let i = 0; i < length; i++)
    x[i] = i === 0 ? draws.normal(0, 0) : rho * x[i - 1] + Math.sqrt(1 - rho * rho) * draws.normal(i, 0);
  return x.map(value => value + shift);
}

describe('convergence', () => {
  it('of independent draws is perfect', () => {
    const { rHat, ess } = convergenceOf([0, 1, 2, 3].map(c => chain(0, 1000, `a${c}`)));
    expect(rHat).toBeLessThan(1.005);
    expect(Math.abs(ess / 4000 - 1)).toBeLessThan(0.15);
  });

  it('counts what correlated draws are worth', () => {
    const { ess } = convergenceOf([0, 1, 2, 3].map(c => chain(0.9, 5000, `b${c}`)));
    // (1 - rho) / (1 + rho) of them.
    expect(Math.abs(ess / (20_000 / 19) - 1)).toBeLessThan(0.25);
  });

  it('sees chains apart, drifting chains, and one value', () => {
    const apart = [0, 1, 2, 3].map(c => chain(0, 1000, `c${c}`, c === 3 ? 0.5 : 0));
    expect(convergenceOf(apart).rHat).toBeGreaterThan(1.02);
    const drift = [0, 1].map(c => chain(0, 1000, `d${c}`).map((x, i) => x + i / 1000));
    expect(convergenceOf(drift).rHat).toBeGreaterThan(1.02);
    expect(convergenceOf([new Float64Array(100), new Float64Array(100)])).toEqual({ rHat: 1, ess: 0 });
  });
});

describe('Pareto smoothing', () => {
  const uniform = openDraws('pareto', 'u');

  it('finds the shape of a Pareto law', () => {
    for (const shape of [0.2, 0.5, 1]) {
      const x = Array.from(
        { length: 2000 },
        (_, i) => ((1 - uniform.uniform(i, shape * 10)) ** -shape - 1) / shape,
      );
      expect(Math.abs(fitPareto(x.sort((a, b) => a - b)).shape - shape)).toBeLessThan(0.1);
    }
  });

  it('tells usable weights from useless ones', () => {
    // Importance weights of N(0, 1) from N(0, s^2) draws: s = 1.1 has light tails, s = 0.3 none that can be used.
    const kHat = (s: number) => {
      const draws = openDraws('weights', String(s));
      const logs = Array.from({ length: 2000 }, (_, i) => {
        const z = draws.normal(i, 0);
        return -0.5 * s * s * z * z + 0.5 * z * z;
      });
      return smoothWeights(logs).kHat;
    };
    expect(kHat(1.1)).toBeLessThan(0.3);
    expect(kHat(0.3)).toBeGreaterThan(0.7);
  });

  it('gives k-hat a number whatever the weights', () => {
    const of = (logs: number[]) => smoothWeights(logs);
    // All the same; too few to tell; one that carries everything; impossible before and after.
    expect(of(new Array(200).fill(-3))).toMatchObject({ kHat: 0, worth: 1 });
    expect(of([0, 1, 2]).kHat).toBe(Number.POSITIVE_INFINITY);
    const one = of([0, ...new Array(199).fill(-800)]);
    expect(one.kHat).toBeGreaterThan(0.7);
    expect(one.worth).toBeCloseTo(1 / 200, 6);
    const impossible = of([Number.NaN, ...new Array(99).fill(0)]);
    expect(impossible.weights[0]).toBe(0);
    expect(impossible.kHat).toBe(0);
    const none = of(new Array(50).fill(Number.NEGATIVE_INFINITY));
    expect(none).toMatchObject({ kHat: Number.POSITIVE_INFINITY, worth: 0 });
    expect(Array.from(none.weights)).toEqual(new Array(50).fill(1 / 50));
  });

  it('calls a posterior settled when hardly a weight differs, whatever the shape of their tail', () => {
    const logs = Array.from({ length: 200 }, (_, i) => (i < 2 ? 0.3 : 0.001 * (i % 10)));
    const { kHat, worth } = smoothWeights(logs);
    expect(kHat).toBeGreaterThan(0.7);
    expect(worth).toBeGreaterThan(0.99);
    expect(hasSettled({ kHat, worth })).toBe(true);
    expect(hasSettled({ kHat: 0.9, worth: 0.5 })).toBe(false);
    expect(hasSettled({ kHat: 0.5, worth: 0.5 })).toBe(true);
  });

  it('keeps weights that need nothing', () => {
    const { weights } = smoothWeights(new Float64Array(100));
    expect(Array.from(weights)).toEqual(new Array(100).fill(expect.closeTo(0.01, 12)));
  });
});

describe('ranks and intervals', () => {
  it('are counted', () => {
    expect(rankOf(0.5, [0.1, 0.6, 0.4])).toBe(2);
    const { counts, chi2, df } = rankTest([0, 1, 1, 2, 3, 3], 3, 2);
    expect([counts, chi2, df]).toEqual([[3, 3], 0, 1]);
    expect(rankTest([0, 0, 0, 1], 3, 2).chi2).toBe(4);
    const intervals = [1, 1.1].map(truth => ({ low: 0, high: 1, truth }));
    expect(covered(intervals)).toBe(1);
  });

  it('need bins of one width', () => {
    expect(() => rankTest([1], 99, 30)).toThrow('100 ranks');
  });
});
