import { exp, log } from '../core/math/exponential.ts';
import { candidates, lookingAt, networkOf, tied, where } from './aggregates.ts';
import { SPECIAL, type Value } from './builtins.ts';
import { asFlag, asNumber, type Lowering, wrong } from './context.ts';
import type { Graph, Node } from './graph.ts';
import type { Expression } from './parse.ts';
import { isNeighbours, neighboursOf } from './space.ts';
import { NO_LESS } from './tie-sum.ts';
import { NUMBER, PLACE_SET, type Type } from './type.ts';

type Call = Extract<Expression, { kind: 'call' }>;

/** Labels that a sum may run over: each has its own copy of the expression in the compiled rule. */
const MOST_LABELS = 64;

/** The largest f32. */
const LARGEST = 3.4028234663852886e38;

/** Whether a function runs over the labels of a set, or over neighbours: `sum`, `log_sum`, and `min` or `max` with a set or network. */
export function isOverSet(context: Lowering, { name, args }: Call): boolean {
  const { scope } = context;
  if (name === 'sum' || name === 'log_sum') return true;
  if (args[0] && isNeighbours(context, where(args[0]).set)) return ['mean', 'min', 'max'].includes(name);
  if ((name !== 'min' && name !== 'max') || !args[0]) return false;
  const { set } = where(args[0]);
  if (args[0].kind === 'where') return true;
  if (set.kind !== 'name') return false;
  const table = scope.tables.get(set.name);
  return (
    scope.sets.has(set.name) ||
    scope.networks.has(set.name) ||
    (table?.flag === true && table.index.length === 1)
  );
}

/** `sum`, `min`, `max` and `log_sum` over the labels of a set; the first three also over neighbours, and `mean` over neighbouring places. */
export function overSet(context: Lowering, call: Call): Value {
  const { graph, scope } = context;
  const { name, args } = call;
  const wanted = name === 'sum' ? 2 : 3;
  if (args.length !== wanted)
    wrong(context, call, 'type', `\`${name}\` takes other arguments`, {
      found: String(args.length),
      expected: SPECIAL[name]?.signature ?? `${name}(SET where CONDITION, x, otherwise)`,
    });
  const { set } = where(args[0]);
  if (name !== 'log_sum' && set.kind === 'name' && scope.networks.has(set.name))
    return overNeighbours(context, call);
  const terms = termsOf(context, call);
  const none = graph.not(terms.map(({ allowed }) => allowed).reduce(graph.or));
  const result = (node: Node): Value => ({ type: NUMBER, node });
  if (name === 'sum') return result(sumOf(graph, terms));
  const otherwise = asNumber(context, args[2], context.lower(context, args[2], NUMBER));
  if (name === 'mean') {
    const size = sumOf(
      graph,
      terms.map(({ allowed }) => ({ allowed, x: graph.number(1) })),
    );
    return result(graph.select(none, otherwise, graph.div(sumOf(graph, terms), size)));
  }
  // A label that isn't allowed can't be the greatest; whether any is allowed is asked apart.
  const end = graph.number(name === 'min' ? LARGEST : -LARGEST);
  const extreme = terms
    .map(({ allowed, x }) => graph.select(allowed, x, end))
    .reduce(name === 'min' ? graph.min : graph.max);
  if (name !== 'log_sum') return result(graph.select(none, otherwise, extreme));
  const most = graph.select(none, graph.number(0), extreme);
  const total = terms
    .map(({ allowed, x }) => graph.select(allowed, exp(graph, graph.sub(x, most)), graph.number(0)))
    .reduce(graph.add);
  return result(graph.select(none, otherwise, graph.add(most, log(graph, total))));
}

/** What a label adds: its value, where it is allowed. */
interface Term {
  allowed: Node;
  x: Node;
}

const sumOf = (graph: Graph, terms: readonly Term[]): Node =>
  terms.map(({ allowed, x }) => graph.select(allowed, x, graph.number(0))).reduce(graph.add);

/** The labels of a set, and for each whether its condition is met; `there` is the label. */
export function labelsIn(context: Lowering, expression: Expression): { type: Type; allowed: Node[] } {
  const { graph } = context;
  const { type, member } = candidates(context, expression);
  const { condition } = where(expression);
  const allowed = labelsOf(context, expression, type).map((_, k) => {
    const candidate = graph.integer(k);
    const inside: Lowering = { ...context, there: type, candidate, facing: true, draws: undefined };
    const met = condition ? asFlag(inside, condition, context.lower(inside, condition)) : graph.flag(true);
    return member ? graph.and(member(candidate), met) : met;
  });
  return { type, allowed };
}

function labelsOf(context: Lowering, where: Expression, type: Type): readonly string[] {
  const labels = type.kind === 'label' ? type.labels : [];
  if (labels.length > MOST_LABELS)
    wrong(context, where, 'value', 'the set has too many labels to look at each', {
      found: String(labels.length),
      expected: `at most ${MOST_LABELS}`,
    });
  return labels;
}

/** For each label whether it is allowed, and its value; `there` is the label. */
function termsOf(context: Lowering, { name, args }: Call): Term[] {
  const { graph } = context;
  const near = neighboursOf(context, where(args[0]).set);
  if (context.whose === 'neighbour' || (context.there && !near))
    wrong(
      context,
      args[0],
      'type',
      `\`${name}\` over a set can't stand where neighbours or other candidates are looked at`,
      {
        hint: 'give it a name in `let`',
      },
    );
  const { type, member } = near ? { type: near.type, member: near.exists } : candidates(context, args[0]);
  const labels = type.kind === 'label' ? type.labels : [];
  const count = near?.most ?? labels.length;
  if (count > MOST_LABELS)
    wrong(context, args[0], 'value', `\`${name}\` runs over too many labels`, {
      found: String(count),
      expected: `at most ${MOST_LABELS}`,
      hint:
        type.kind === 'label' && type.set === PLACE_SET ? 'a sum over the neighbours of a place' : undefined,
    });
  const { condition } = where(args[0]);
  return Array.from({ length: count }, (_, k) => {
    const number = graph.integer(k);
    const candidate = near ? near.at(number) : number;
    const inside: Lowering = { ...context, there: type, candidate, facing: true, draws: undefined };
    const met = condition ? asFlag(inside, condition, context.lower(inside, condition)) : graph.flag(true);
    const x = asNumber(inside, args[1], context.lower(inside, args[1], NUMBER));
    return { allowed: member ? graph.and(member(number), met) : met, x };
  });
}

function overNeighbours(context: Lowering, { name, args, ...call }: Call): Value {
  const { graph } = context;
  if (context.whose === 'neighbour' || context.counting)
    wrong(context, call, 'type', `\`${name}\` looks at neighbours, and can not be asked of somebody else`);
  const network = networkOf(context, args[0]);
  const inside = lookingAt(context, network);
  const { condition } = where(args[0]);
  const met = tied(context, condition && asFlag(inside, condition, context.lower(inside, condition)));
  const x = asNumber(inside, args[1], context.lower(inside, args[1], NUMBER));
  const result = (node: Node): Value => ({ type: NUMBER, node });
  if (name === 'sum') return result(graph.sum(network, met, x));
  const own: Lowering = { ...context, facing: true };
  const otherwise = asNumber(own, args[2], context.lower(own, args[2], NUMBER));
  const most = graph.greatest(network, met, name === 'max' ? x : graph.neg(x));
  const some = graph.lt(graph.number(NO_LESS), most);
  return result(graph.select(some, name === 'max' ? most : graph.neg(most), otherwise));
}
