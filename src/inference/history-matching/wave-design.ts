import { throwDiagnostic } from '../../core/diagnostics.ts';
import { openDraws } from '../../core/random/sequential-draws.ts';
import { latinHypercube } from '../design/latin-hypercube.ts';
import { refitPoints } from '../emulator/fit.ts';
import {
  coordinatesOf,
  FITTED_UNSEEN,
  type InferenceProblem,
  type Proposal,
  thetaAt,
} from '../problem/problem.ts';

export interface HistoryMatchingSettings {
  /** Runs of all waves together: half for the first, which covers the cube, a quarter for each of two later ones. */
  budget: number;
  /** Draws of the posterior that are simulated afterwards, in each check; 0 for none. */
  checks: number;
  /** A further check follows while the posterior still moves, up to this many. */
  mostChecks: number;
  /** Particles of a sampler's cloud, and independent repeats for the posterior. */
  particles: number;
  repeats: number;
}

export const HISTORY_MATCHING_DEFAULTS: Omit<HistoryMatchingSettings, 'budget'> = {
  checks: 200,
  mostChecks: 2,
  particles: 1000,
  repeats: 4,
};

/** Runs at a point that is run several times, the share of such points, and the fewest of them. */
const REPLICATES = 5;
const REPLICATED_SHARE = 0.1;
const LEAST_REPLICATED = 20;
/** 60 points of five runs have 240 degrees of freedom: a variance is known within a tenth. */
const MOST_REPLICATED = 60;
/** Points of the first wave for each parameter: wanted, if that takes no more than most of the budget; and needed. */
const WANTED_POINTS = 20;
const LEAST_POINTS = 5;
const MOST_FIRST = 0.6;

/** Later points wanted for each linear and square term of a parameter, where many could be fitted. */
const POINTS_PER_TERM = 6;

/** How the runs are shared out. */
export interface Plan {
  /** Points of the first wave, the first `replicated` of which are run several times. */
  first: number;
  replicated: number;
  /** Points of each later wave, one run each. */
  later: number[];
}

/**
 * Throws a DiagnosticError, with the least budget that would do, when the budget is too small: the first wave must see the cube,
 * and the later ones must be enough for a fit of their own (else posteriors are some three times too wide).
 */
export function planWaves(dimension: number, budget: number, fitAll = false): Plan {
  // Of more than a few only as many are fitted as there are points for.
  const fitted = fitAll ? dimension : Math.min(dimension, FITTED_UNSEEN);
  const enough = ({ first, later }: Plan) =>
    first >= LEAST_POINTS * dimension && later[0] + later[1] >= refitPoints(fitted);
  const plan = share(dimension, budget);
  if (enough(plan)) return plan;
  let least = budget;
  while (!enough(share(dimension, least))) least++;
  throwDiagnostic({
    kind: 'value',
    message: `the budget is too small to fit ${dimension} parameters`,
    found: `${budget} runs`,
    expected: `at least ${least}`,
    hint: 'raise the budget, or fit fewer parameters',
  });
}

/** So many parameters have points enough for a local fit. */
export function mostFitted({ later }: Plan): number {
  return Math.max(FITTED_UNSEEN, Math.floor(((later[0] + later[1]) / POINTS_PER_TERM - 1) / 2));
}

function share(dimension: number, budget: number): Plan {
  const extra = REPLICATES - 1;
  const replicatedOf = (points: number) =>
    Math.min(MOST_REPLICATED, Math.max(LEAST_REPLICATED, Math.ceil(REPLICATED_SHARE * points)));
  const wanted = WANTED_POINTS * dimension;
  const wantedRuns = wanted + extra * replicatedOf(wanted);
  const runs = Math.floor(Math.max(budget / 2, Math.min(wantedRuns, MOST_FIRST * budget)));
  // points + extra x replicated = runs, replicated being a share of the points or the smallest number.
  const many = Math.max(Math.floor(runs / (1 + extra * REPLICATED_SHARE)), runs - extra * MOST_REPLICATED);
  const first = Math.max(0, Math.min(many, runs - extra * LEAST_REPLICATED));
  const replicated = Math.min(replicatedOf(first), first);
  const left = Math.max(0, budget - (first + extra * replicated));
  return { first, replicated, later: [Math.ceil(left / 2), Math.floor(left / 2)] };
}

/** The first wave: a Latin hypercube of all parameters. Its points come in random order, so that the first of them are no special ones. */
export function firstWave(question: InferenceProblem, plan: Plan): Proposal[] {
  const dimension = question.parameters.length;
  const { u } = latinHypercube(plan.first, dimension, openDraws(question.seed, 'waves/design'));
  const points = Array.from({ length: plan.first }, (_, i) =>
    Array.from(u.subarray(i * dimension, (i + 1) * dimension)),
  );
  return proposalsAt(question, points, 0, 0, i => (i < plan.replicated ? REPLICATES : 1));
}

/** Number points of the cube from `id` on and give them their parameters' values. */
function proposalsAt(
  question: InferenceProblem,
  points: readonly number[][],
  round: number,
  id: number,
  replicates: (i: number) => number = () => 1,
): Proposal[] {
  const coordinates = coordinatesOf(question);
  return points.map((u, i) => ({
    id: id + i,
    round,
    u,
    theta: thetaAt(coordinates, u),
    replicates: replicates(i),
  }));
}

/**
 * Points of the fitted parameters' cube, numbered from `id` on. Every other parameter has a draw of its own from its prior at each:
 * what it does to a figure is in the variance that emulators learn.
 * @param fitted indices of the fitted parameters, ascending
 */
export function fittedProposalsAt(
  question: InferenceProblem,
  fitted: readonly number[],
  points: readonly number[][],
  round: number,
  id: number,
): Proposal[] {
  const { length } = question.parameters;
  if (fitted.length === length) return proposalsAt(question, points, round, id);
  const draws = openDraws(question.seed, 'waves/kept');
  const whole = points.map((own, i) => {
    const u = Array.from({ length }, (_, j) => draws.uniform(id + i, j));
    fitted.forEach((j, k) => {
      u[j] = own[k];
    });
    return u;
  });
  return proposalsAt(question, whole, round, id).map((proposal, i) => ({ ...proposal, u: points[i] }));
}
