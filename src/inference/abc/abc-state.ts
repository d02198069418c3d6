import type { Failures, InferenceProblem, Proposal } from '../problem/problem.ts';
import type { Summary } from '../problem/target.ts';
import type { Weighing } from './distance.ts';

export interface AbcSettings {
  /** Runs at most. */
  budget: number;
  /** Particles of a generation. */
  population: number;
  /** Each generation's tolerance is this quantile of the distances of the one before. */
  alpha: number;
  weighing: Weighing;
  /**
   * What is accepted. `ball`: every run nearer than the tolerance. `figures`: a run with the probability of its figures under
   * their own errors, raised to the power 1 / tolerance^2; at a tolerance of 1 this is the posterior.
   */
  kernel: 'ball' | 'figures';
  /** Tolerances laid down beforehand, one a generation, in standard errors of the figures. */
  tolerances?: readonly number[];
  mostGenerations: number;
  leastAcceptance: number;
  /** Let the population grow or shrink with what its density needs. */
  adaptPopulation: boolean;
}

export const ABC_DEFAULTS: Omit<AbcSettings, 'budget'> = {
  population: 500,
  alpha: 0.5,
  weighing: 'adaptive',
  kernel: 'ball',
  mostGenerations: 50,
  leastAcceptance: 0.01,
  adaptPopulation: false,
};

/** An accepted run. */
export interface Particle {
  id: number;
  u: number[];
  run: readonly Summary[];
  /** With the kernel `figures` the run's deviance. */
  distance: number;
  /** Within a generation they sum to one. */
  weight: number;
}

export interface Generation {
  generation: number;
  tolerance: number;
  proposed: number;
  acceptance: number;
  effective: number;
}

export type AbcStop =
  | 'acceptance' // fewer than leastAcceptance of the proposals were accepted
  | 'tolerance' // it no longer falls
  | 'figures' // it has come down to the figures' own errors: the posterior
  | 'effective' // a few particles carry nearly all weight
  | 'budget'
  | 'generations';

/** Approximate Bayesian computation by sequential Monte Carlo, as plain data; see `proposals` and `absorb` of waves.ts. */
export interface AbcState {
  method: 'abc-smc';
  question: InferenceProblem;
  settings: AbcSettings;
  stage: 'generation' | 'done';
  pending: Proposal[];
  generation: number;
  /** Of the current generation; Infinity while the first one keeps its nearest half or, with the kernel `figures`, all. */
  tolerance: number;
  /** Runs of a smaller deviance than this are all accepted, and weigh more (kernel `figures`). */
  reference: number;
  distanceWeights: number[];
  /** Particles wanted in this generation. */
  population: number;
  /** This generation's proposals so far, failed ones included, those accepted, and runs to learn their scatter from. */
  proposed: number;
  accepted: Particle[];
  scatter: (readonly Summary[])[];
  /** The last full generation. */
  particles: Particle[];
  generations: Generation[];
  failures: Failures;
  nextId: number;
  stopped?: AbcStop;
  warnings: string[];
}
