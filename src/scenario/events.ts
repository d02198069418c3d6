import { didYouMean, numberHint, type Position, throwDiagnostic } from '../core/diagnostics.ts';
import {
  type Csv,
  type CsvRow,
  cellPosition,
  cellText,
  type Document,
  decimal,
  requireColumns,
  textOf,
  valuePosition,
} from '../core/located-document.ts';
import type { NamedSteps } from '../model/lever.ts';
import { dayIn } from './days.ts';
import type { Merged } from './merge.ts';
import type { Event, SizeAnswer, SizeStep } from './scenario.ts';
import type { EventEntry } from './schema.ts';
import { CHANGES } from './sweep.ts';

/** Levers that have named steps, by kind of event. */
type Steps = ReadonlyMap<string, NamedSteps>;
const NO_STEPS: Steps = new Map();

/** An event of the study, with what decides whether it happens. */
export interface StudyEvent extends Event {
  id: string;
  /** Happens unless a scenario says otherwise. */
  usual: boolean;
  /** Id of the event without which this one would not have been. */
  belongsTo: string | undefined;
}

const OPTIONAL = [
  ...[
    'end_date',
    'places',
    'labels',
    'default',
    'size',
    'who',
    'half_life_weeks',
    'lead_weeks',
    'belongs_to',
  ],
  ...['mechanism', 'source_id', 'note'],
];

/**
 * The study's events.csv: event_id, date, kind, and where given end_date, places and labels (separated by `;`), default (on, off),
 * size (1; a number, a step or an expression), who, half_life_weeks (none), lead_weeks (0), belongs_to.
 */
export function readStudyEvents(csv: Csv, steps: Steps = NO_STEPS): StudyEvent[] {
  requireColumns(csv, ['event_id', 'date', 'kind'], OPTIONAL);
  const events = csv.rows.map((row): StudyEvent => {
    const { event_id: id, kind, places = '', default: usual = '', belongs_to: belongsTo = '' } = row.cells;
    const at = cellPosition(csv, row, 'event_id');
    if (!id || !kind) throwDiagnostic({ kind: 'value', message: 'an event needs an id and a kind', at });
    if (!['', 'on', 'off'].includes(usual))
      throwDiagnostic({
        kind: 'value',
        message: '`default` is on or off',
        at: cellPosition(csv, row, 'default'),
        found: `\`${usual}\``,
      });
    const fromDay = dayIn(row.cells.date, cellPosition(csv, row, 'date'), '`date`');
    const end = row.cells.end_date;
    const toDay = end ? dayIn(end, cellPosition(csv, row, 'end_date'), '`end_date`') : undefined;
    refuseBackwards(fromDay, toDay, cellPosition(csv, row, 'end_date'));
    return {
      id,
      kind,
      fromDay,
      toDay,
      ...studySize(csv, row, kind, steps),
      ...(row.cells.who?.trim() ? { who: cellText(csv, row, 'who') } : {}),
      halfLifeWeeks: numberIn(csv, row, 'half_life_weeks', Number.MIN_VALUE),
      leadWeeks: numberIn(csv, row, 'lead_weeks', 0) ?? 0,
      places: listIn(places),
      ...(row.cells.labels?.trim() ? { labels: listIn(row.cells.labels) } : {}),
      usual: usual !== 'off',
      belongsTo: belongsTo || undefined,
      at,
    };
  });
  const ids = new Set(events.map(event => event.id));
  const seen = new Set<string>();
  events.forEach((event, k) => {
    const { id, belongsTo } = event;
    if (seen.has(id))
      throwDiagnostic({ kind: 'value', message: `the event \`${id}\` is here twice`, at: event.at });
    seen.add(id);
    if (belongsTo && !ids.has(belongsTo))
      throwDiagnostic({
        kind: 'unknown',
        message: `unknown event \`${belongsTo}\``,
        at: cellPosition(csv, csv.rows[k], 'belongs_to'),
        hint: didYouMean(belongsTo, ids),
      });
  });
  return events;
}

/** The events that the scenario's files add, with the ids that they give. */
export function readOwnEvents({ entries }: Merged, steps: Steps = NO_STEPS): Event[] {
  return entries.map(({ entry, document, path }) => {
    const at = (key: string) => valuePosition(document, [...path, key]);
    const fromDay = dayIn(entry.from, at('from'), '`from`');
    const toDay = entry.to === undefined ? undefined : dayIn(entry.to, at('to'), '`to`');
    refuseBackwards(fromDay, toDay, at('to'));
    return {
      id: entry.id,
      kind: entry.kind,
      fromDay,
      toDay,
      ...ownSize(entry, document, path, steps),
      ...(entry.who === undefined ? {} : { who: textOf(document, ...path, 'who') }),
      halfLifeWeeks: entry.half_life_weeks,
      leadWeeks: entry.lead_weeks ?? 0,
      places: entry.places ?? [],
      ...(entry.labels ? { labels: entry.labels } : {}),
      at: valuePosition(document, path),
    };
  });
}

/**
 * The study's events that happen: those that are usual or switched on, not switched off, and whose cause happens too
 * (unless the event itself is switched on by name).
 */
export function happening(events: readonly StudyEvent[], switches: Merged['switches']): StudyEvent[] {
  const byId = new Map(events.map(event => [event.id, event]));
  const known = new Map<StudyEvent, boolean>();
  for (const event of events) {
    const chain = new Set<StudyEvent>();
    let cause: StudyEvent | undefined = event;
    while (cause && !known.has(cause)) {
      if (chain.has(cause))
        throwDiagnostic({
          kind: 'conflict',
          message: `\`${cause.id}\` belongs to itself through other events`,
          at: cause.at,
        });
      chain.add(cause);
      cause = byId.get(cause.belongsTo ?? '');
    }
    let caused = cause === undefined || known.get(cause)!;
    for (const link of [...chain].reverse()) {
      caused = switches.get(link.id)?.on ?? (link.usual && caused);
      known.set(link, caused);
    }
  }
  return events.filter(event => known.get(event));
}

const listIn = (cell: string): string[] => cell.split(';').flatMap(one => one.trim() || []);

/** The size of an event of a scenario's file: a number, a step, or an expression. */
function ownSize(
  entry: EventEntry,
  document: Document,
  path: readonly PropertyKey[],
  steps: Steps,
): { size: number; step?: SizeStep; answer?: SizeAnswer } {
  const { id, kind, size, numbers = {} } = entry;
  const at = (...keys: PropertyKey[]) => valuePosition(document, [...path, ...keys]);
  const taken = Object.keys(numbers).find(
    name => name === LAST || (CHANGES as readonly string[]).includes(name),
  );
  if (taken)
    throwDiagnostic({
      kind: 'conflict',
      message: `a number of an event can't be called \`${taken}\``,
      at: at('numbers', taken),
      hint: 'that word means something else there',
    });
  if (typeof size === 'string' && isExpression(size, steps.get(kind))) {
    if (id === undefined)
      throwDiagnostic({
        kind: 'shape',
        message: 'an event whose size is an expression needs an `id`',
        at: at(),
        hint: 'its sizes are told as the metric `size_of_ID`',
      });
    return { size: 1, answer: { text: textOf(document, ...path, 'size'), numbers } };
  }
  if (entry.numbers)
    throwDiagnostic({
      kind: 'conflict',
      message: '`numbers` belong to a size that is an expression',
      at: at('numbers'),
      found: `size: ${size}`,
    });
  return sizeOf(kind, size, steps, at('size'), entry);
}

/** Its own size of the week before, as an expression names it. */
export const LAST = 'last';

/** Whether a text is to be read as an expression, and is no misspelt number or step. */
function isExpression(text: string, named: NamedSteps | undefined): boolean {
  if (numberHint(text) || named?.values.has(text)) return false;
  // One word alone is the name of a step; a parameter is written `1 * rate`.
  return !/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(text);
}

/** A size as a number; the name of a step becomes its number and what it changes at each place. */
function sizeOf(
  kind: string,
  size: number | string,
  steps: Steps,
  at: Position,
  shape: { half_life_weeks?: unknown; lead_weeks?: unknown },
): { size: number; step?: SizeStep } {
  if (typeof size === 'number') return { size };
  const named = steps.get(kind);
  const value = named?.values.get(size);
  if (!named || value === undefined)
    return throwDiagnostic({
      kind: named ? 'value' : 'type',
      message: `\`size\` of \`${kind}\` can't be \`${size}\``,
      at,
      expected: named ? `${[...named.values.keys()].join(', ')}, or a number` : 'a number',
      hint: numberHint(size) ?? didYouMean(size, named?.values.keys() ?? []),
    });
  if ([shape.half_life_weeks, shape.lead_weeks].some(weeks => Number(weeks ?? 0) > 0))
    throwDiagnostic({
      kind: 'conflict',
      message: `the step \`${size}\` holds or doesn't hold: it can't fade or build up`,
      at,
      hint: 'leave out half_life_weeks and lead_weeks, or give the size as a number',
    });
  const changes = Object.fromEntries([...named.usual].map(([place, usual]) => [place, value - usual]));
  return { size: value, step: { name: size, changes } };
}

/** The cell of a study's event: a number, a step or an expression; empty is 1. */
function studySize(
  csv: Csv,
  row: CsvRow,
  kind: string,
  steps: Steps,
): { size: number; step?: SizeStep; answer?: SizeAnswer } {
  const cell = (row.cells.size ?? '').trim();
  const isNumber = cell === '' || Number.isFinite(decimal(cell));
  if (!isNumber && isExpression(cell, steps.get(kind)))
    return { size: 1, answer: { text: cellText(csv, row, 'size'), numbers: {} } };
  if (!/^[A-Za-z_]/.test(cell) || !steps.has(kind))
    return { size: numberIn(csv, row, 'size', Number.NEGATIVE_INFINITY) ?? 1 };
  return sizeOf(kind, cell, steps, cellPosition(csv, row, 'size'), row.cells);
}

function refuseBackwards(fromDay: number, toDay: number | undefined, at: Position): void {
  if (toDay !== undefined && toDay < fromDay)
    throwDiagnostic({ kind: 'value', message: 'the event ends before it begins', at });
}

/** The number in a cell, at least `least`; undefined when it is empty or the table has no such column. */
function numberIn(csv: Csv, row: CsvRow, column: string, least: number): number | undefined {
  const cell = row.cells[column] ?? '';
  if (cell === '') return undefined;
  const value = decimal(cell);
  if (Number.isFinite(value) && value >= least) return value;
  const positive = least > 0 ? 'a number above 0' : least === 0 ? 'a number of at least 0' : 'a number';
  return throwDiagnostic({
    kind: Number.isFinite(value) ? 'value' : 'type',
    message: `\`${column}\` can't be ${cell}`,
    at: cellPosition(csv, row, column),
    expected: positive,
    hint: numberHint(cell),
  });
}
