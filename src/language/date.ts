import { dayNumber, weekOf } from '../core/calendar.ts';
import type { Value } from './builtins.ts';
import { type Context, wrong } from './context.ts';
import type { Expression } from './parse.ts';
import { WEEK } from './type.ts';

/** The week of a day. */
export function date(
  context: Context,
  { year, month, day, ...where }: Extract<Expression, { kind: 'date' }>,
): Value {
  const number = dayNumber(year, month, day);
  if (number === undefined)
    return wrong(context, where, 'value', 'no such day', {
      found: context.text.text.slice(where.at, where.end),
    });
  return { type: WEEK, node: context.graph.integer(weekOf(number, context.scope.startDay)) };
}
