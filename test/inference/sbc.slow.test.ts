import { describe, expect, it } from 'vitest';
import { logistic } from '../../src/core/math/f64-functions.ts';
import { openDraws } from '../../src/core/random/sequential-draws.ts';
import { absorb, startHistoryMatching } from '../../src/inference/history-matching/history-matching.ts';
import { parsePrior } from '../../src/inference/problem/prior.ts';
import { coordinatesOf, thetaAt } from '../../src/inference/problem/problem.ts';
import type { FitTarget } from '../../src/inference/problem/target.ts';
import { thinned } from '../../src/inference/sampler/summary.ts';
import { rankOf, rankTest } from '../support/calibration-check.ts';
import { drive } from './drive.ts';
import { binomial } from './toy.ts';

/**
 * Simulation-based calibration of a whole fit by waves: truths from the prior, a survey of 1 000 persons on each of four
 * shares, runs of 1 000 agents. 640 fits, 63 draws of each, 16 bins.
 */
const FITS = 640;
const DRAWS = 63;
const BINS = 16;
const LIMIT = 37.7; // chi-squared of 15 df at 0.999
const PERSONS = 1000;

const world = openDraws('sbc of waves', 'world');
const runs = openDraws('sbc of waves', 'runs');
const parameters = ['uniform(0, 1)', 'normal(0.5, 0.2)', 'beta(2, 2)'].map((text, j) => ({
  name: `p${j}`,
  prior: parsePrior(text),
}));
const shares = ([a, b, c]: readonly number[]) =>
  [a - b, 2 * b * c - 0.5, c - a, a + b - 1].map(g => logistic(1.5 * g));

/** Each parameter's true place in its prior, and those of the draws. */
function fitted(fit: number): { truth: number; draws: number[] }[] {
  const question = { parameters, targets: [], seed: `sbc ${fit}` };
  const u = parameters.map((_, j) => world.uniform(fit, j));
  const theta = thetaAt(coordinatesOf(question), u);
  const targets = shares(theta).map((p, k): FitTarget => {
    const count = binomial(PERSONS, p, world.uniform(fit, 10 + k));
    const share = (count + 0.5) / (PERSONS + 1);
    return {
      id: `t${k}`,
      kind: 'proportion',
      observed: count / PERSONS,
      variance: (share * (1 - share)) / PERSONS,
      size: PERSONS,
    };
  });
  const start = startHistoryMatching(
    { ...question, targets },
    { budget: 240, checks: 0, particles: 200, repeats: 1 },
  );
  const { posterior } = drive(start, absorb, (proposal, replicate) =>
    shares(proposal.theta).map((p, k) => ({
      value: binomial(PERSONS, p, runs.uniform(1000 * fit + proposal.id, 10 * replicate + k)) / PERSONS,
      size: PERSONS,
    })),
  );
  const picked = thinned(posterior!.count, DRAWS);
  return u.map((truth, j) => ({ truth, draws: picked.map(i => posterior!.u[i * 3 + j]) }));
}

describe('simulation-based calibration of waves', () => {
  const fits = Array.from({ length: FITS }, (_, fit) => fitted(fit));
  const tests = (change: (draws: number[], mean: number, sd: number) => number[]) =>
    parameters.map((_, j) => {
      const ranks = fits.map(own => {
        const { truth, draws } = own[j];
        const mean = draws.reduce((a, b) => a + b) / DRAWS;
        const sd = Math.sqrt(draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / DRAWS);
        return rankOf(truth, change(draws, mean, sd));
      });
      return rankTest(ranks, DRAWS, BINS);
    });

  it('passes for each parameter', () => {
    for (const { chi2, counts } of tests(draws => draws)) {
      expect(chi2, `${counts}`).toBeLessThan(LIMIT);
      // 99 % of single bins lie in 25 .. 57; of 16 bins one may be out.
      expect(counts.filter(n => n < 25 || n > 57).length).toBeLessThanOrEqual(1);
    }
  });

  it('fails posteriors that are too narrow, or shifted by half a standard deviation', () => {
    for (const { chi2 } of tests((draws, mean) => draws.map(x => mean + 0.7 * (x - mean))))
      expect(chi2).toBeGreaterThan(LIMIT);
    for (const { chi2 } of tests((draws, _, sd) => draws.map(x => x + 0.5 * sd)))
      expect(chi2).toBeGreaterThan(LIMIT);
  });

  it('fails draws that belong to another fit', () => {
    for (let j = 0; j < parameters.length; j++) {
      const ranks = fits.map((own, i) => rankOf(own[j].truth, fits[(i + 1) % FITS][j].draws));
      expect(rankTest(ranks, DRAWS, BINS).chi2).toBeGreaterThan(LIMIT);
    }
  });
});
