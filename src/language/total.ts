import type { Position } from '../core/diagnostics.ts';
import type { Node } from './graph.ts';

/**
 * A sum over all agents as of the end of last week. It has a table that the run fills each week, a number for each cell; an
 * agent looks up the cell that it asks for.
 */
export interface Total {
  /** Index of the table. */
  table: number;
  /** As written. */
  text: string;
  at: Position;
  /** Persons, or a sum, share or mean over them; the share and the mean of nobody is 0. */
  measure: 'persons' | 'sum' | 'share' | 'mean';
  /** Who is counted, and in which cell: 0..cells-1. */
  base: Node;
  cell: Node;
  cells: number;
  /** Of a share a flag, of a sum and a mean a number; of persons `base` again. */
  value: Node;
}

/** Gives the index of a total's table, a new one unless the same total was declared before. */
export type DeclareTotal = (total: Omit<Total, 'table'>) => number;
