import { absorb as absorbAbc, startAbc } from './abc/abc-smc.ts';
import type { AbcState } from './abc/abc-state.ts';
import type { Emulators } from './emulator/emulator.ts';
import { type Predictive, predictiveOf } from './history-matching/check.ts';
import {
  absorb as absorbWaves,
  fittedOf,
  type HistoryMatchingState,
  STILL_MOVING,
  startHistoryMatching,
} from './history-matching/history-matching.ts';
import type { Effect } from './history-matching/screening.ts';
import { spreadOverPriors } from './problem/prior-sample.ts';
import type { InferenceProblem, Outcome } from './problem/problem.ts';
import { coordinatesOf, FITTED_UNSEEN, thetaAt } from './problem/problem.ts';
import type { Convergence } from './sampler/convergence.ts';
import {
  correlations,
  type Draws,
  drawsOfPoints,
  drawsOfPosterior,
  type ParameterSummary,
  summarise,
} from './sampler/summary.ts';

export type MethodName = 'waves' | 'abc-smc';

export type FitState = HistoryMatchingState | AbcState;

/** What a method gave, in the same words for all. */
export interface FitResult {
  draws: readonly FitDraw[];
  /** The fitted ones. */
  parameters: readonly (ParameterSummary & Partial<Convergence>)[];
  /** Names of those that keep their prior: in the draws they have values from it. */
  kept: readonly string[];
  /** What each parameter that might have been fitted does to the figures; undefined where nobody looked. */
  effects: readonly (Omit<Effect, 'parameter'> & { name: string; fitted: boolean })[] | undefined;
  /** Of the fitted ones, in the order of `parameters`. */
  correlations: readonly (readonly number[])[];
  predictive: readonly Predictive[];
  rounds: readonly FitRound[];
  emulators: Emulators | undefined;
  /** Checks of the method that failed, in words; they are among the warnings, too. */
  unsettled: readonly string[];
  warnings: readonly string[];
}

/** One draw of a posterior. Weights sum to one over all draws. */
interface FitDraw {
  chain: number;
  draw: number;
  weight: number;
  /** NaN where the method has no likelihood. */
  logLikelihood: number;
  /** Of all parameters of the problem, those that keep their prior among them. */
  theta: readonly number[];
}

interface FitRound {
  round: number;
  kind: string;
  points: number;
  runs: number;
  failed: number;
  bestMisfit: number;
  /** waves: ln of the share of the prior's volume still looked at; abc-smc: the tolerance. NaN: the round has none. */
  logVolume: number;
  tolerance: number;
  /** Of a check: shape of the tail of its weights, and the share of its draws that they are worth. */
  kHat: number;
  worth: number;
  /** Targets whose emulator didn't guide the next round. */
  unguided: readonly string[];
}

/** A way to fit, as a machine that says what to run and takes what came of it. */
export interface FitMethod {
  name: MethodName;
  /** Whether parameters that keep their prior may be among those of the problem. */
  keepsPriors: boolean;
  /** Runs that are enough for this number of parameters. */
  budget(parameters: number): number;
  /** Runs at most, checks included. */
  runs(budget: number): number;
  start(question: InferenceProblem, budget: number): FitState;
  absorb(state: FitState, outcomes: readonly Outcome[]): FitState;
  result(state: FitState): FitResult;
}

/** Draws of each chain that are kept: a few hundred in all carry a posterior into every projection. */
const DRAWS_KEPT = 100;
const LEAST_WAVES_BUDGET = 300;
const WAVES_RUNS_PER_PARAMETER = 60;
/** Of more parameters than are fitted unseen, each further one costs the first wave some points, the later ones fewer. */
const WAVES_RUNS_PER_FURTHER = 12;
const ABC_BUDGET = 20_000;
const CHECKS = 200;

export const METHODS: Record<MethodName, FitMethod> = {
  waves: {
    name: 'waves',
    keepsPriors: true,
    budget: parameters =>
      Math.max(LEAST_WAVES_BUDGET, WAVES_RUNS_PER_PARAMETER * Math.min(parameters, FITTED_UNSEEN)) +
      WAVES_RUNS_PER_FURTHER * Math.max(0, parameters - FITTED_UNSEEN),
    runs: budget => budget + CHECKS,
    start: (question, budget) => startHistoryMatching(question, { budget, checks: CHECKS }),
    absorb: (state, outcomes) => absorbWaves(state as HistoryMatchingState, outcomes),
    result: state => resultOfWaves(state as HistoryMatchingState),
  },
  'abc-smc': {
    name: 'abc-smc',
    keepsPriors: false,
    budget: () => ABC_BUDGET,
    runs: budget => budget,
    start: (question, budget) => startAbc(question, { budget, weighing: 'survey', kernel: 'figures' }),
    absorb: (state, outcomes) => absorbAbc(state as AbcState, outcomes),
    result: state => resultOfAbc(state as AbcState),
  },
};

function resultOfWaves(state: HistoryMatchingState): FitResult {
  const { question, points, rounds, checks, warnings } = state;
  const posterior = state.posterior!;
  const fitted = fittedOf(state);
  const asked = { ...question, parameters: fitted.map(j => question.parameters[j]) };
  const keeping = question.parameters.filter((_, j) => !fitted.includes(j));
  const all = drawsOfPosterior(asked, posterior);
  const { count, repeats, dimension, convergence, emulators } = posterior;
  const coordinates = coordinatesOf(asked);
  const taken = Math.min(DRAWS_KEPT, count);
  const columns = spreadOverPriors(keeping, repeats * taken);
  const draws = Array.from({ length: repeats * taken }, (_, n): FitDraw => {
    const [chain, draw] = [Math.floor(n / taken), n % taken];
    const i = chain * count + Math.floor(((draw + 0.5) * count) / taken);
    const own = thetaAt(coordinates, posterior.u, i * dimension);
    const theta = question.parameters.map((one, j) =>
      fitted.includes(j) ? own[fitted.indexOf(j)] : columns[keeping.indexOf(one)][n],
    );
    return {
      chain: chain + 1,
      draw: draw + 1,
      weight: 1 / (repeats * taken),
      logLikelihood: posterior.logLikelihood[i],
      theta,
    };
  });
  const last = checks.at(-1);
  const checked = last ? points.filter(({ id }) => last.ids.includes(id)) : [];
  return {
    draws,
    parameters: summarise(asked, all).map((row, j) => ({ ...row, ...convergence[j] })),
    kept: keeping.map(({ name }) => name),
    effects: state.effects?.map(({ parameter, ...effect }) => ({
      name: question.parameters[parameter].name,
      ...effect,
      fitted: fitted.includes(parameter),
    })),
    correlations: correlations(all),
    predictive: last ? predictiveOf(question.targets, checked, last.weights) : [],
    rounds: rounds.map(
      ({ round, kind, points: many, runs, failed, bestMisfit, search }): FitRound => ({
        round,
        kind,
        points: many,
        runs,
        failed,
        bestMisfit,
        logVolume: search?.logVolume ?? Number.NaN,
        tolerance: Number.NaN,
        kHat: checks.find(check => check.round === round)?.kHat ?? Number.NaN,
        worth: checks.find(check => check.round === round)?.worth ?? Number.NaN,
        unguided: search?.failed ?? [],
      }),
    ),
    emulators,
    unsettled: warnings.filter(text => text.startsWith(STILL_MOVING)),
    warnings,
  };
}

function resultOfAbc(state: AbcState): FitResult {
  const { question, particles, generations, failures, warnings } = state;
  const weights = particles.map(({ weight }) => weight);
  const all: Draws = drawsOfPoints(
    question,
    particles.map(({ u }) => u),
    weights,
  );
  const points = particles.map(({ id, u, run }) => ({ id, round: state.generation, u, runs: [run] }));
  return {
    draws: all.theta.map((theta, i) => ({
      chain: 1,
      draw: i + 1,
      weight: all.weights[i],
      logLikelihood: Number.NaN,
      theta,
    })),
    parameters: summarise(question, all),
    kept: [],
    effects: undefined,
    correlations: correlations(all),
    predictive: predictiveOf(question.targets, points, all.weights),
    rounds: generations.map(({ generation, tolerance, proposed }, k) => ({
      round: generation,
      kind: 'generation',
      points: proposed,
      runs: proposed,
      failed: k === generations.length - 1 ? failures.failed : 0,
      bestMisfit: Number.NaN,
      logVolume: Number.NaN,
      tolerance,
      kHat: Number.NaN,
      worth: Number.NaN,
      unguided: [],
    })),
    emulators: undefined,
    unsettled: unfinished(state),
    warnings: [...warnings, ...unfinished(state)],
  };
}

/** Words for a fit by abc-smc that ended before its tolerance came down to the figures' own errors. */
function unfinished({ stopped, generations }: AbcState): string[] {
  if (stopped === 'figures') return [];
  const reached = generations[generations.length - 1].tolerance;
  const why = {
    budget: 'the budget is spent',
    acceptance: 'fewer than one run in a hundred was accepted',
    effective: 'a few runs carry nearly all weight',
    tolerance: 'the tolerance no longer falls',
    generations: 'the last generation is done',
  }[stopped ?? 'budget'];
  const how = Number.isFinite(reached)
    ? `the tolerance is still ${reached.toPrecision(3)} standard errors of the figures, not 1`
    : 'no tolerance was reached';
  return [
    `the posterior is wider than the figures make it: ${how}, because ${why}; give a larger budget, fit fewer parameters or use the method \`waves\``,
  ];
}
