import type { Tally, TallyCheck } from '../../engine/program/compiled-model.ts';
import type { Node } from '../../language/graph.ts';
import type { Total } from '../../language/total.ts';
import type { Model } from '../../model/model.ts';
import { sliced } from './slices.ts';

/** The totals of a model as tallies: sums of integers, exact in any order. Those of the same people in the same cells share one. */
export interface TotalPlan {
  tallies: readonly Tally[];
  /** The numbers of each total's table, from the sums of all tallies. */
  read(
    sums: readonly Float64Array[],
    personsPerAgent: number,
    publish: (table: number, values: Float32Array) => void,
  ): void;
}

interface Reading {
  total: Total;
  tally: number;
  /** Which sums make up its value, and which one counts the people. */
  parts: readonly { at: number; unit: number }[];
  people: number;
}

export function planTotals({ graph, scope, totals }: Model): TotalPlan {
  const tallies: (Omit<Tally, 'values' | 'checks'> & { values: Node[]; checks: TallyCheck[] })[] = [];
  const tallyOf = ({ text, base, cell, cells }: Total): number => {
    const known = tallies.findIndex(one => one.base === base && one.cell === cell && one.cells === cells);
    return known >= 0 ? known : tallies.push({ name: text, base, cell, cells, values: [], checks: [] }) - 1;
  };
  const readings = totals.map((total): Reading => {
    const tally = tallyOf(total);
    const { values, checks } = tallies[tally];
    const sumOf = (node: Node): number => {
      const known = values.indexOf(node);
      return known >= 0 ? known : values.push(node) - 1;
    };
    const { measure, value, text } = total;
    const people = sumOf(graph.flag(true));
    if (measure === 'persons') return { total, tally, parts: [{ at: people, unit: 1 }], people };
    if (measure === 'share') return { total, tally, parts: [{ at: sumOf(value), unit: 1 }], people };
    const { slices, bad } = sliced(graph, value, scope.rangeOf(value), scope.likelyRangeOf(value));
    const trouble = [bad, scope.troubleIn(value)].filter(node => node !== undefined);
    if (trouble.length) checks.push({ metric: text, found: value, bad: trouble.reduce(graph.or) });
    return { total, tally, parts: slices.map(({ node, unit }) => ({ at: sumOf(node), unit })), people };
  });

  return {
    tallies,
    read(sums, personsPerAgent, publish) {
      for (const { total, tally, parts, people } of readings) {
        const { table, cells, measure } = total;
        const own = sums[tally];
        const ofCell = (_: unknown, cell: number) => {
          let sum = 0;
          for (const { at, unit } of parts) sum += unit * own[at * cells + cell];
          if (measure === 'persons' || measure === 'sum') return sum * personsPerAgent;
          return sum / (own[people * cells + cell] || 1);
        };
        publish(table, Float32Array.from({ length: cells }, ofCell));
      }
    },
  };
}
