import { parseDay } from '../core/calendar.ts';
import { type Position, throwDiagnostic } from '../core/diagnostics.ts';

/** A day number from its text, or a problem. */
export function dayIn(text: string, at: Position, what: string): number {
  const day = parseDay(text);
  if (day !== undefined) return day;
  return throwDiagnostic({
    kind: 'value',
    message: `${what} is no day of the calendar`,
    at,
    found: text || 'nothing',
    expected: 'a day like 2022-09-21',
  });
}
