import { type Node, reachable } from '../../language/graph.ts';
import { isTieSum } from '../../language/tie-sum.ts';
import type { Model, Rule } from '../../model/model.ts';

/** What a rule depends on and what it changes, by name, each list in the order of the model's files. */
export interface Dependencies {
  own: string[];
  /** Own columns as published at the end of last week. */
  before: string[];
  neighbours: string[];
  networks: string[];
  parameters: string[];
  fields: string[];
  tables: string[];
  /** Totals over all agents, as written. */
  totals: string[];
  draws: string[];
  writes: string[];
  /** Values of the graph that the rule needs: a measure of its cost. */
  nodes: number;
}

export function dependenciesOf(rule: Rule, model: Model): Dependencies {
  const writes = rule.branches.flatMap(branch => branch.writes);
  const roots = [
    rule.who,
    ...rule.branches.map(branch => branch.when),
    ...writes.map(write => write.value),
    ...(rule.quota?.most ?? []),
  ];
  const nodes = reachable(roots);
  return {
    ...namesIn(nodes, model),
    draws: rule.streams.map(stream => model.streams[stream]),
    writes: inOrder(new Set(writes.map(write => write.column))).map(column => model.columns[column].name),
    nodes: nodes.length,
  };
}

/** Names behind the nodes of any expression. */
export function namesIn(nodes: readonly Node[], model: Model) {
  const columns = { own: new Set<number>(), before: new Set<number>(), neighbour: new Set<number>() };
  const [networks, scalars, tables] = [new Set<number>(), new Set<number>(), new Set<number>()];
  for (const node of nodes) {
    if (node.op === 'column') columns[node.whose].add(node.column);
    else if (node.op === 'scalar') scalars.add(node.scalar);
    else if (node.op === 'table') tables.add(node.table);
    else if (node.op === 'degree' || node.op === 'weight' || isTieSum(node)) networks.add(node.network);
  }
  // Everybody who acts or is seen is alive; that is no news of a rule.
  const columnNames = (set: Set<number>) =>
    inOrder(set).flatMap(column => (column === model.lives?.column ? [] : model.columns[column].name));
  return {
    own: columnNames(columns.own),
    before: columnNames(columns.before),
    neighbours: columnNames(columns.neighbour),
    networks: inOrder(networks).map(network => model.networks[network].name),
    parameters: model.parameters.filter((_, scalar) => scalars.has(scalar)).map(p => p.name),
    fields: model.fields.filter(f => (f.by === undefined ? scalars : tables).has(f.index)).map(f => f.name),
    tables: inOrder(tables)
      .filter(table => model.tables[table].values)
      .map(table => model.tables[table].name),
    totals: [...new Set(model.totals.filter(({ table }) => tables.has(table)).map(({ text }) => text))],
  };
}

const inOrder = (set: Set<number>) => [...set].sort((a, b) => a - b);
