import type { Context } from '../../language/context.ts';
import type { Node } from '../../language/graph.ts';
import type { Expression } from '../../language/parse.ts';
import {
  assortativityAccumulator,
  componentAccumulator,
  hubsAccumulator,
  momentsAccumulator,
  type OpenAccumulator,
  peakAccumulator,
  personsAccumulator,
  rateAccumulator,
} from './accumulators.ts';

/** Whom a statistic looks at: a wave's respondents, everybody at the end of a day's week, or of each of several weeks. */
type SetKind = 'wave' | 'day' | 'weeks';

export interface Sample {
  kind: SetKind;
  wave: string | undefined;
  first: number;
  last: number;
  where: Expression | undefined;
}

export interface Statistic {
  signature: string;
  text: string;
  sets: readonly SetKind[];
  /** Number of arguments behind the set. */
  takes: readonly [least: number, most: number];
  /** The values asked of each agent behind the base, and the accumulator that they feed. */
  plan(ask: Asking, args: readonly Expression[], sample: Sample): { values: Node[]; open: OpenAccumulator };
}

/** How a statistic's arguments are understood. */
export interface Asking {
  context: Context;
  flag(expression: Expression): Node;
  /** A number; a flag counts as 0 or 1; `peers(label)` is how many persons of the base have the same label. */
  number(expression: Expression): Node;
  label(expression: Expression): { node: Node; labels: number };
  network(expression: Expression): { index: number; where: Expression | undefined };
  plainNetwork(expression: Expression): number;
  part(expression: Expression): number;
}

const ANY: readonly SetKind[] = ['wave', 'day', 'weeks'];
const ALL: readonly SetKind[] = ['day', 'weeks'];

/** A set is `W1` (a wave's drawn respondents), a date, or `weeks(from, to)`, each with `where CONDITION` if need be. */
export const STATISTICS: Readonly<Record<string, Statistic>> = {
  share: {
    signature: 'share(SET, flag)',
    text: 'share of the set that meets the flag',
    sets: ANY,
    takes: [1, 1],
    plan: (ask, [flag]) => ({ values: [ask.flag(flag)], open: momentsAccumulator('mean', 1) }),
  },
  mean: {
    signature: 'mean(SET, x)',
    text: 'mean of x over the set',
    sets: ANY,
    takes: [1, 1],
    plan: (ask, [x]) => ({ values: [ask.number(x)], open: momentsAccumulator('mean', 1) }),
  },
  correlation: {
    signature: 'correlation(SET, x, y, controls...)',
    text: "Pearson's correlation, at equal values of the controls",
    sets: ANY,
    takes: [2, 8],
    plan: (ask, args) => ({
      values: args.map(ask.number),
      open: momentsAccumulator('correlation', args.length),
    }),
  },
  slope: {
    signature: 'slope(SET, x, y, controls...)',
    text: 'by how much y rises per unit of x, at equal values of the controls',
    sets: ANY,
    takes: [2, 8],
    plan: (ask, args) => ({ values: args.map(ask.number), open: momentsAccumulator('slope', args.length) }),
  },
  persons: {
    signature: 'persons(SET, flag)',
    text: 'persons who meet the flag, added up over the weeks of the set',
    sets: ALL,
    takes: [1, 1],
    plan: (ask, [flag]) => ({ values: [ask.flag(flag)], open: personsAccumulator }),
  },
  rate: {
    signature: 'rate(weeks(from, to) where CONDITION, event)',
    text: 'share a week of those who met the condition at the end of the week before and meet the event now',
    sets: ['weeks'],
    takes: [1, 1],
    plan: (ask, [event], { first }) => ({ values: [ask.flag(event)], open: rateAccumulator(first) }),
  },
  peak: {
    signature: 'peak(weeks(from, to), flag)',
    text: 'how far the highest weekly count is above the weeks next to the set, as a part of the higher; -1 to 1',
    sets: ['weeks'],
    takes: [1, 1],
    plan: (ask, [flag], { first, last }) => ({
      values: [ask.flag(flag)],
      open: peakAccumulator(first, last),
    }),
  },
  largest: {
    signature: 'largest(DATE where CONDITION, NETWORK, ..., part)',
    text: 'persons in the largest component of the set without its best connected part',
    sets: ['day'],
    takes: [2, 8],
    plan: (ask, args) => ({
      values: [],
      open: componentAccumulator(args.slice(0, -1).map(ask.plainNetwork), ask.part(args[args.length - 1])),
    }),
  },
  hubs: {
    signature: 'hubs(DATE where CONDITION, NETWORK, ..., part)',
    text: 'share of the ties inside the set that its best connected part holds',
    sets: ['day'],
    takes: [2, 8],
    plan: (ask, args) => ({
      values: [],
      open: hubsAccumulator(args.slice(0, -1).map(ask.plainNetwork), ask.part(args[args.length - 1])),
    }),
  },
  assortativity: {
    signature: 'assortativity(SET, NETWORK where CONDITION, label)',
    text: 'how much more often than by chance ties from the set to those neighbours join equal labels (Newman 2003)',
    sets: ALL,
    takes: [2, 2],
    plan(ask, [network, label]) {
      const { index, where } = ask.network(network);
      const { node, labels } = ask.label(label);
      const { graph, scope } = ask.context;
      const wanted = where ? ask.flag(where) : graph.flag(true);
      const met = scope.lives ? graph.and(scope.lives.alive, wanted) : wanted;
      return { values: [met, node], open: assortativityAccumulator(index, labels) };
    },
  },
};
