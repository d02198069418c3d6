import { type Node, reachable } from '../../language/graph.ts';
import type { Model } from '../../model/model.ts';
import { dependenciesOf } from './dependencies.ts';

/**
 * How totals hang on themselves, by way of the weeks: a rule reads a total and writes what it counts, or what another rule
 * reads that does. Each total that has such a loop gives its shortest one: total, rule, column, rule, column, ..., total.
 */
export function feedbackLoops(model: Model): string[][] {
  const rules = model.plan.map(rule => ({ id: rule.id, ...dependenciesOf(rule, model) }));
  const counted = new Map<string, Set<string>>();
  for (const { text, base, cell, value } of model.totals)
    counted.set(text, new Set([...(counted.get(text) ?? []), ...columnsIn([base, cell, value], model)]));

  /** What the last one of a way leads to. */
  const next = (way: readonly string[], of: 'rule' | 'column'): string[] => {
    const last = way.at(-1)!;
    if (of === 'rule') return rules.find(({ id }) => id === last)!.writes;
    return rules
      .filter(({ own, before, neighbours }) => [...own, ...before, ...neighbours].includes(last))
      .map(({ id }) => id);
  };

  return [...counted].flatMap(([total, columns]) => {
    const seen = new Set<string>();
    let ways = rules.filter(({ totals }) => totals.includes(total)).map(({ id }) => [total, id]);
    while (ways.length) {
      const written = ways.flatMap(way => next(way, 'rule').map(column => [...way, column]));
      const back = written.find(way => columns.has(way.at(-1)!));
      if (back) return [[...back, total]];
      ways = written
        .flatMap(way => next(way, 'column').map(id => [...way, id]))
        .filter(way => !seen.has(way.at(-1)!) && seen.add(way.at(-1)!));
    }
    return [];
  });
}

const columnsIn = (nodes: readonly Node[], { columns }: Model): string[] =>
  reachable(nodes).flatMap(node => (node.op === 'column' ? columns[node.column].name : []));
