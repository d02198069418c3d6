import type { Text } from '../core/diagnostics.ts';
import type { Graph } from '../language/graph.ts';
import { openRanges } from '../language/ranges.ts';
import type { Scope } from '../language/scope.ts';
import { openTrouble } from '../language/trouble.ts';
import { readParameters } from './data.ts';
import { declaredRange, storedRanges } from './declared.ts';
import { compileInitial } from './initial.ts';
import type { Model, ModelFiles, Parameter, Table } from './model.ts';
import { readNetworks } from './networks.ts';
import { declareStream } from './streams.ts';
import { openTotals } from './totals.ts';

// A model that is built is a value: each function here gives another one, and compiles none of its expressions again.

/** The same model with a graph and totals of its own, to which questions may be added. */
export function ownCopy(model: Model): Model {
  const graph = model.graph.copy();
  const tables = [...model.tables];
  const bounds = boundsIn(graph, { ...model, tables });
  const totals = openTotals(tables, bounds.rangeOf, [...model.totals]);
  return {
    ...model,
    graph,
    tables,
    totals: totals.all,
    declareTotal: totals.declare,
    scope: { ...model.scope, ...bounds },
  };
}

/** The model with other values of some parameters than its files have, the rest as in the files. */
export function withParameters(
  model: Model,
  files: ModelFiles,
  values: Readonly<Record<string, number>>,
): Model {
  const parameters = parametersOf(files, values);
  const { networks } = readNetworks(files.networks, parameters, model.networks);
  const tables = model.tables.map(table => retied(table, parameters));
  return ownCopy({ ...model, parameters, networks, tables });
}

/** A table of which the cells that are parameters have the values of these. */
function retied(table: Table, parameters: readonly Parameter[]): Table {
  if (!table.values || !table.tied) return table;
  const values = table.values.slice();
  for (const { cell, parameter } of table.tied) values[cell] = parameters[parameter].value;
  return { ...table, values };
}

/** Check what a column would begin with instead of what it begins with. Throws the problems of that expression. */
export function checkInitial(model: Model, name: string, text: Text): void {
  const { graph, scope, columns, streams } = ownCopy(model);
  const index = columns.findIndex(column => column.name === name);
  const all = [...streams];
  compileInitial({ graph, scope, stream: one => declareStream(all, one) }, columns[index], index, text);
}

/** Parameters in the order of their file. @param values in place of those of the file, by name */
export const parametersOf = (files: ModelFiles, values: Readonly<Record<string, number>>): Parameter[] =>
  readParameters(files.parameters).map(p => ({ ...p, value: values[p.name] ?? p.value }));

/** What the scope tells of the values of a graph's nodes. */
export function boundsIn(
  graph: Graph,
  { columns, tables, parameters }: Pick<Model, 'columns' | 'tables' | 'parameters'>,
): Pick<Scope, 'rangeOf' | 'likelyRangeOf' | 'troubleIn'> {
  const stored = storedRanges(columns, tables, parameters);
  const rangeOf = openRanges(graph, stored);
  return {
    rangeOf,
    likelyRangeOf: openRanges(graph, { ...stored, scalar: k => declaredRange(parameters[k]) }),
    troubleIn: openTrouble(graph, rangeOf),
  };
}
