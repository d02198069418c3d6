import type { Diagnostic } from '../core/diagnostics.ts';

/**
 * The people of the origin pool, made once per seed and shared by all replicates: who they are (columns) and whom they
 * know (ties). Agents are stored by community and homophily so that friends are near each other in memory; `ids` are the
 * permanent ids by which draws are addressed.
 */
export interface Population {
  agents: number;
  /** Permanent id of the agent at each place of storage; a permutation of 0..agents-1. */
  ids: Uint32Array;
  /** By population variable: the code of each agent's category, in storage order. */
  columns: ReadonlyMap<string, Uint8Array>;
  /** By network: ties as compressed rows over storage indices, both directions, each row sorted. */
  ties: ReadonlyMap<string, Ties>;
  /** The judgement of every margin, for `population.csv`. */
  margins: readonly MarginFit[];
  /** Margins that were moved further than rounding to agree with each other: nothing that stops a run. */
  warnings: readonly Diagnostic[];
}

export interface Ties {
  starts: Uint32Array; // agents + 1
  neighbours: Uint32Array;
  /** Of listed ties with weights, by neighbour; else all weigh alike. */
  weights?: Float32Array;
}

/** One row of population.csv. Shares 0-1; undefined where it does not apply. */
export interface MarginFit {
  margin: string;
  category: string;
  given: number;
  /** After reconciliation with the other margins. */
  used: number;
  /** In the fitted table of emigrants. */
  fitted: number | undefined;
  /** Among the whole agents of the pool, weighted back by the relative departure rate. */
  integer: number | undefined;
  /** (integer or used - given) / standard error of the given figure. */
  z: number | undefined;
}
