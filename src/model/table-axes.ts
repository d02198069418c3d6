import { type Clock, parseDay, stepOf } from '../core/calendar.ts';
import { didYouMean, type Position, throwDiagnostic } from '../core/diagnostics.ts';
import type { Type } from '../language/type.ts';
import type { Column } from './model.ts';

/** What one index of a table runs over: labels, the integers of a column's range, or the steps that dates fall into. */
export interface Axis {
  type: Extract<Type, { kind: 'label' }>;
  /** Which of them a part of a row's label means: `low`, `30`, `30..34`. Throws at what it lacks. */
  places(part: string, table: string, at: Position): number[];
}

/** How a table by date goes from one date to the next. */
export type Course = 'step' | 'linear';

/** Indexes that are no set of the model: `date` holds a value until the next date, `date:linear` goes there in a straight line. */
export const COURSES: Readonly<Record<string, Course>> = { date: 'step', 'date:linear': 'linear' };

/** Labels of a set. */
export const labelAxis = (set: string, labels: readonly string[]): Axis => ({
  type: { kind: 'label', set, labels },
  places: (part, table, at) => {
    const found = labels.indexOf(part);
    if (found >= 0) return [found];
    return throwDiagnostic({
      kind: 'unknown',
      message: `unknown label \`${part}\` in table \`${table}\``,
      at,
      expected: labels.join(', '),
      hint: didYouMean(part, labels),
    });
  },
});

/** The integers of a column's range; rows name one or a range of them. */
function integerAxis({ name, range }: Pick<Column, 'name' | 'range'>): Axis {
  const [low, high] = range!;
  const labels = Array.from({ length: high - low + 1 }, (_, k) => String(low + k));
  return {
    type: { kind: 'label', set: name, labels, from: low },
    places(part, table, at) {
      const [, first, last = first] = /^(\d+)(?:\.\.(\d+))?$/.exec(part) ?? [];
      const [from, to] = [Number(first), Number(last)];
      if (from >= low && to <= high && from <= to)
        return Array.from({ length: to - from + 1 }, (_, k) => from - low + k);
      return throwDiagnostic({
        kind: 'value',
        message: `\`${part}\` is no ${name} in table \`${table}\``,
        at,
        expected: `an integer or a range of them, like ${low} or ${low}..${Math.min(high, low + 4)}, from ${low} to ${high}`,
      });
    },
  };
}

/** Columns of integers that a table can have rows for. */
export const integerColumns = (columns: readonly Column[]): Map<string, Axis> =>
  new Map(
    columns.flatMap(column =>
      column.type.kind === 'integer' && column.range ? [[column.name, integerAxis(column)] as const] : [],
    ),
  );

/** The step that holds a date in a row's label; before the model's first step it is negative. */
export function stepIn(part: string, table: string, clock: Clock, at: Position): number {
  const day = parseDay(part);
  if (day !== undefined) return stepOf(day, clock);
  return throwDiagnostic({
    kind: 'value',
    message: `\`${part}\` is no day in table \`${table}\``,
    at,
    expected: 'a day like 2022-09-21',
  });
}

/**
 * The numbers of a course of dates, step by step up to that of the last date; before the first date as on it.
 * @param knots [step, value], in any order, each step once
 */
export function courseOf(
  knots: readonly (readonly [number, number])[],
  course: Course,
  weeks: number,
): number[] {
  const sorted = knots.toSorted(([a], [b]) => a - b);
  return Array.from({ length: weeks }, (_, week) => {
    const next = sorted.findIndex(([at]) => at > week);
    if (next === 0) return sorted[0][1];
    const [from, value] = sorted.at(next < 0 ? -1 : next - 1)!;
    if (next < 0 || course === 'step') return value;
    const [to, goal] = sorted[next];
    return value + ((goal - value) * (week - from)) / (to - from);
  });
}
