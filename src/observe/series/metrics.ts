import { didYouMean, throwDiagnostic } from '../../core/diagnostics.ts';
import type { Tally, TallyCheck } from '../../engine/program/compiled-model.ts';
import { type Graph, type Node, partsOf, reachable } from '../../language/graph.ts';
import { LIFE_EVENTS } from '../../language/life.ts';
import { isTieSum } from '../../language/tie-sum.ts';
import { PLACE_SET } from '../../language/type.ts';
import type { Column, Group, Metric, Model } from '../../model/model.ts';
import { sliced } from './slices.ts';
import { MOST_PAIRS } from './sparse-flows.ts';

/**
 * Weekly metrics as tallies. Metrics over one base share one pass; groups are counted as cells of their cross table and
 * added up afterwards, so that another group costs no other pass. All sums are integers: exact in any order.
 */
export interface MetricPlan {
  tallies: readonly Tally[];
  series: readonly { metric: string; group: string }[];
  /** Persons or shares of this week from the sums of all tallies, in the order of `series`; NaN: nobody in the base. */
  read(sums: readonly Float64Array[], personsPerAgent: number, values: Float64Array): void;
}

interface Reading {
  metric: Metric;
  tally: number;
  /** Which sums: the metric's own (of a mean its slices, the coarsest first), and its base's (of a count, its own). */
  values: readonly { at: number; unit: number }[];
  base: number;
}

export function planMetrics(model: Model, groupNames: readonly string[]): MetricPlan {
  const { graph } = model;
  const groups = groupNames.filter(name => name !== 'all').map(name => findGroup(model, name));
  const cells = groups.reduce((product, group) => product * group.labels.length, 1);
  const cell = groups.reduce<Node>(
    (sum, group) => graph.iadd(graph.imul(sum, graph.integer(group.labels.length)), group.code),
    graph.integer(0),
  );

  const tallies: { name: string; base: Node; values: Node[]; checks: TallyCheck[] }[] = [];
  const passOf = (name: string, base: Node): number => {
    const known = tallies.findIndex(tally => tally.base === base);
    return known >= 0 ? known : tallies.push({ name, base, values: [], checks: [] }) - 1;
  };
  const sumOf = (tally: number, node: Node): number => {
    const { values } = tallies[tally];
    const known = values.indexOf(node);
    return known >= 0 ? known : values.push(node) - 1;
  };
  const bases = model.metrics.filter(({ measure }) => measure !== 'persons').map(({ base }) => base);
  // Plain counts share one pass over whoever is in any of them; where ties are counted, few may be worth asking.
  const counts = model.metrics.filter(m => m.measure === 'persons' && !asksTies(m.base)).map(m => m.base);
  const anyCount = coverOf(graph, counts);
  /** Shares of those who are counted anyway, or of some of them, need no pass of their own, unless means are taken there. */
  const rides = ({ measure, base, value }: Metric) => {
    const wide = widest(base, bases);
    return (
      measure === 'share' &&
      counts.includes(wide) &&
      !asksTies(value) &&
      !model.metrics.some(other => other.measure === 'mean' && widest(other.base, bases) === wide)
    );
  };
  const readings = model.metrics.map((metric): Reading => {
    const { name, measure, base, value } = metric;
    if (measure === 'persons') {
      const cheap = termsOf(base).filter(term => !asksTies(term));
      const own = cheap.reduce((all, term) => graph.and(all, term), graph.flag(true));
      const tally = passOf(name, asksTies(base) ? own : anyCount);
      const at = sumOf(tally, base);
      return { metric, tally, values: [{ at, unit: 1 }], base: at };
    }
    const wide = rides(metric) ? anyCount : asksTies(value) ? base : widest(base, bases);
    const tally = passOf(name, wide);
    const isOwn = wide === base;
    const counted = sumOf(tally, isOwn ? graph.flag(true) : base);
    if (measure === 'share') {
      const at = sumOf(tally, isOwn ? value : graph.and(base, value));
      return { metric, tally, values: [{ at, unit: 1 }], base: counted };
    }
    const within = isOwn ? value : graph.select(base, value, graph.number(0));
    const { rangeOf, likelyRangeOf } = model.scope;
    const { slices, bad } = sliced(graph, within, rangeOf(within), likelyRangeOf(within));
    const trouble = [bad, model.scope.troubleIn(within)].filter(node => node !== undefined);
    if (trouble.length)
      tallies[tally].checks.push({ metric: name, found: within, bad: trouble.reduce(graph.or) });
    const values = slices.map(({ node, unit }) => ({ at: sumOf(tally, node), unit }));
    return { metric, tally, values, base: counted };
  });

  const slices = [
    { group: 'all', holds: (_: number) => true },
    ...groups.flatMap((group, g) => slicesOf(groups, group, g)),
  ];
  const series = readings.flatMap(({ metric }) =>
    slices.map(({ group }) => ({ metric: metric.name, group })),
  );
  const members = slices.map(({ holds }) => Uint32Array.from({ length: cells }, (_, c) => c).filter(holds));

  return {
    tallies: tallies.map(tally => ({ ...tally, cell, cells })),
    series,
    read(sums, personsPerAgent, values) {
      let at = 0;
      for (const { metric, tally, values: parts, base } of readings) {
        const own = sums[tally];
        for (let k = 0; k < members.length; k++) {
          let top = 0;
          for (const { at: part, unit } of parts) top += unit * sumOver(own, part * cells, members[k]);
          if (metric.measure === 'persons') values[at++] = top * personsPerAgent;
          else {
            const bottom = sumOver(own, base * cells, members[k]);
            values[at++] = bottom === 0 ? Number.NaN : top / bottom;
          }
        }
      }
    },
  };
}

/** The sums from `begin` on at these cells, added up. */
function sumOver(sums: Float64Array, begin: number, cells: Uint32Array): number {
  let total = 0;
  for (let k = 0; k < cells.length; k++) total += sums[begin + cells[k]];
  return total;
}

const asksTies = (node: Node) => reachable([node]).some(isTieSum);

/** The conditions that must all hold for `node` to hold. */
const termsOf = (node: Node): readonly Node[] => partsOf(node, 'and');

/**
 * A condition that all meet who meet any of these, and maybe some more: of those that have several terms only what they
 * share is looked at.
 */
function coverOf(graph: Graph, conditions: readonly Node[]): Node {
  const [single, several] = [
    conditions.filter(one => termsOf(one).length === 1),
    conditions.filter(one => termsOf(one).length > 1),
  ];
  const rest = several.map(termsOf).filter(terms => !terms.some(term => single.includes(term)));
  const [first = [], ...others] = rest;
  const shared = first.filter(term => others.every(terms => terms.includes(term)));
  const left = shared.length ? [shared] : rest;
  return [...single, ...left.map(terms => terms.reduce(graph.and))].reduce(graph.or, graph.flag(false));
}

/** Of the bases that say no more than some terms of this one, that with the fewest terms: a pass over it serves both. */
function widest(base: Node, bases: readonly Node[]): Node {
  const terms = termsOf(base);
  return bases.reduce((found, other) => {
    const some = termsOf(other);
    return some.length < termsOf(found).length && some.every(term => terms.includes(term)) ? other : found;
  }, base);
}

function findGroup(model: Model, name: string): Group {
  const found = model.groups.find(group => group.name === name);
  if (found) return found;
  const names = model.groups.map(group => group.name);
  return throwDiagnostic({
    kind: 'unknown',
    message: `unknown group \`${name}\``,
    expected: ['all', ...names].join(', '),
    hint: didYouMean(name, names),
  });
}

/** One slice for each label of a group: which cells of the cross table it adds up. */
function slicesOf(groups: readonly Group[], { name, labels }: Group, g: number) {
  const stride = groups.slice(g + 1).reduce((product, group) => product * group.labels.length, 1);
  return labels.map((label, k) => ({
    group: `${name}=${label}`,
    holds: (cell: number) => Math.floor(cell / stride) % labels.length === k,
  }));
}

/**
 * Moves between places, from comparing each agent's place before and after the week; [from x to], or one number where
 * there are many pairs.
 */
export function planFlows(model: Model): Tally {
  const { graph } = model;
  const index = model.columns.findIndex(isPlace);
  if (index < 0) throwDiagnostic({ kind: 'shape', message: 'the model has no column of type place' });
  const [before, now] = (['before', 'own'] as const).map(whose => graph.column(index, whose, 'i32'));
  const count = model.places.labels.length;
  const moved = graph.not(graph.ieq(before, now));
  const isByPair = count * count <= MOST_PAIRS;
  return {
    name: 'flows',
    // Who comes this week came from nowhere.
    base: model.lives ? graph.and(model.lives.nodes.wasAlive, moved) : moved,
    cell: isByPair ? graph.iadd(graph.imul(before, graph.integer(count)), now) : graph.integer(0),
    cells: isByPair ? count * count : 1,
    values: [graph.flag(true)],
    checks: [],
  };
}

/** Who came and went other than by moving, by place at the end of the week: entered, was born, died; [event x place]. */
export function planVitals({ graph, lives, columns, places }: Model): Tally[] {
  if (!lives) return [];
  const events = LIFE_EVENTS.map(event => lives.nodes[event]);
  return [
    {
      name: 'entries, births and deaths',
      base: events.reduce(graph.or),
      cell: graph.column(columns.findIndex(isPlace), 'own', 'i32'),
      cells: places.labels.length,
      values: events,
      checks: [],
    },
  ];
}

export const isPlace = ({ type }: Column) => type.kind === 'label' && type.set === PLACE_SET;
