import { STEPS, type Step } from '../core/calendar.ts';
import { aggregate, choose, moves } from './aggregates.ts';
import { BUILTINS, type Value } from './builtins.ts';
import { column } from './column.ts';
import {
  asFlag,
  asNumber,
  type Context,
  coerce,
  functionNames,
  isNumeric,
  isWhole,
  type Lowering,
  unknownName,
  wrong,
} from './context.ts';
import { DRAWS, draw } from './draws.ts';
import { filterAt, putIn } from './filters.ts';
import type { Node } from './graph.ts';
import { ofHead } from './household.ts';
import { lookBack, soFar, suppose } from './lagged.ts';
import { isLifeEvent } from './life.ts';
import { lifeEvent } from './life-events.ts';
import { binary, pair, unary } from './operators.ts';
import { type Expression, parse } from './parse.ts';
import { timeWords } from './scope.ts';
import { isOverSet, labelsIn, overSet } from './sets.ts';
import { distance } from './space.ts';
import { withTargets } from './targets.ts';
import { dateIn, refuseTimeWord, stepAt, timeNow } from './time.ts';
import { isOfAll, total } from './totals.ts';
import { describeType, FLAG, INTEGER, NUMBER, type Type } from './type.ts';

/**
 * Parse, type and lower one expression into the context's graph. `expected` is the type of the place where it is:
 * a bare label is understood by it, an integer becomes a number, anything else is a problem at its column.
 */
export function compileExpression(context: Context, expected: Type): Node {
  const expression = parse(context.text);
  return coerce(context, expression, lowerExpression(context, expression, expected), expected);
}

/** As `compileExpression`, for places that take any type. */
export function compileAny(context: Context): Value {
  return lowerExpression(context, parse(context.text));
}

/** A set of labels, and for each whether it is one of those meant: `hosts where open[there] > 0`. */
export const compileLabels = (context: Context): { type: Type; allowed: Node[] } =>
  labelsIn({ ...context, lower }, parse(context.text, 'set'));

/** The value of a parsed expression of the context's text. */
export function lowerExpression(context: Context, expression: Expression, expected?: Type): Value {
  return lower({ ...context, lower }, expression, expected);
}

/** Steps from a value down to what it is computed from, by way of lets and filters. Ten times what models need. */
const DEEPEST = 1500;

/** The value of an expression; `expected` only helps bare labels, it is not enforced. */
function lower(context: Lowering, expression: Expression, expected?: Type): Value {
  const value = anyValue(context, expression, expected);
  if (value.node.depth <= DEEPEST) return value;
  return wrong(context, expression, 'value', 'the value depends on too long a chain of other values', {
    found: `${value.node.depth} steps`,
    expected: `at most ${DEEPEST}`,
    hint: 'keep a part of it in a column',
  });
}

function anyValue(context: Lowering, expression: Expression, expected?: Type): Value {
  const { graph } = context;
  switch (expression.kind) {
    case 'number':
      return expression.whole && expression.value < 2 ** 31 && expected?.kind !== 'number'
        ? { type: INTEGER, node: graph.integer(expression.value) }
        : { type: NUMBER, node: graph.number(expression.value) };
    case 'date':
      return dateIn(context, expression, expected);
    case 'string':
      return label(context, expression, expression.value, expected);
    case 'name':
      return named(context, expression, expression.name, expected);
    case 'my':
      return my(context, expression);
    case 'head':
      return ofHead(context, expression);
    case 'index':
      return tableAt(context, expression);
    case 'call':
      return call(context, expression, expected);
    case 'unary':
      return unary(context, expression);
    case 'binary':
      return binary(context, expression, expected);
    case 'assign':
      return wrong(context, expression, 'syntax', '`=` belongs to the first argument of given', {
        hint: 'write `==` to compare',
      });
    case 'where':
      return wrong(
        context,
        expression,
        'syntax',
        '`where` belongs to the first argument of share, count, mean, choose or pick',
      );
  }
}

type Of<Kind extends Expression['kind']> = Extract<Expression, { kind: Kind }>;

function label(context: Context, where: Expression, name: string, expected: Type | undefined): Value {
  if (expected?.kind !== 'label')
    return wrong(context, where, 'type', `the label \`${name}\` has nothing to be compared with here`);
  const index = expected.labels.indexOf(name);
  if (index < 0)
    return unknownName(context, where, name, `label of ${describeType(expected)}`, expected.labels);
  return { type: expected, node: context.graph.integer(index) };
}

function named(context: Lowering, where: Of<'name'>, name: string, expected: Type | undefined): Value {
  const { graph, scope } = context;
  if (name === 'true' || name === 'false') return { type: FLAG, node: graph.flag(name === 'true') };
  if (timeWords(scope).includes(name)) return timeNow(context, name as Step);
  if (name === 'there' && context.there)
    return { type: context.there, node: context.candidate ?? graph.candidate() };
  const given = context.lets.get(name);
  if (given) {
    if (context.whose === 'neighbour')
      wrong(context, where, 'type', `\`${name}\` is a let of this agent, not of its neighbours`);
    if (context.counting && context.ofEvent)
      wrong(
        context,
        where,
        'type',
        `\`${name}\` is a number of this event, which those who are counted don't know`,
        {
          hint: 'write the number itself, or a parameter',
        },
      );
    if (context.counting)
      wrong(context, where, 'type', `\`${name}\` is a let of this agent, not of those who are counted`, {
        hint: `write \`my.${name}\` on one side of \`==\``,
      });
    return given;
  }
  if (name === 'weight' && context.tie !== undefined && scope.weighted?.has(context.tie))
    return { type: NUMBER, node: graph.weight(context.tie) };
  if (scope.columns.has(name)) return column(context, where, name, context.whose);
  const supposed = context.supposed?.get(name);
  if (supposed) return { type: NUMBER, node: supposed };
  const scalar = scope.parameters.get(name) ?? scope.fields.get(name);
  if (scalar)
    return {
      type: NUMBER,
      node: withTargets(context, name, graph.scalar(scalar.scalar), graph.scalar),
    };
  const filter = scope.filters.get(name);
  if (filter) return putIn(context, where, name, filter);
  if (expected?.kind === 'label' && expected.labels.includes(name))
    return label(context, where, name, expected);
  const table = scope.tables.get(name);
  if (table)
    wrong(context, where, 'type', `\`${name}\` is a table`, {
      hint: `write \`${name}[${table.index.map(describeType).join(', ')}]\``,
    });
  if (scope.networks.has(name))
    wrong(context, where, 'type', `\`${name}\` is a network`, { hint: `write \`count(${name})\`` });
  if (STEPS.includes(name as Step)) refuseTimeWord(context, where, name);
  if (expected?.kind === 'label')
    return unknownName(context, where, name, `label of ${describeType(expected)}`, expected.labels);
  if ([...scope.sets.values()].some(labels => labels.includes(name)))
    wrong(context, where, 'type', `the label \`${name}\` has nothing to be compared with here`);
  return unknownName(context, where, name);
}

function my(context: Context, expression: Of<'my'>): Value {
  if (context.counting)
    wrong(
      context,
      expression,
      'type',
      `\`my.${expression.name}\` says in a total only whose cell is looked up`,
      {
        expected: 'a term like `place == my.place` of its condition',
      },
    );
  if (context.whose !== 'neighbour' && !context.facing)
    wrong(context, expression, 'type', `\`my.${expression.name}\` has no other agent to refer to here`, {
      hint: `bare names are one's own: write \`${expression.name}\``,
    });
  const given = context.lets.get(expression.name);
  if (given) return given;
  const own = context.scope.columns.get(expression.name);
  const whose = own?.published && context.asPublished ? 'before' : 'own';
  if (own) return column(context, expression, expression.name, whose);
  return unknownName(context, expression, expression.name, 'column', [...context.scope.columns.keys()]);
}

function tableAt(context: Lowering, { table: name, args, ...where }: Of<'index'>): Value {
  const { graph } = context;
  const supposed = context.supposed?.get(name);
  if (supposed) return { type: NUMBER, node: supposed };
  if (context.scope.neighbours?.has(name))
    wrong(context, where, 'type', `\`${name}\` is a set of places`, {
      expected: `sum, mean, min, max or log_sum over it, or a choice: \`mean(${name}[place], size[there], 0)\``,
    });
  const table = context.scope.tables.get(name);
  const filter = context.scope.filters.get(name);
  if (!table && filter) return filterAt(context, where as Expression, name, filter, args);
  if (!table)
    return unknownName(context, where as Expression, name, 'table', [...context.scope.tables.keys()]);
  if (args.length !== table.index.length)
    wrong(context, where, 'type', `\`${name}\` takes ${table.index.length} labels`, {
      found: String(args.length),
    });
  const flat = table.index.reduce<Node | undefined>((sum, type, k) => {
    const index = indexAt(context, args[k], type);
    const size = type.kind === 'label' ? type.labels.length : 1;
    return sum ? graph.iadd(graph.imul(sum, graph.integer(size)), index) : index;
  }, undefined);
  const at = (index: number) => graph.table(index, flat!);
  return { type: NUMBER, node: withTargets(context, name, at(table.table), at) };
}

/** Where a table is looked up; beyond the ends of integers and weeks, at the end. */
function indexAt(context: Lowering, arg: Expression, type: Type): Node {
  const { graph, scope } = context;
  if (type.kind !== 'label' || type.from === undefined)
    return coerce(context, arg, lower(context, arg, type), type);
  const index =
    type.set === 'date' ? stepAt(context, arg) : coerce(context, arg, lower(context, arg), INTEGER);
  const [first, last] = [type.from, type.from + type.labels.length - 1];
  const { low, high } = scope.rangeOf(index);
  const atLeast =
    low >= first ? index : graph.select(graph.ilt(index, graph.integer(first)), graph.integer(first), index);
  const within =
    high <= last
      ? atLeast
      : graph.select(graph.ilt(graph.integer(last), atLeast), graph.integer(last), atLeast);
  return first ? graph.isub(within, graph.integer(first)) : within;
}

function call(context: Lowering, expression: Of<'call'>, expected: Type | undefined): Value {
  const { name, args } = expression;
  if (Object.hasOwn(DRAWS, name)) return draw(context, expression);
  if (name === 'distance') return distance(context, expression);
  if (isOverSet(context, expression)) return overSet(context, expression);
  if (isOfAll(context, expression)) return total(context, expression);
  if (name === 'any' || name === 'all' || name === 'share' || name === 'count' || name === 'mean')
    return aggregate(context, expression);
  if (name === 'choose' || name === 'pick') return choose(context, expression);
  if (name === 'moves') return moves(context, expression);
  if (isLifeEvent(name)) return lifeEvent(context, expression, name);
  if (name === 'ago' || name === 'mean_over') return lookBack(context, expression, name);
  if (name === 'so_far') return soFar(context, expression);
  if (name === 'given') return suppose(context, expression);
  const builtin = Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
  if (!builtin) return unknownName(context, expression, name, 'function', functionNames());
  const [least, most] = builtin.takes;
  if (args.length < least || args.length > most)
    wrong(
      context,
      expression,
      'type',
      `\`${name}\` takes ${least === most ? least : `${least} to ${most}`} arguments`,
      {
        found: String(args.length),
        expected: builtin.signature,
      },
    );
  if (builtin.arguments === 'branches') return branches(context, expression, expected);
  const wanted = builtin.arguments === 'number' || expected?.kind === 'number' ? NUMBER : undefined;
  const values = args.map(arg => lower(context, arg, wanted));
  const whole = builtin.arguments === 'same' && values.every(value => isWhole(value.type));
  const nodes = values.map((value, k) => (whole ? value.node : asNumber(context, args[k], value)));
  const type = builtin.result === 'same' ? (whole ? INTEGER : NUMBER) : (builtin.result as Type);
  const node = builtin.make(context.graph, nodes, whole, context.scope.step ?? 'week');
  if (builtin.paced) context.scope.paced?.add(node);
  return { type, node };
}

function branches(
  context: Lowering,
  { args: [test, yes, no] }: Of<'call'>,
  expected: Type | undefined,
): Value {
  const condition = asFlag(context, test, lower(context, test));
  const [a, b] = pair(context, yes, no, expected);
  const type =
    isNumeric(a.type) && isNumeric(b.type) ? (isWhole(a.type) && isWhole(b.type) ? a.type : NUMBER) : a.type;
  const nodes = [condition, coerce(context, yes, a, type), coerce(context, no, b, type)];
  return { type, node: BUILTINS.if.make(context.graph, nodes, false, 'week') };
}
