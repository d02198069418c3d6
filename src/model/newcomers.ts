import type { Position } from '../core/diagnostics.ts';
import type { Node } from '../language/graph.ts';
import type { LifeNodes } from '../language/life.ts';

/** What a model has in which people enter, are born or die. */
export interface Lives {
  /** The column of LIFE codes. */
  column: number;
  nodes: LifeNodes;
  inflows: readonly Inflow[];
  /** Most persons who can be born, or enter by an expression, in a run: a number, or the parameter that holds it. */
  capacity: { persons: number | string; at: Position } | undefined;
  /** Whether anybody can come: then every column has room for them. */
  comes: boolean;
}

/** Children of those to whom a rule happens. */
export interface Births {
  rule: string;
  /** A column with the number of children; 0 before the rule. */
  number: number;
  /** Columns that a child has from its parent. */
  inherit: readonly number[];
  /** Networks of changing ties that tie the two. */
  networks: readonly number[];
  at: Position;
}

/** People who come from outside in a window of days, all alike in some columns. */
export interface Inflow {
  /** Days since 1970-01-01, from the model's first day on; the last day is included; infinite: as long as the run goes on. */
  fromDay: number;
  toDay: number;
  personsPerDay: number;
  /** By how much this is multiplied in a step: a value without an agent, f32; undefined: by 1. */
  times?: Node;
  /** What they bring along, as it is stored. */
  values: readonly { column: number; stored: number }[];
  at: Position;
}
