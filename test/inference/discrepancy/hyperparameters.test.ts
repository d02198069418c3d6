import { describe, expect, it } from 'vitest';
import { openDraws } from '../../../src/core/random/sequential-draws.ts';
import {
  type DiscrepancyPrior,
  type FittedSeries,
  hyperparametersOf,
} from '../../../src/inference/discrepancy/hyperparameters.ts';

const YEAR = 365.25;
const RUNS = 4;
const ERROR = 0.05;
const half = (scale: number) => ({ kind: 'half_normal', scale }) as const;
const fixed = (value: number) => ({ kind: 'fixed', value }) as const;
const PRIOR: DiscrepancyPrior = {
  ...{ sd: half(0.5), growth: half(0.5), wave: fixed(0) },
  ...{ change: fixed(1), unseen: half(1) },
};

/** Series of four yearly figures about a model that is the truth but for a level and a random walk. */
function seriesWith(sd: number, growth: number, count: number, ofWave = 0): FittedSeries[] {
  const draws = openDraws('truth', 'test');
  return Array.from({ length: count }, (_, s) => {
    let walked = sd * draws.normal(s, 0);
    const observed = [0, 1, 2, 3].map(wave => {
      if (wave > 0) walked += growth * draws.normal(s, wave);
      return walked + ERROR * draws.normal(s, 10 + wave) + ofWave * draws.normal(s, 20 + wave);
    });
    return {
      series: `series ${s}`,
      kind: 'shares',
      figures: observed.map((value, wave) => ({
        ...{ day: wave * YEAR, observed: value },
        ...{ variance: ERROR ** 2, fitVariance: ERROR ** 2 + 0.02 ** 2 },
      })),
      modelled: Array.from({ length: RUNS }, () => [0, 0, 0, 0]),
    };
  });
}

const meanOf = (grid: ReturnType<typeof hyperparametersOf>, of: 'sd' | 'growth' | 'wave') =>
  grid.reduce((sum, one) => sum + one.weight * one[of], 0);

describe('hyperparametersOf', () => {
  it('recovers the level and the random walk of a discrepancy', () => {
    const grid = hyperparametersOf(PRIOR, 0, seriesWith(0.4, 0.3, 40));
    expect(Math.abs(meanOf(grid, 'sd') - 0.4)).toBeLessThan(0.1);
    expect(Math.abs(meanOf(grid, 'growth') - 0.3)).toBeLessThan(0.06);
  });

  it('tells what a wave has of its own from a walk when the truth has both', () => {
    const noisy = seriesWith(0.4, 0.15, 60, 0.3).map(one => ({ ...one, modelled: [[0, 0, 0, 0]] }));
    const grid = hyperparametersOf({ ...PRIOR, wave: half(0.5) }, 0, noisy);
    expect(Math.abs(meanOf(grid, 'growth') - 0.15)).toBeLessThan(0.08);
    expect(Math.abs(meanOf(grid, 'wave') - 0.3)).toBeLessThan(0.06);
    // Without it all is taken for a walk.
    expect(meanOf(hyperparametersOf(PRIOR, 0, noisy), 'growth')).toBeGreaterThan(0.25);
  });

  it('finds next to none when the truth has none', () => {
    const grid = hyperparametersOf(PRIOR, 0, seriesWith(0, 0, 40));
    expect(meanOf(grid, 'sd')).toBeLessThan(0.04);
    expect(meanOf(grid, 'growth')).toBeLessThan(0.04);
  });

  it('keeps the prior when no figure was fitted, and when a figure is met by a parameter of its own', () => {
    const prior = hyperparametersOf(PRIOR, 0, []);
    expect(new Set(prior.map(({ weight }) => weight.toFixed(12))).size).toBe(1);
    // Such a posterior has the figure's own law about it. With evenly spread draws no chance is left.
    const draws = openDraws('fit', 'test');
    const variance = 0.1 ** 2;
    const own: FittedSeries = {
      ...{ series: 'own', kind: 'shares' },
      figures: [{ day: 0, observed: 0.5, variance, fitVariance: 2 * variance }],
      modelled: Array.from({ length: 1000 }, (_, run) => [
        0.5 + Math.sqrt(2 * variance) * draws.normal(run, 0),
      ]),
    };
    const narrow = { ...PRIOR, sd: half(0.1) };
    const before = meanOf(hyperparametersOf(narrow, 0, []), 'sd');
    expect(meanOf(hyperparametersOf(narrow, 0, [own]), 'sd') / before).toBeCloseTo(1, 1);
    // Residuals taken as they are would halve it, as if the model were right.
    const naive = { ...own, figures: [{ ...own.figures[0], fitVariance: 1e6 }], modelled: [[0.5]] };
    expect(meanOf(hyperparametersOf(narrow, 0, [naive]), 'sd') / before).toBeLessThan(0.9);
  });
});
