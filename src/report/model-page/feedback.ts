import { type Node, reachable } from '../../language/graph.ts';
import { ENTRANTS } from '../../model/lives.ts';
import type { Model } from '../../model/model.ts';
import type { Answer } from '../../scenario/answers.ts';
import { dependenciesOf, namesIn } from './dependencies.ts';

/**
 * How totals depend on themselves, by way of the weeks: a rule reads a total and writes what it counts, or what another rule
 * reads that does; or an event's size answers to it, and a rule reads that; or it says how many enter. Each total that has such a loop gives its shortest
 * one: total, (event,) rule, column, rule, column, ..., total.
 */
export function feedbackLoops(model: Model, answers: readonly Answer[] = []): string[][] {
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

  const entering = (model.lives?.inflows ?? []).flatMap(({ times }) => times ?? []);
  const { totals: drawing } = namesIn(reachable(entering), model);
  return [...counted].flatMap(([total, columns]) => {
    // Whoever comes is counted.
    if (drawing.includes(total)) return [[total, ENTRANTS, total]];
    const seen = new Set<string>();
    const answering = answers.filter(answer => answersTo(answer, model).totals.includes(total));
    let ways = [
      ...rules.filter(({ totals }) => totals.includes(total)).map(({ id }) => [total, id]),
      ...answering.flatMap(({ event, field }) =>
        rules
          .filter(({ fields }) => fields.includes(field.name))
          .map(({ id }) => [total, event.id ?? event.kind, id]),
      ),
    ];
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

/** What the sizes of events answer to, an event a line: `gate: price answers to total(away)`. */
export function answerLines(model: Model, answers: readonly Answer[]): string[] {
  return [...Map.groupBy(answers, ({ event }) => event)].map(([{ id, kind }, own]) => {
    const named = own.map(answer => answersTo(answer, model));
    const to = new Set([...named.flatMap(({ totals }) => totals), ...named.flatMap(({ fields }) => fields)]);
    return `${id}: ${kind} answers to ${[...to].join(', ') || 'no total'}`;
  });
}

const answersTo = ({ size, sums }: Answer, model: Model) =>
  namesIn(reachable([size, ...sums.map(({ value }) => value)]), model);

const columnsIn = (nodes: readonly Node[], { columns }: Model): string[] =>
  reachable(nodes).flatMap(node => (node.op === 'column' ? columns[node.column].name : []));
