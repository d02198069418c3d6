import type { Emulators } from './emulator/emulator.ts';
import type { Predictive } from './history-matching/check.ts';
import type { Effect } from './history-matching/screening.ts';
import type { Convergence } from './sampler/convergence.ts';
import type { ParameterSummary } from './sampler/summary.ts';

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
export interface FitDraw {
  chain: number;
  draw: number;
  weight: number;
  /** NaN where the method has no likelihood. */
  logLikelihood: number;
  /** Of all parameters of the problem, those that keep their prior among them. */
  theta: readonly number[];
}

export interface FitRound {
  round: number;
  kind: string;
  points: number;
  runs: number;
  failed: number;
  bestMisfit: number;
  /** waves: ln of the share of the prior's volume still looked at; abc-smc: the tolerance; ensemble: the factor of the figures' variance. NaN: the round has none. */
  logVolume: number;
  tolerance: number;
  /** Of a check: shape of the tail of its weights, and the share of its draws that they are worth. */
  kHat: number;
  worth: number;
  /** Targets whose emulator didn't guide the next round. */
  unguided: readonly string[];
}
