import { describe, expect, it } from 'vitest';
import { logistic } from '../../src/core/math/f64-functions.ts';
import { openDraws } from '../../src/core/random/sequential-draws.ts';
import { predictiveOf } from '../../src/inference/history-matching/check.ts';
import { absorb, startHistoryMatching } from '../../src/inference/history-matching/history-matching.ts';
import { parsePrior } from '../../src/inference/problem/prior.ts';
import { coordinatesOf, type InferenceProblem, thetaAt } from '../../src/inference/problem/problem.ts';
import type { FitTarget } from '../../src/inference/problem/target.ts';
import { identifiabilityOf } from '../../src/inference/sampler/identifiability.ts';
import { correlations, drawsOfPosterior, summarise } from '../../src/inference/sampler/summary.ts';
import { covered } from '../support/calibration-check.ts';
import { logDensityAt, logPriorDensityAt } from '../support/density.ts';
import { drive } from './drive.ts';
import { binomial } from './toy.ts';

/**
 * Twin experiment on a small agent-based model: people on a ring worry and calm down, leave (sooner when worried, and when
 * neighbours have left) and return. Truths from the prior print shares of three surveys; a fit must find the truth again,
 * and know how well. The last parameter does nothing at all.
 */
const AGENTS = 500;
const ASKED = 1000;
const ASKED_IN = [4, 12, 26];
const TRUTHS = [0, 1, 2];
/** Runs whose mean stands for a true world of millions, which has no chance of its own. */
const TRUE_RUNS = 40;

const PRIORS = {
  leave: 'normal(-4, 0.7)',
  peers: 'uniform(0, 3)',
  return: 'uniform(0.005, 0.1)',
  worried: 'beta(3, 2)',
  calm: 'uniform(0.01, 0.15)',
  nothing: 'uniform(0, 1)',
};
const LEARNABLE = ['leave', 'return', 'worried', 'calm'];

const parameters = Object.entries(PRIORS).map(([name, text]) => ({ name, prior: parsePrior(text) }));
const chance = openDraws('twin', 'agents');
const worlds = openDraws('twin', 'worlds');

/** Shares abroad, worried and ever returned in each week asked. */
function simulate([leave, peers, back, worried, calm]: readonly number[], run: number): number[] {
  const draw = (agent: number, what: number) => chance.uniform(run, agent * 64 + what);
  const worries = Uint8Array.from({ length: AGENTS }, (_, i) => Number(draw(i, 0) < worried));
  const returned = new Uint8Array(AGENTS);
  let abroad = new Uint8Array(AGENTS);
  const shares: number[] = [];
  for (let week = 1; week <= 26; week++) {
    const next = abroad.slice();
    for (let i = 0; i < AGENTS; i++) {
      const moves = draw(i, 2 * week);
      if (worries[i] && draw(i, 2 * week + 1) < calm) worries[i] = 0;
      if (abroad[i]) {
        if (moves >= back) continue;
        next[i] = 0;
        returned[i] = 1;
      } else {
        const left = (abroad[(i + 1) % AGENTS] + abroad[(i + AGENTS - 1) % AGENTS]) / 2;
        if (moves < logistic(leave + peers * left + worries[i])) next[i] = 1;
      }
    }
    abroad = next;
    if (ASKED_IN.includes(week))
      for (const column of [abroad, worries, returned])
        shares.push(column.reduce((a, b) => a + b, 0) / AGENTS);
  }
  return shares;
}

/** A world drawn from the prior, and what surveys of it printed. */
function worldOf(number: number): { truth: number[]; question: InferenceProblem } {
  const asked = { parameters, targets: [], seed: `twin ${number}` };
  const u = parameters.map((_, j) => worlds.uniform(number, j));
  const truth = thetaAt(coordinatesOf(asked), u);
  const runs = Array.from({ length: TRUE_RUNS }, (_, r) => simulate(truth, 1_000_000 + 1000 * number + r));
  const targets = runs[0].map((_, k): FitTarget => {
    const p = runs.reduce((sum, shares) => sum + shares[k], 0) / TRUE_RUNS;
    const count = p > 0 ? binomial(ASKED, p, worlds.uniform(number, 100 + k)) : 0;
    const share = (count + 0.5) / (ASKED + 1);
    const variance = (share * (1 - share)) / ASKED;
    return { id: `figure ${k}`, kind: 'proportion', observed: count / ASKED, variance, size: ASKED };
  });
  return { truth, question: { ...asked, targets } };
}

describe('a twin experiment', () => {
  const fits = TRUTHS.map(number => {
    const { truth, question } = worldOf(number);
    const state = drive(
      startHistoryMatching(question, { budget: 400, checks: 100 }),
      absorb,
      ({ id, theta }, r) =>
        simulate(theta, 100_000 * number + 10 * id + r).map(value => ({ value, size: AGENTS })),
    );
    const draws = drawsOfPosterior(question, state.posterior!);
    return { truth, question, state, draws, summaries: summarise(question, draws) };
  });

  it('covers its truths', () => {
    const intervals = fits.flatMap(({ truth, summaries }) =>
      summaries.map(({ q05, q95 }, j) => ({ low: q05, high: q95, truth: truth[j] })),
    );
    // Of 18 intervals of 90 %: fewer than 13 with a probability below one in a hundred.
    expect(covered(intervals)).toBeGreaterThanOrEqual(13);
  });

  for (const name of LEARNABLE)
    it(`learns \`${name}\``, () => {
      const j = Object.keys(PRIORS).indexOf(name);
      const mean = (one: (fit: (typeof fits)[number]) => number) =>
        fits.reduce((sum, fit) => sum + one(fit), 0) / fits.length;
      const gain = mean(
        ({ question, draws, truth }) =>
          logDensityAt(question, draws, j, truth[j]) - logPriorDensityAt(question, j, truth[j]),
      );
      const error = mean(
        ({ summaries, truth }) => Math.abs(summaries[j].mean - truth[j]) / summaries[j].priorSd,
      );
      expect(gain).toBeGreaterThan(0);
      expect(error).toBeLessThan(0.5);
    });

  it('says what it could not learn', () => {
    for (const { draws, summaries } of fits) {
      const { unmoved } = identifiabilityOf(summaries, correlations(draws));
      for (const name of LEARNABLE) expect(unmoved).not.toContain(name);
      const nothing = summaries.at(-1)!;
      expect(nothing.shrinkage).toBeLessThan(0.2);
      expect(Math.min(...summaries.map(({ shrinkage }) => shrinkage))).toBe(nothing.shrinkage);
    }
  });

  it('is settled, and foretells what was printed', () => {
    for (const { state, question } of fits) {
      const check = state.checks.at(-1)!;
      expect(check.kHat).toBeLessThan(0.7);
      expect(state.warnings).toEqual([]);
      const points = state.points.filter(({ id }) => check.ids.includes(id));
      const rows = predictiveOf(question.targets, points, check.weights);
      expect(rows).toHaveLength(9);
      for (const { target, z } of rows) expect(Math.abs(z), target).toBeLessThan(3);
    }
  });
});
