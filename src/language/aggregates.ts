import { someOf } from '../core/diagnostics.ts';
import { uniform } from '../core/random/variates.ts';
import type { Value } from './builtins.ts';
import { SPECIAL } from './builtins.ts';
import { column } from './column.ts';
import { asFlag, asNumber, type Draws, drawWords, type Lowering, unknownName, wrong } from './context.ts';
import type { Node } from './graph.ts';
import type { Expression } from './parse.ts';
import { neighboursOf } from './space.ts';
import { FLAG, INTEGER, NUMBER, PLACE_SET, type Type } from './type.ts';

type Call = Extract<Expression, { kind: 'call' }>;

/** `share`, `count`, `any`, `all` and `mean` over a network: bare names are the neighbour's published columns, `my.x` is own. */
export function aggregate(context: Lowering, call: Call): Value {
  const { graph } = context;
  const { name, args } = call;
  if (context.whose === 'neighbour')
    wrong(context, call, 'type', 'aggregates over neighbours of neighbours are not possible', {
      hint: 'keep what a neighbour sees of its own in a published column: it is read one week later',
    });
  if (context.counting)
    wrong(context, call, 'type', `\`${name}\` looks at neighbours inside a total`, {
      hint: 'keep it in a column, and count by that',
    });
  const [least, most] = { share: [2, 2], count: [1, 2], any: [2, 2], all: [2, 2], mean: [3, 4] }[name]!;
  if (args.length < least || args.length > most)
    wrong(context, call, 'type', `\`${name}\` takes other arguments`, {
      found: String(args.length),
      expected: SPECIAL[name].signature,
    });
  const network = networkOf(context, args[0]);
  const inside = lookingAt(context, network);
  const { condition } = where(args[0]);
  const base = tied(
    context,
    condition ? asFlag(inside, condition, context.lower(inside, condition)) : undefined,
  );
  const flag = () => asFlag(inside, args[1], context.lower(inside, args[1]));
  const met = () => graph.and(base, flag());
  const counted = (flag: Node) =>
    flag.op === 'constant' && flag.value === 1 ? graph.degree(network) : graph.count(network, flag);

  if (name === 'count') return { type: INTEGER, node: counted(args.length === 2 ? met() : base) };
  const isNone = (node: Node) => graph.ieq(node, graph.integer(0));
  if (name === 'any') return { type: FLAG, node: graph.not(isNone(counted(met()))) };
  if (name === 'all')
    return { type: FLAG, node: isNone(graph.count(network, graph.and(base, graph.not(flag())))) };
  const size = counted(base);
  const empty = isNone(size);
  if (name === 'share') {
    const share = graph.div(graph.float(counted(met())), graph.float(size));
    return { type: NUMBER, node: graph.select(empty, graph.number(0), share) };
  }
  const value = asNumber(inside, args[1], context.lower(inside, args[1], NUMBER));
  const own: Lowering = { ...context, facing: true };
  const otherwise = asNumber(own, args[2], context.lower(own, args[2], NUMBER));
  const weight = args[3] && asNumber(inside, args[3], context.lower(inside, args[3], NUMBER));
  if (weight) {
    const all = graph.sum(network, base, weight);
    const weighed = graph.div(graph.sum(network, base, graph.mul(weight, value)), all);
    return { type: NUMBER, node: graph.select(graph.eq(all, graph.number(0)), otherwise, weighed) };
  }
  const mean = graph.div(graph.sum(network, base, value), graph.float(size));
  return { type: NUMBER, node: graph.select(empty, otherwise, mean) };
}

/**
 * The context in which neighbours are looked at. Who looks back on a week, as metrics do, sees a household as it was at the end of last
 * week and compares it with what oneself was then: members who move together are never apart.
 */
export function lookingAt(context: Lowering, network: number): Lowering {
  const { scope, draws } = context;
  const asPublished = scope.household?.network === network && !draws;
  return {
    ...context,
    whose: 'neighbour',
    tie: network,
    draws: undefined,
    ...(asPublished && { asPublished }),
  };
}

/** Ties count that meet a condition, and of which the other end is alive: neither dead nor a child of this week. */
export function tied({ graph, scope: { lives } }: Lowering, condition = graph.flag(true)): Node {
  return lives?.mortal || lives?.ties ? graph.and(lives.neighbourAlive, condition) : condition;
}

/** What people write who look for all agents. */
const EVERYBODY = new Set([
  'everybody',
  'everyone',
  'all',
  'any',
  'anyone',
  'agents',
  'people',
  'persons',
  'population',
]);

export function where(expression: Expression): { set: Expression; condition?: Expression } {
  return expression.kind === 'where' ? expression : { set: expression };
}

export function networkOf(context: Lowering, expression: Expression): number {
  const { set } = where(expression);
  const { networks } = context.scope;
  const network = set.kind === 'name' ? networks.get(set.name) : undefined;
  if (network !== undefined) return network;
  const found = set.kind === 'name' ? set.name : context.text.text.slice(set.at, set.end);
  if (EVERYBODY.has(found))
    wrong(context, set, 'unknown', `unknown network \`${found}\``, {
      hint: '`total(everybody where ...)` counts all agents; share and mean of them are taken likewise',
      expected: someOf([...networks.keys()]) || 'a network of networks.yaml; there is none',
    });
  const hint = context.scope.networksHint;
  if (hint)
    wrong(context, set, 'unknown', `unknown network \`${found}\``, {
      hint,
      expected: 'a network of a file that model.yaml names',
    });
  return unknownName(context, set, found, 'network', [...networks.keys()]);
}

/**
 * `choose(SET where CONDITION, utility)` and `pick(SET where CONDITION)`. The draw's stream is named after what is chosen
 * (rule/option/column), so that another choice before or after it changes nothing.
 */
export function choose(context: Lowering, call: Call): Value {
  const { graph, draws, scope } = context;
  const { name, args } = call;
  if (!draws || context.whose === 'neighbour' || context.there)
    return wrong(
      context,
      call,
      'type',
      `\`${name}\` draws: it belongs in a rule, not inside another choice or an aggregate`,
    );
  const stream = openChoice(context, call, draws);
  if (args.length !== (name === 'choose' ? 2 : 1))
    wrong(context, call, 'type', `\`${name}\` takes other arguments`, {
      found: String(args.length),
      expected: SPECIAL[name].signature,
    });
  const near = neighboursOf(context, where(args[0]).set);
  const { type, member } = near ? { type: near.type, member: near.exists } : candidates(context, args[0]);
  const candidate = near?.at(graph.candidate());
  const inside: Lowering = { ...context, there: type, candidate, facing: true };
  const { condition } = where(args[0]);
  const allowed = condition ? asFlag(inside, condition, context.lower(inside, condition)) : graph.flag(true);
  const given = args[1] && asNumber(inside, args[1], context.lower(inside, args[1], NUMBER));
  const troubles = [allowed, given].map(node => node && scope.troubleIn(node));
  const mayTake = troubles[0] ? graph.or(allowed, troubles[0]) : allowed;
  // What is wrong with a candidate makes its utility no number, which the choice can tell.
  const utility = troubles.reduce(
    (node, trouble) =>
      trouble ? graph.select(trouble, graph.number(Number.NaN), node ?? graph.number(0)) : node,
    given,
  );
  const word = uniform(graph, drawWords(context, draws, stream)[0]);
  const size = near?.most ?? (type.kind === 'label' ? type.labels.length : 0);
  const node = graph.choose(
    size,
    member ? graph.and(member(graph.candidate()), mayTake) : mayTake,
    utility,
    word,
  );
  if (!near) return { type, node };
  const isNone = graph.ilt(node, graph.integer(0));
  return { type, node: graph.select(isNone, node, near.at(graph.select(isNone, graph.integer(0), node))) };
}

/** The stream of the choice that the expression makes: there is one. */
function openChoice(context: Lowering, call: Call, { choice }: Draws): string {
  const { name } = call;
  if (!choice)
    return wrong(
      context,
      call,
      'type',
      `\`${name}\` chooses in \`let\`, \`set\`, \`then\` and \`initial\` only`,
      {
        hint: 'give the choice a name in `let`',
      },
    );
  if (choice.made)
    wrong(context, call, 'type', 'a value makes one choice', {
      hint: 'give each choice a name in `let`, so that each has draws of its own',
    });
  choice.made = true;
  return choice.stream;
}

/** The set a choice is made from: `place`, a one-of column's labels, or the places that a 0/1 column marks. */
export function candidates(
  context: Lowering,
  expression: Expression,
): { type: Type; member?: (index: Node) => Node } {
  const { set } = where(expression);
  const { sets, tables } = context.scope;
  const name = set.kind === 'name' ? set.name : '';
  const labels = sets.get(name);
  if (labels) return { type: { kind: 'label', set: name, labels } };
  const table = tables.get(name);
  if (table?.flag && table.index.length === 1)
    return { type: table.index[0], member: index => isMarked(context, table.table, index) };
  const marked = [...tables].filter(([, t]) => t.flag && t.index.length === 1).map(([key]) => key);
  return unknownName(context, set, name || context.text.text.slice(set.at, set.end), 'set', [
    ...sets.keys(),
    ...marked,
  ]);
}

function isMarked({ graph }: Lowering, table: number, index: Node): Node {
  return graph.not(graph.eq(graph.table(table, index), graph.number(0)));
}

/** `moves(from, to)`: whether the agent changed place this week, between the places named. */
export function moves(context: Lowering, call: Call): Value {
  const { graph, scope } = context;
  if (!context.observing)
    wrong(context, call, 'type', '`moves` looks back on a week: it belongs in metrics and totals');
  if (call.args.length !== 2)
    wrong(context, call, 'type', '`moves` takes two arguments', {
      found: String(call.args.length),
      expected: SPECIAL.moves.signature,
    });
  const place = [...scope.columns].find(([, c]) => c.type.kind === 'label' && c.type.set === PLACE_SET)?.[0];
  if (!place) return wrong(context, call, 'type', 'the model has no column of type place');
  const before = column(context, call, place, 'before');
  const now = column(context, call, place, 'own');
  const ends = [before, now].map((value, k) => moveEnd(context, call.args[k], value));
  const changed = graph.not(graph.ieq(before.node, now.node));
  const moved = graph.and(changed, graph.and(ends[0], ends[1]));
  // Who comes this week came from nowhere.
  return { type: FLAG, node: scope.lives ? graph.and(scope.lives.wasAlive, moved) : moved };
}

/** Whether a place is the one, or one of those, that an argument names. */
export function moveEnd(context: Lowering, end: Expression, { node, type }: Value): Node {
  const { graph, scope } = context;
  const name = end.kind === 'name' ? end.name : '';
  if (name === 'any') return graph.flag(true);
  const labels = type.kind === 'label' ? type.labels : [];
  if (labels.includes(name)) return graph.ieq(node, graph.integer(labels.indexOf(name)));
  const table = scope.tables.get(name);
  if (table?.flag && table.index.length === 1) return isMarked(context, table.table, node);
  return unknownName(context, end, name || 'this', 'place', [...labels, ...scope.tables.keys(), 'any']);
}
