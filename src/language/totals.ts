import { SPECIAL, type Value } from './builtins.ts';
import { asFlag, asNumber, type Lowering, placeOf, wrong } from './context.ts';
import type { Node } from './graph.ts';
import { livingAmong } from './life.ts';
import type { Expression } from './parse.ts';
import type { DeclareTotal, Total } from './total.ts';
import { EVERYBODY, splitCondition } from './total-cells.ts';
import { NUMBER } from './type.ts';

type Call = Extract<Expression, { kind: 'call' }>;

/** Numbers that a total may have. */
const MOST_CELLS = 65_536;

/** Whether `share` and `mean` are asked of all agents: their first argument names a condition, not a network. */
export function isOfAll({ scope }: Lowering, { name, args }: Call): boolean {
  if (name === 'total') return true;
  const set = args[0]?.kind === 'where' ? args[0].set : args[0];
  if ((name !== 'share' && name !== 'mean') || !set) return false;
  if (set.kind !== 'name') return true;
  const isCondition = scope.columns.has(set.name) || scope.filters.has(set.name) || set.name === EVERYBODY;
  return isCondition && !scope.networks.has(set.name);
}

/** `total`, `share` and `mean` over all agents who meet a condition; bare names are those of whoever is counted. */
export function total(context: Lowering, call: Call): Value {
  const { graph } = context;
  const { name, args } = call;
  const declare = declareIn(context, call);
  const [who, x, otherwise] = args;
  const own: Lowering = { ...context, facing: true };
  const counted: Lowering = {
    ...context,
    facing: false,
    there: undefined,
    candidate: undefined,
    draws: undefined,
    supposed: undefined,
    observing: true,
    counting: true,
  };
  const { base, keys } = splitCondition(context, counted, who);
  const cells = keys.reduce((product, key) => product * key.size, 1);
  if (cells > MOST_CELLS)
    wrong(context, who, 'value', 'the total has too many cells', {
      found: String(cells),
      expected: `at most ${MOST_CELLS}`,
    });
  const cellOf = (side: 'counted' | 'wanted') =>
    keys.reduce(
      (sum, key) => graph.iadd(graph.imul(sum, graph.integer(key.size)), key[side]),
      graph.integer(0),
    );
  const [cell, wanted] = [cellOf('counted'), cellOf('wanted')];
  const within = keys.reduce((all, key) => graph.and(all, key.within), graph.flag(true));
  const text = context.text.text.slice(call.at, call.end).replace(/\s+/g, ' ');
  const { lives } = context.scope;
  const living = (whom: Node, value: Node) =>
    lives ? graph.and(livingAmong(graph, lives, [base, whom, value]), whom) : whom;
  const published = (measure: Total['measure'], value: Node, whom = base): Node => {
    const among = living(whom, value);
    const table = declare({ text, at: placeOf(context, call), measure, base: among, cell, cells, value });
    return graph.select(within, graph.table(table, wanted), graph.number(0));
  };
  const result = (node: Node): Value => ({ type: NUMBER, node });

  if (!x) return result(published('persons', base));
  if (name === 'share') return result(published('share', asFlag(counted, x, context.lower(counted, x))));
  const value = context.lower(counted, x);
  if (name === 'total' && value.type.kind === 'flag') {
    const met = graph.and(base, value.node);
    return result(published('persons', met, met));
  }
  const number = asNumber(counted, x, value);
  if (name === 'total') return result(published('sum', number));
  const empty = graph.eq(published('persons', base), graph.number(0));
  const rest = asNumber(own, otherwise, context.lower(own, otherwise, NUMBER));
  return result(graph.select(empty, rest, published('mean', number)));
}

const ARGUMENTS: Record<string, readonly [least: number, most: number]> = {
  total: [1, 2],
  share: [2, 2],
  mean: [3, 3],
};

/** What declares the total, where one may be asked for at all. */
function declareIn(context: Lowering, call: Call): DeclareTotal {
  const { name, args } = call;
  const refuse = (message: string, hint?: string) => wrong(context, call, 'type', message, { hint });
  if (context.counting) refuse(`\`${name}\` is inside another total`, 'keep the inner one in a column');
  if (context.whose === 'neighbour')
    refuse(`\`${name}\` counts all agents, not those of a neighbour`, 'give it a name in `let`');
  const [least, most] = ARGUMENTS[name];
  if (args.length < least || args.length > most)
    wrong(context, call, 'type', `\`${name}\` takes other arguments`, {
      found: String(args.length),
      expected: SPECIAL[name].signature,
    });
  const { declareTotal } = context;
  return (
    declareTotal ??
    refuse(`\`${name}\` counts all agents: only rules, filters, metrics and groups can use it`)
  );
}
