import { throwDiagnostic } from '../../core/diagnostics.ts';
import { normalCdf, normalQuantile } from '../../core/math/normal.ts';
import { openDraws } from '../../core/random/sequential-draws.ts';
import { latinHypercube } from '../design/latin-hypercube.ts';
import { type Noise, noiseOf, type Point } from '../emulator/noise.ts';
import {
  checkProblem,
  coordinatesOf,
  type Failures,
  type InferenceProblem,
  judgeFailures,
  movableOf,
  type Outcome,
  type Proposal,
  pointsOf,
  thetaAt,
} from '../problem/problem.ts';
import { type Tally, tallyOf } from '../problem/tally.ts';
import { answersOf } from './figures.ts';
import { assimilate } from './smoother.ts';

export interface EnsembleSettings {
  /** Runs of all steps together. */
  budget: number;
  /** Steps in which the figures are taken in. */
  steps: number;
  /** Members that are simulated once more at the end, as draws of the posterior; all of them where there are fewer. */
  draws: number;
}

export const ENSEMBLE_DEFAULTS: Omit<EnsembleSettings, 'budget'> = { steps: 6, draws: 400 };

/** One round: the runs of a step, or those of the posterior's draws. */
interface Round extends Tally {
  kind: 'step' | 'check';
  /** What the figures' variance was multiplied with in the step. */
  inflation?: number;
}

/** A fit by an ensemble smoother, as plain data; see `assimilate`. The same outcomes give the same states, byte for byte. */
export interface EnsembleState {
  method: 'ensemble';
  question: InferenceProblem;
  settings: EnsembleSettings;
  stage: 'step' | 'check' | 'done';
  pending: Proposal[];
  /** Member by member, standard normal deviates of the priors of all parameters. */
  x: number[];
  noise?: Noise;
  rounds: Round[];
  failures: Failures;
  /** Members that were simulated at the end. */
  points: Point[];
  warnings: string[];
}

/** Members that are run several times in the first step, to learn what chance does, and runs of each. */
const REPLICATED = 30;
const REPLICATES = 5;
/** Of fewer members a covariance says nothing. */
const LEAST_MEMBERS = 100;
/** Members for each parameter that keeps its prior: a regression on all of these needs more rows than columns. */
const MEMBERS_PER_KEPT = 2;
/** By how much the figures' variance is multiplied from one step to the next. */
const RATIO = 2.5;

/** Runs that are needed where a number of parameters keep their prior. */
export const leastBudget = (kept: number, steps = ENSEMBLE_DEFAULTS.steps): number =>
  Math.max(LEAST_MEMBERS, MEMBERS_PER_KEPT * kept) * steps + REPLICATED * (REPLICATES - 1);

/** Members of an ensemble that a budget allows. */
export const membersOf = ({ budget, steps }: Pick<EnsembleSettings, 'budget' | 'steps'>): number =>
  Math.floor((budget - REPLICATED * (REPLICATES - 1)) / steps);

/** Factors of the figures' variance, step by step: falling, their inverses summing to one. */
export function inflations(steps: number): number[] {
  const weights = [1];
  while (weights.length < steps) weights.push(RATIO * weights[weights.length - 1]);
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map(weight => sum / weight);
}

/** Throws a DiagnosticError when the budget is too small. */
export function startEnsemble(
  question: InferenceProblem,
  given: Partial<EnsembleSettings> & { budget: number },
): EnsembleState {
  checkProblem(question);
  const settings = { ...ENSEMBLE_DEFAULTS, ...given };
  const members = membersOf(settings);
  const least = leastBudget(question.parameters.length - movableOf(question).length, settings.steps);
  if (settings.budget < least)
    throwDiagnostic({
      kind: 'value',
      message: 'the budget is too small for an ensemble',
      found: `${settings.budget} runs`,
      expected: `at least ${least}`,
      hint: 'raise the budget, or use the method `waves` for a few parameters',
    });
  const { length } = question.parameters;
  const { u } = latinHypercube(members, length, openDraws(question.seed, 'ensemble/design'));
  const state: EnsembleState = {
    method: 'ensemble',
    question,
    settings,
    stage: 'step',
    pending: [],
    x: Array.from(u, normalQuantile),
    rounds: [],
    failures: { failed: 0, total: 0 },
    points: [],
    warnings: [],
  };
  const replicates = (i: number) => (i < REPLICATED ? REPLICATES : 1);
  return { ...state, pending: proposalsOf(state, everyMember(state), replicates) };
}

/** Take the outcomes of all pending proposals. Throws a DiagnosticError when more than a tenth of all runs failed. */
export function absorb(state: EnsembleState, outcomes: readonly Outcome[]): EnsembleState {
  const { question, settings, rounds } = state;
  const { targets, parameters } = question;
  const fresh = pointsOf(state.pending, outcomes, targets.length);
  const { failures, warning } = judgeFailures(state.failures, fresh.failures);
  const inflation = state.stage === 'step' ? inflations(settings.steps)[rounds.length] : undefined;
  const round: Round = {
    kind: state.stage === 'check' ? 'check' : 'step',
    ...tallyOf(targets, fresh, rounds),
    ...(inflation && { inflation }),
  };
  const seen: EnsembleState = {
    ...state,
    failures,
    rounds: [...rounds, round],
    warnings: warning ? [warning] : [],
  };
  if (state.stage === 'check') return { ...seen, stage: 'done', pending: [], points: fresh.points };
  const noise = state.noise ?? noiseOf(targets, fresh.points);
  // Members whose run failed are left behind.
  const ensemble = {
    members: fresh.points.length,
    dimension: parameters.length,
    x: Float64Array.from(fresh.points.flatMap(({ id }) => deviatesOf(state, id - state.pending[0].id))),
  };
  const draws = openDraws(question.seed, 'ensemble/errors', rounds.length);
  const next = assimilate(
    ensemble,
    answersOf(targets, fresh.points, noise),
    movableOf(question),
    inflation!,
    draws,
  );
  const stepped: EnsembleState = { ...seen, noise, x: Array.from(next.x) };
  const isLast = rounds.length + 1 === settings.steps;
  const members = everyMember(stepped);
  if (!isLast) return { ...stepped, pending: proposalsOf(stepped, members) };
  return { ...stepped, stage: 'check', pending: proposalsOf(stepped, spread(members, settings.draws)) };
}

const everyMember = ({ x, question }: EnsembleState): number[] =>
  Array.from({ length: x.length / question.parameters.length }, (_, i) => i);

/** Some of a list, evenly over it; all, where it is shorter. */
const spread = (list: readonly number[], count: number): number[] =>
  list.length <= count
    ? [...list]
    : Array.from({ length: count }, (_, n) => list[Math.floor(((n + 0.5) * list.length) / count)]);

const deviatesOf = ({ x, question: { parameters } }: EnsembleState, member: number): number[] =>
  x.slice(member * parameters.length, (member + 1) * parameters.length);

/** The ensemble in the unit cube of the priors, a row a member. */
export const cubeOf = (state: EnsembleState): number[][] =>
  everyMember(state).map(member => deviatesOf(state, member).map(normalCdf));

function proposalsOf(
  state: EnsembleState,
  members: readonly number[],
  replicates: (i: number) => number = () => 1,
): Proposal[] {
  const { question, rounds, pending } = state;
  const coordinates = coordinatesOf(question);
  const from = (pending.at(-1)?.id ?? -1) + 1;
  return members.map((member, i) => {
    const u = deviatesOf(state, member).map(normalCdf);
    return {
      id: from + i,
      round: rounds.length,
      u,
      theta: thetaAt(coordinates, u),
      replicates: replicates(i),
    };
  });
}
