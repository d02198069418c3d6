import type { Graph } from '../language/graph.ts';
import type { Scope } from '../language/scope.ts';
import type { DeclareTotal } from '../language/total.ts';
import type { Column } from './model.ts';

/** What rules are compiled into: one graph, one scope, one list of streams. */
export interface Workshop {
  graph: Graph;
  scope: Scope;
  columns: readonly Column[];
  /** Index of a stream, declared on first use. */
  stream(name: string): number;
  declareTotal: DeclareTotal;
  /** Index of a column that the model's file doesn't declare. */
  addColumn(column: Column): number;
}
