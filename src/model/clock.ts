import { type Clock, isoDay, parseDay, STEPS, type Step } from '../core/calendar.ts';
import { didYouMean, throwDiagnostic } from '../core/diagnostics.ts';
import { type Document, positionOf, valuePosition } from '../core/located-document.ts';

/** When a model's steps are, of its model.yaml: `step`, and `starts` or `week_starts`. */
export function readClock(document: Document): Required<Clock> {
  const given = (document.value ?? {}) as Record<string, unknown>;
  const step = (given.step ?? 'week') as Step;
  if (!STEPS.includes(step))
    throwDiagnostic({
      kind: 'value',
      message: '`step` is no step',
      at: valuePosition(document, ['step']),
      found: String(step),
      expected: STEPS.join(', '),
      hint: didYouMean(String(step), STEPS),
    });
  const key = given.starts === undefined ? 'week_starts' : 'starts';
  if (key === 'starts' && given.week_starts !== undefined)
    throwDiagnostic({
      kind: 'conflict',
      message: 'both `starts` and `week_starts` say when the model begins',
      at: positionOf(document, ['week_starts']),
      expected: 'one of them',
    });
  const startDay = parseDay(String(given[key]));
  const refuse = (message: string, expected: string): never =>
    throwDiagnostic({
      kind: 'value',
      message: `\`${key}\` ${message}`,
      at: valuePosition(document, [key]),
      ...(given[key] !== undefined && { found: String(given[key]) }),
      expected,
    });
  if (startDay === undefined) return refuse('is no day of the calendar', exampleOf(step));
  // Day 0 was a Thursday, hence Mondays are 4 more than a multiple of 7.
  if ((step === 'week' || key === 'week_starts') && (startDay - 4) % 7 !== 0)
    return refuse('is no Monday', exampleOf('week'));
  if ((step === 'month' || step === 'year') && !isoDay(startDay).endsWith('-01'))
    return refuse(`is not the first of a month, and a step of the model is a ${step}`, exampleOf(step));
  return { startDay, step };
}

function exampleOf(step: Step): string {
  if (step === 'week') return 'a Monday like 2022-02-21';
  return step === 'day' ? 'a day like 2022-02-21' : 'the first of a month like 2022-01-01';
}
