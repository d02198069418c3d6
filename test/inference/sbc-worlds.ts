import { logistic } from '../../src/core/math/f64-functions.ts';
import { systematic } from '../../src/core/random/resampling.ts';
import { openDraws } from '../../src/core/random/sequential-draws.ts';
import { absorb as absorbAbc, startAbc } from '../../src/inference/abc/abc-smc.ts';
import { regress } from '../../src/inference/abc/regress.ts';
import {
  absorb as absorbWaves,
  startHistoryMatching,
} from '../../src/inference/history-matching/history-matching.ts';
import { parsePrior } from '../../src/inference/problem/prior.ts';
import { coordinatesOf, type InferenceProblem, thetaAt } from '../../src/inference/problem/problem.ts';
import { type FitTarget, varianceAt } from '../../src/inference/problem/target.ts';
import { type RankTest, rankOf, rankTest } from '../support/calibration-check.ts';
import { drive, type Simulate } from './drive.ts';
import { binomial } from './toy.ts';

/** Draws of each posterior, and bins of their ranks. */
const SBC_DRAWS = 31;
const SBC_BINS = 8;
/** Chi-squared of 7 degrees of freedom at 0.999. */
export const SBC_LIMIT = 24.32;
const AGENTS = 1000;

/** A world of two parameters: what share says yes to each question, and how many persons a survey asks. */
export interface SbcWorld {
  name: string;
  logits(theta: readonly number[]): number[];
  persons: number;
}

export const SBC_WORLDS: readonly SbcWorld[] = [
  { name: 'figures of 1 000 persons', logits: ([a, b]) => [2 * a - b, a + 2 * b - 1], persons: 1000 },
  {
    name: 'a figure that hardly moves a parameter',
    logits: ([a, b]) => [3 * a - 1 + 0.1 * b],
    persons: 1000,
  },
  { name: 'a figure that moves no parameter', logits: () => [-0.5], persons: 1000 },
  { name: 'figures of 4 persons', logits: ([a, b]) => [3 * a - 1.5, 2 * b - 1], persons: 4 },
  { name: 'figures of 40 persons', logits: ([a, b]) => [3 * a - 1.5, a + b - 1], persons: 40 },
  { name: 'a figure of a million persons', logits: ([a]) => [4 * a - 2], persons: 1e6 },
];

const parameters = ['uniform(0, 1)', 'normal(0.5, 0.25)'].map((text, j) => ({
  name: 'ab'[j],
  prior: parsePrior(text),
}));

/** A method of fitting: places of its draws in the priors. */
export type SbcMethod = (question: InferenceProblem, simulate: Simulate) => number[][];

export const SBC_METHODS: Record<'waves' | 'abc-smc' | 'regress', SbcMethod> = {
  waves(question, simulate) {
    const settings = { budget: 190, checks: 0, particles: 186, repeats: 1 };
    const { u, count } = drive(startHistoryMatching(question, settings), absorbWaves, simulate).posterior!;
    const every = count / SBC_DRAWS;
    return Array.from({ length: SBC_DRAWS }, (_, n) =>
      [0, 1].map(j => u[2 * Math.floor((n + 0.5) * every) + j]),
    );
  },
  'abc-smc'(question, simulate) {
    const settings = { budget: 20_000, population: 120, weighing: 'survey', kernel: 'figures' } as const;
    const { particles } = drive(startAbc(question, settings), absorbAbc, simulate);
    const weights = particles.map(({ weight }) => weight);
    return Array.from(systematic(weights, 0.5, SBC_DRAWS), i => particles[i].u);
  },
  regress(question, simulate) {
    const draws = openDraws(question.seed, 'design');
    const error = openDraws(question.seed, 'error');
    const coordinates = coordinatesOf(question);
    const u = Array.from({ length: 1000 }, (_, i) => [draws.uniform(i, 0), draws.uniform(i, 1)]);
    const summaries = u.map((at, id) =>
      simulate({ id, round: 0, u: at, theta: thetaAt(coordinates, at), replicates: 1 }, 0)!.map(
        ({ value }, k) => value + Math.sqrt(varianceAt(question.targets[k], value)) * error.normal(id, k),
      ),
    );
    const observed = question.targets.map(target => target.observed!);
    const names = question.targets.map(({ id }) => id);
    const adjusted = regress({ u, summaries }, observed, { names, tolerance: 0.2 });
    return Array.from(systematic(adjusted.weights, 0.5, SBC_DRAWS), i => adjusted.u[i]);
  },
};

/** Simulation-based calibration of a method in a world: one test of ranks a parameter. */
export function calibrationOf(world: SbcWorld, method: SbcMethod, fits: number): RankTest[] {
  const truths = openDraws('sbc worlds', `${world.name}/truth`);
  const asked = openDraws('sbc worlds', `${world.name}/survey`);
  const runs = openDraws('sbc worlds', `${world.name}/runs`);
  const shares = (theta: readonly number[]) => world.logits(theta).map(logistic);
  const ranks = Array.from({ length: fits }, (_, fit) => {
    const seed = `${world.name} ${fit}`;
    const u = parameters.map((_, j) => truths.uniform(fit, j));
    const theta = thetaAt(coordinatesOf({ parameters, targets: [], seed }), u);
    const targets = shares(theta).map((p, k) =>
      printed(k, binomial(world.persons, p, asked.uniform(fit, k)), world),
    );
    const draws = method({ parameters, targets, seed }, ({ id, theta: at }, replicate) =>
      shares(at).map((p, k) => ({
        value: binomial(AGENTS, p, runs.uniform(1e5 * fit + id, 10 * replicate + k)) / AGENTS,
        size: AGENTS,
      })),
    );
    return u.map((own, j) =>
      rankOf(
        own,
        draws.map(at => at[j]),
      ),
    );
  });
  return parameters.map((_, j) =>
    rankTest(
      ranks.map(row => row[j]),
      SBC_DRAWS,
      SBC_BINS,
    ),
  );
}

function printed(k: number, count: number, { persons }: SbcWorld): FitTarget {
  const share = (count + 0.5) / (persons + 1);
  const variance = (share * (1 - share)) / persons;
  return { id: `t${k}`, kind: 'proportion', observed: count / persons, variance, size: persons };
}
