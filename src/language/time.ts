import { dayNumber, firstDay, halfOf, isoDay, type Step, timeOf, WEEKS_IN } from '../core/calendar.ts';
import type { Value } from './builtins.ts';
import { type Context, isWhole, type Lowering, mismatch, wrong } from './context.ts';
import type { Node } from './graph.ts';
import type { Expression } from './parse.ts';
import { timeWords } from './scope.ts';
import { areMixed, describeType, INTEGER, isTime, type Type } from './type.ts';

/**
 * Times in expressions. `week` is the number of weeks since the model began, whatever its step; a model with another step has that
 * word, too: `day`, `month` or `year` is the index of the step. No two of these units are mixed.
 */

/** Whether the model's step is another than a week. */
export const isStepped = ({ scope }: Context): boolean => (scope.step ?? 'week') !== 'week';

/** `week`, or the word of the model's step. */
export function timeNow(context: Context, unit: Step): Value {
  const node = stepNow(context);
  return {
    type: { kind: unit },
    node: unit === (context.scope.step ?? 'week') ? node : weekOf(context, node),
  };
}

/** A date: the step that holds it, or the week in which that begins. */
export function dateIn(
  context: Context,
  { year, month, day, ...where }: Extract<Expression, { kind: 'date' }>,
  expected: Type | undefined,
): Value {
  const { graph, scope } = context;
  const number = dayNumber(year, month, day);
  if (number === undefined)
    return wrong(context, where, 'value', 'no such day', {
      found: context.text.text.slice(where.at, where.end),
    });
  const unit = expected && isTime(expected) ? expected.kind : (scope.step ?? 'week');
  return { type: { kind: unit }, node: graph.integer(timeOf(number, unit, scope)) };
}

/** Where a table by date is looked up: by the model's steps. */
export function stepAt(context: Lowering, arg: Expression): Node {
  const step = context.scope.step ?? 'week';
  if (arg.kind === 'name' && arg.name === 'week' && step !== 'week') return stepNow(context);
  const { type, node } = context.lower(context, arg);
  if (!isWhole(type)) return mismatch(context, arg, type, INTEGER);
  refuseMixed(context, arg, type, { kind: step });
  return node;
}

/** This step; in a total the step that is counted, and 0 before the first one. */
function stepNow({ graph, draws, counting }: Context): Node {
  const week = draws?.week ?? graph.week();
  if (!counting) return week;
  return graph.select(graph.ilt(week, graph.integer(0)), graph.integer(0), week);
}

/** Whole weeks before step `index` begins, in steps of mean length. */
function weekOf({ graph, scope }: Context, index: Node): Node {
  const { step = 'week' } = scope;
  const moment = graph.add(graph.float(index), graph.number(halfOf(step)));
  return graph.trunc(graph.mul(moment, graph.number(WEEKS_IN[step])));
}

export function refuseMixed(context: Context, where: { at: number }, a: Type, b: Type): void {
  if (!areMixed(a, b)) return;
  wrong(context, where, 'type', `${describeType(b)}s and ${describeType(a)}s don't mix`, {
    found: describeType(b),
    expected: `a ${describeType(a)}, or an integer`,
    hint: 'keep both times in one unit',
  });
}

/** A word for a time that this model doesn't have. */
export function refuseTimeWord(context: Context, where: { at: number }, name: string): never {
  const { scope } = context;
  return wrong(
    context,
    where,
    'unknown',
    `a step of this model is a ${scope.step ?? 'week'}: it has no \`${name}\``,
    {
      expected: timeWords(scope).join(' or '),
      hint: `\`step: ${name}\` in model.yaml makes it a model by ${name}; it begins on ${isoDay(firstDay(scope, 0))}`,
    },
  );
}
