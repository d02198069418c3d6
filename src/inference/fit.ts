import { absorb as absorbAbc, startAbc } from './abc/abc-smc.ts';
import type { AbcState } from './abc/abc-state.ts';
import { resultOfAbc } from './abc/result.ts';
import {
  absorb as absorbEnsemble,
  ENSEMBLE_DEFAULTS,
  type EnsembleState,
  leastBudget,
  startEnsemble,
} from './ensemble/ensemble.ts';
import { resultOfEnsemble } from './ensemble/result.ts';
import type { FitResult } from './fit-result.ts';
import {
  absorb as absorbWaves,
  type HistoryMatchingState,
  startHistoryMatching,
} from './history-matching/history-matching.ts';
import { resultOfWaves } from './history-matching/result.ts';
import { FITTED_UNSEEN, type InferenceProblem, type Outcome } from './problem/problem.ts';

export type MethodName = 'waves' | 'ensemble' | 'abc-smc';

export type FitState = HistoryMatchingState | EnsembleState | AbcState;

/** A way to fit, as a machine that says what to run and takes what came of it. */
export interface FitMethod {
  name: MethodName;
  /** Whether parameters that keep their prior may be among those of the problem. */
  keepsPriors: boolean;
  /** Runs that are enough for this number of parameters, and of others that keep their prior. */
  budget(parameters: number, kept?: number): number;
  /** Runs at most, checks included. */
  runs(budget: number): number;
  start(question: InferenceProblem, budget: number): FitState;
  absorb(state: FitState, outcomes: readonly Outcome[]): FitState;
  result(state: FitState): FitResult;
}

const LEAST_WAVES_BUDGET = 300;
const WAVES_RUNS_PER_PARAMETER = 60;
/** Of more parameters than are fitted unseen, each further one costs the first wave some points, the later ones fewer. */
const WAVES_RUNS_PER_FURTHER = 12;
/** Six steps of 300 members, or of four members a parameter. */
const LEAST_ENSEMBLE_BUDGET = 2000;
const ENSEMBLE_RUNS_PER_PARAMETER = 24;
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
  ensemble: {
    name: 'ensemble',
    keepsPriors: true,
    budget: (parameters, kept = 0) =>
      Math.max(LEAST_ENSEMBLE_BUDGET, ENSEMBLE_RUNS_PER_PARAMETER * parameters, leastBudget(kept)),
    runs: budget => budget + ENSEMBLE_DEFAULTS.draws,
    start: (question, budget) => startEnsemble(question, { budget }),
    absorb: (state, outcomes) => absorbEnsemble(state as EnsembleState, outcomes),
    result: state => resultOfEnsemble(state as EnsembleState),
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
