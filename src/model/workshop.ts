import type { Text } from '../core/diagnostics.ts';
import type { Graph } from '../language/graph.ts';
import type { LifeNodes } from '../language/life.ts';
import type { Scope } from '../language/scope.ts';
import type { DeclareTotal } from '../language/total.ts';
import type { Household } from './households.ts';
import type { Column, Parameter } from './model.ts';

/** What rules are compiled into: one graph, one scope, one list of streams. */
export interface Workshop {
  graph: Graph;
  scope: Scope;
  columns: readonly Column[];
  parameters: readonly Parameter[];
  /** Index of a stream, declared on first use. */
  stream(name: string): number;
  declareTotal: DeclareTotal;
  /** Index of a column that the model's file doesn't declare. */
  addColumn(column: Column): number;
  /** Where somebody is in life, in a model in which people come or go. */
  lives: { column: number; nodes: LifeNodes } | undefined;
  /** In a model in which people live in households. */
  household: Household | undefined;
  /** The first value of a column; undefined: taken from the survey. */
  initialText(column: Column): Text | undefined;
  /** Index among all networks of those whose ties change, by name. */
  slotNetworks: ReadonlyMap<string, number>;
}
