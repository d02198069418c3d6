import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../src/core/math/normal.ts';
import { relativeWeights, systematic } from '../../src/core/random/resampling.ts';
import { openDraws } from '../../src/core/random/sequential-draws.ts';
import { temperedSmc } from '../../src/inference/sampler/smc.ts';
import { rankOf, rankTest } from '../support/calibration-check.ts';

/**
 * Simulation-based calibration of the sampler on the conjugate normal model: truth ~ N(0, 1), datum ~ N(truth, 1); 1 000
 * data sets, 99 posterior draws of each, 20 bins.
 */
const DATA_SETS = 1000;
const DRAWS = 99;
const LIMIT = 43.82; // chi-squared of 19 df at 0.999

const logLikelihood = (x: number, datum: number) => -0.5 * (datum - x) * (datum - x);
const world = openDraws('sbc', 'world');
const cases = Array.from({ length: DATA_SETS }, (_, i) => {
  const truth = world.normal(i, 0);
  const datum = truth + world.normal(i, 1);
  const { u } = temperedSmc(
    [
      {
        terms: [(at, from) => logLikelihood(normalQuantile(at[from]), datum)],
        start: [0],
        end: [1],
        sweeps: 10,
      },
    ],
    { seed: `sbc ${i}`, stream: 'test', repeat: 0, dimension: 1, particles: DRAWS, moves: 5 },
  );
  return { truth, datum, draws: Array.from(u, normalQuantile) };
});

/** Ranks of the truth, and of its likelihood: only the latter see a posterior that is but the prior. */
function test(posterior: (draws: number[], datum: number) => number[]) {
  const ranks = cases.map(({ truth, datum, draws }) => {
    const own = posterior(draws, datum);
    const likelihoods = own.map(x => logLikelihood(x, datum));
    return [rankOf(truth, own), rankOf(logLikelihood(truth, datum), likelihoods)];
  });
  const [truths, likelihoods] = [0, 1].map(which =>
    rankTest(
      ranks.map(rank => rank[which]),
      DRAWS,
      20,
    ),
  );
  return { truths, likelihoods };
}

describe('simulation-based calibration', () => {
  it('passes the sampler', () => {
    const { truths, likelihoods } = test(draws => draws);
    expect(truths.chi2).toBeLessThan(LIMIT);
    expect(truths.p).toBeGreaterThan(0.001);
    expect(likelihoods.chi2).toBeLessThan(LIMIT);
    // 99 % of single bins lie in 33 .. 69; of 20 bins one may be out.
    expect(truths.counts.filter(n => n < 33 || n > 69).length).toBeLessThanOrEqual(1);
  });

  it('fails a posterior that is too narrow', () => {
    const narrow = test((draws, datum) => draws.map(x => datum / 2 + 0.7 * (x - datum / 2)));
    expect(narrow.truths.chi2).toBeGreaterThan(LIMIT);
  });

  it('fails a posterior that is shifted by half a standard deviation', () => {
    expect(test(draws => draws.map(x => x + 0.5 * Math.SQRT1_2)).truths.chi2).toBeGreaterThan(LIMIT);
  });

  it('fails weights that belong to other draws', () => {
    const prior = openDraws('sbc', 'prior');
    const weighted = (shift: number) => (_: number[], datum: number) => {
      const draws = Array.from({ length: 8 * DRAWS }, (_, i) => prior.normal(i, Math.round(1e6 * datum)));
      const { weights } = relativeWeights(draws.map(x => logLikelihood(x, datum)));
      const moved = weights.map((_, i) => weights[(i + shift) % weights.length]);
      return Array.from(systematic(moved, 0.5, DRAWS), i => draws[i]);
    };
    expect(test(weighted(0)).likelihoods.chi2).toBeLessThan(LIMIT);
    expect(test(weighted(50)).likelihoods.chi2).toBeGreaterThan(LIMIT);
  });
});
