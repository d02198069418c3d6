import type { Value } from './builtins.ts';
import { asFlag, asNumber, isNumeric, isWhole, type Lowering, mismatch, wrong } from './context.ts';
import type { Node } from './graph.ts';
import type { BinaryOperator, Comparison, Expression } from './parse.ts';
import { endsOf, WHOLE } from './ranges.ts';
import { timeWords } from './scope.ts';
import { isStepped, refuseMixed } from './time.ts';
import { describeType, FLAG, INTEGER, isTime, NUMBER, sameType, type Type } from './type.ts';

type Of<Kind extends Expression['kind']> = Extract<Expression, { kind: Kind }>;

export function unary(context: Lowering, { operator, operand }: Of<'unary'>): Value {
  const { graph } = context;
  const value = context.lower(context, operand);
  if (operator === 'not') return { type: FLAG, node: graph.not(asFlag(context, operand, value)) };
  if (isWhole(value.type))
    return { type: INTEGER, node: whole(context, operand, 'isub', [graph.integer(0), value.node]) };
  return { type: NUMBER, node: graph.neg(asNumber(context, operand, value)) };
}

export function binary(context: Lowering, expression: Of<'binary'>, expected: Type | undefined): Value {
  const { operator, left, right } = expression;
  const { graph } = context;
  if (operator === 'and' || operator === 'or') {
    const [a, b] = [left, right].map(side => asFlag(context, side, context.lower(context, side)));
    return { type: FLAG, node: graph[operator](a, b) };
  }
  if (isComparison(operator)) return { type: FLAG, node: compare(context, operator, left, right) };
  const wanted = operator === '/' || expected?.kind === 'number' ? NUMBER : undefined;
  const [a, b] = bothSides(context, left, right, wanted);
  if (operator !== '/' && isWhole(a.type) && isWhole(b.type)) {
    refuseMixed(context, right, a.type, b.type);
    const make = ({ '+': 'iadd', '-': 'isub', '*': 'imul' } as const)[operator];
    const type =
      operator !== '*' && isTime(a.type) !== isTime(b.type) ? [a.type, b.type].find(isTime)! : INTEGER;
    return { type, node: whole(context, left, make, [a.node, b.node]) };
  }
  const make = { '+': graph.add, '-': graph.sub, '*': graph.mul, '/': graph.div }[operator];
  return { type: NUMBER, node: make(asNumber(context, left, a), asNumber(context, right, b)) };
}

/** Two sides of an operation; a date is understood by the unit of the other side. */
function bothSides(context: Lowering, left: Expression, right: Expression, wanted: Type | undefined) {
  if (left.kind === 'date' && isStepped(context)) {
    const b = context.lower(context, right, wanted);
    return [context.lower(context, left, isTime(b.type) ? b.type : wanted), b];
  }
  const a = context.lower(context, left, wanted);
  return [a, context.lower(context, right, right.kind === 'date' && isTime(a.type) ? a.type : wanted)];
}

/** Integers have 32 bits: what might need more is refused, so that none ever wraps. */
function whole(
  context: Lowering,
  where: Expression,
  op: 'iadd' | 'isub' | 'imul',
  args: readonly [Node, Node],
): Node {
  const { low, high } = endsOf(op, args.map(context.scope.rangeOf));
  if (low < WHOLE.low || high > WHOLE.high)
    wrong(context, where, 'value', 'an integer may become too large here', {
      found: String(high > WHOLE.high ? high : low),
      expected: `${WHOLE.low} to ${WHOLE.high}`,
      hint: 'give its columns a `range`, hold it with clamp, or compute with numbers: `1.0 * ...`',
    });
  return context.graph[op](...args);
}

function isComparison(operator: BinaryOperator): operator is Comparison {
  return ['==', '!=', '<', '<=', '>', '>='].includes(operator);
}

function compare(context: Lowering, operator: Comparison, left: Expression, right: Expression): Node {
  const { graph } = context;
  const [a, b] = pair(context, left, right);
  if (isNumeric(a.type) && isNumeric(b.type)) {
    const whole = isWhole(a.type) && isWhole(b.type);
    if (whole) refuseMixed(context, right, a.type, b.type);
    const [x, y] = whole ? [a.node, b.node] : [asNumber(context, left, a), asNumber(context, right, b)];
    const [lt, le, eq] = whole ? [graph.ilt, graph.ile, graph.ieq] : [graph.lt, graph.le, graph.eq];
    if (operator === '<') return lt(x, y);
    if (operator === '<=') return le(x, y);
    if (operator === '>') return lt(y, x);
    if (operator === '>=') return le(y, x);
    return operator === '==' ? eq(x, y) : graph.not(eq(x, y));
  }
  if (!sameType(a.type, b.type)) return mismatch(context, right, b.type, a.type);
  if (operator !== '==' && operator !== '!=')
    return wrong(context, left, 'type', `\`${operator}\` needs numbers`, {
      found: describeType(a.type),
      hint: 'labels and flags compare by == and !=',
    });
  const equal =
    a.type.kind === 'flag'
      ? graph.or(graph.and(a.node, b.node), graph.and(graph.not(a.node), graph.not(b.node)))
      : graph.ieq(a.node, b.node);
  return operator === '==' ? equal : graph.not(equal);
}

/** Two sides that should agree: a bare label is understood by the type of the other side. */
export function pair(
  context: Lowering,
  left: Expression,
  right: Expression,
  expected?: Type,
): [Value, Value] {
  if (isBareLabel(context, left) && !expected) {
    const b = context.lower(context, right);
    return [context.lower(context, left, b.type), b];
  }
  const a = context.lower(context, left, expected);
  return [a, context.lower(context, right, expected ?? a.type)];
}

function isBareLabel(context: Lowering, expression: Expression): boolean {
  if (expression.kind === 'string') return true;
  if (expression.kind === 'date') return isStepped(context);
  if (expression.kind !== 'name') return false;
  const { columns, parameters, fields, filters } = context.scope;
  const { name } = expression;
  if (['true', 'false', 'there', ...timeWords(context.scope)].includes(name)) return false;
  return ![context.lets, columns, parameters, fields, filters].some(names => names.has(name));
}
