import type { z } from 'zod';
import { type Clock, isoDay, parseDay, timeOf } from '../core/calendar.ts';
import { type Text, throwDiagnostic } from '../core/diagnostics.ts';
import { type Document, positionOf, textOf, valuePosition } from '../core/located-document.ts';
import { stepsOver } from '../core/math/quantisation.ts';
import { timeWords } from '../language/scope.ts';
import { isTime, PLACE_SET, type Type } from '../language/type.ts';
import type { Column } from './model.ts';
import { refuseLabel } from './names.ts';
import { plainText } from './rules.ts';
import type { columnSchema } from './schema.ts';

/** A column as declared in model.yaml. */
export function readColumn(
  document: Document,
  name: string,
  given: z.infer<typeof columnSchema>,
  { places, ...clock }: { places: readonly string[] } & Required<Clock>,
): Column {
  const at = positionOf(document, ['columns', name]);
  const problem = (message: string, expected?: string): never =>
    throwDiagnostic({ kind: 'shape', message: `column \`${name}\` ${message}`, at, expected });
  if ((given.type === 'one-of') !== (given.values !== undefined))
    problem('has `values` when, and only when, it is a one-of');
  if (given.type === 'one-of' && name === PLACE_SET)
    problem('is a one-of, but this name belongs to the places', 'another name, or `type: place`');
  for (const [k, label] of (given.values ?? []).entries())
    refuseLabel({ name: label, at: valuePosition(document, ['columns', name, 'values', k]) });
  const twice = given.values?.find((label, k) => given.values!.indexOf(label) !== k);
  if (twice !== undefined) problem(`has the label \`${twice}\` twice`);
  if (given.from && given.initial !== undefined) problem('has both `from` and `initial`', 'one of them');
  const type: Type =
    given.type === 'one-of'
      ? { kind: 'label', set: name, labels: given.values! }
      : given.type === 'place'
        ? { kind: 'label', set: PLACE_SET, labels: places }
        : { kind: given.type };
  if (isTime(type) && !timeWords(clock).includes(type.kind))
    problem(
      `is of type ${type.kind}, but a step of the model is a ${clock.step}`,
      timeWords(clock).join(' or '),
    );
  const numeric = type.kind === 'number' || type.kind === 'integer';
  const range = given.range?.split('..').map(Number) as [number, number] | undefined;
  if (range && !numeric) problem('has a range, but only numbers and integers have one');
  if (range && !(range[0] < range[1])) problem('has an empty range', 'low..high');
  if (range && type.kind === 'integer' && (range[0] < 0 || range[1] > 65535))
    problem('is an integer', 'a range within 0..65535');
  if (given.bits && !(range && type.kind === 'number'))
    problem('has `bits`, but only a number with a range can be kept in 16 bits');
  const earliest = given.earliest === undefined ? undefined : earliestOf(document, name, type, clock);
  const steps = given.bits && range ? stepsOver(...range) : undefined;
  return {
    name,
    type,
    range,
    at,
    width: widthOf(type, range, steps),
    steps,
    ...(earliest && { earliest }),
    // A move is seen by comparing this week's place with the published one.
    published: given.published === true || given.type === 'place',
    fromPopulation: given.from === 'survey',
    text: given.text ?? '',
  };
}

/** Weeks, or other steps, from the model's first one to that of the day, which lies before. */
function earliestOf(document: Document, name: string, type: Type, clock: Clock): number {
  const path = ['columns', name, 'earliest'];
  const refuse = (message: string, expected?: string): never =>
    throwDiagnostic({
      kind: 'value',
      message,
      at: positionOf(document, path),
      found: textOf(document, ...path).text,
      expected,
    });
  if (!isTime(type)) return refuse(`\`${name}\` is no time, so it has no earliest one`);
  const day =
    parseDay(textOf(document, ...path).text) ??
    refuse('`earliest` is no day of the calendar', 'a day like 2019-01-01');
  const week = timeOf(day, type.kind, clock);
  if (week >= 0) refuse('`earliest` is not before the first week', `a day before ${isoDay(clock.startDay)}`);
  if (week <= -MOST_WEEKS_BEFORE) refuse('`earliest` is too long ago', `${MOST_WEEKS_BEFORE} weeks at most`);
  return week;
}

/** Of 65 535 weeks that a column can hold, as many are left for the run. */
const MOST_WEEKS_BEFORE = 32_768;

/** Labels, and places, that are kept in a byte. */
const MOST_IN_A_BYTE = 255;

/** Bytes of a value in memory. */
export function widthOf(type: Type, range?: Column['range'], steps?: Column['steps']): Column['width'] {
  const { kind } = type;
  if (kind === 'number') return steps ? 2 : 4;
  if (kind === 'label') return type.labels.length > MOST_IN_A_BYTE ? 2 : 1;
  if (kind === 'integer') return range && range[1] < 256 ? 1 : 2;
  return isTime(type) ? 2 : 1;
}

/** What a column without `initial` starts with. */
export function defaultInitial({ name, type, at }: Column): Text {
  if (type.kind === 'label')
    return throwDiagnostic({
      kind: 'shape',
      message: `column \`${name}\` needs a first value`,
      at,
      expected: '`initial:` or `from: survey`',
    });
  return plainText(type.kind === 'flag' ? 'false' : 0);
}
