import type { Density } from '../emulator/density.ts';

/** A cloud of equally weighted points of the unit cube. */
export interface Cloud {
  count: number;
  dimension: number;
  u: Float64Array;
  /** ln of the mean of exp(sum of weight x term at the end) over the prior: the evidence of a likelihood. */
  logEvidence: number;
  /** Temperatures it took, in all stretches. */
  levels: number;
  /** Share of the last sweep's moves that were accepted. */
  acceptance: number;
  /** Lengths of the walker's two kinds of step: across the whole cloud, at most 1, and around each particle. */
  steps: { across: number; around: number };
}

/** A stretch of the way from the prior to the posterior: exp(sum of weight x term), the weights going from `start` to `end`. */
export interface Stretch {
  terms: readonly Density[];
  start: readonly number[];
  end: readonly number[];
  /** Metropolis sweeps after its end is reached. */
  sweeps: number;
  /** Looks at the cloud when they are done. */
  watch?: (cloud: Cloud) => void;
}
