import { type Clock, parseDay, type Step, timeOf } from '../core/calendar.ts';
import { didYouMean, numberHint, type Text, throwDiagnostic } from '../core/diagnostics.ts';
import {
  type Csv,
  type CsvRow,
  cellPosition,
  cellText,
  decimal,
  requireColumns,
} from '../core/located-document.ts';
import { numbers } from '../core/math/arithmetic.ts';
import { toSteps } from '../core/math/quantisation.ts';
import { type Context, placeOf } from '../language/context.ts';
import { compileExpression } from '../language/lower.ts';
import { isTime, NUMBER } from '../language/type.ts';
import type { Column } from './model.ts';
import type { Inflow } from './newcomers.ts';

const DAYS = { week: 7, month: 365.2425 / 12, year: 365.2425 };
const OWN = ['from', 'to', 'persons', 'per'];
const PROSE = ['source_id', 'text'];

/** Columns of the model that entrants.csv has values for. */
export function givenColumns({ columns }: Csv, known: readonly Column[]): readonly Column[] {
  return known.filter(({ name, hidden }) => !hidden && columns.includes(name));
}

/**
 * entrants.csv: from, to, persons, per, columns of the model, source_id, text.
 * @param contextOf of an expression in place of a number of persons
 */
export function readInflows(
  csv: Csv,
  columns: readonly Column[],
  clock: Clock,
  contextOf: (text: Text) => Context,
): Inflow[] {
  const declared = columns.filter(({ hidden }) => !hidden).map(({ name }) => name);
  requireColumns(csv, ['from', 'persons', 'source_id'], ['to', 'per', 'text', ...declared]);
  const given = givenColumns(csv, columns).filter(({ name }) => ![...OWN, ...PROSE].includes(name));
  return csv.rows.map(row => {
    const at = cellPosition(csv, row, 'persons');
    const first = dayIn(csv, row, 'from')!;
    const last = dayIn(csv, row, 'to') ?? Number.POSITIVE_INFINITY;
    if (last < first)
      throwDiagnostic({
        kind: 'value',
        message: 'the last day is before the first one',
        at: cellPosition(csv, row, 'to'),
        found: `${row.cells.from} to ${row.cells.to}`,
      });
    if (!row.cells.source_id)
      throwDiagnostic({
        kind: 'shape',
        message: 'a number of persons has no source_id',
        at: cellPosition(csv, row, 'source_id'),
        expected: 'a source id, or A00',
      });
    return {
      fromDay: Math.max(first, clock.startDay),
      toDay: last,
      ...numberOf(csv, row, last - first + 1, contextOf),
      values: given.map(column => ({
        column: columns.indexOf(column),
        stored: storedIn(csv, row, column, clock),
      })),
      at,
    };
  });
}

/** Persons a day: a number, or what an expression says each step. */
function numberOf(
  csv: Csv,
  row: CsvRow,
  window: number,
  contextOf: (text: Text) => Context,
): Pick<Inflow, 'personsPerDay' | 'times'> {
  const { persons, per = '' } = row.cells;
  const isNumber = Number.isFinite(decimal(persons)) || !persons.trim() || numberHint(persons);
  if (isNumber) return { personsPerDay: personsIn(csv, row) / daysOf(csv, row, window) };
  if (per === '')
    throwDiagnostic({
      kind: 'shape',
      message: 'persons that an expression gives have no `per`',
      at: cellPosition(csv, row, csv.columns.includes('per') ? 'per' : 'persons'),
      expected: 'week, month or year: in which time so many come',
    });
  const context = contextOf(cellText(csv, row, 'persons'));
  const times = compileExpression(context, NUMBER);
  if (times.depends)
    throwDiagnostic({
      kind: 'type',
      message: 'how many enter is one number: it knows no single agent',
      at: placeOf(context, { at: 0 }),
      found: persons.trim(),
      hint: 'count or average: `total(...)`, `share(...)`, `mean(...)`',
    });
  return { personsPerDay: 1 / daysOf(csv, row, window), times };
}

function personsIn(csv: Csv, row: CsvRow): number {
  const persons = decimal(row.cells.persons);
  if (persons >= 0) return persons;
  return throwDiagnostic({
    kind: 'value',
    message: '`persons` is a number, 0 or more, or an expression',
    at: cellPosition(csv, row, 'persons'),
    found: row.cells.persons || 'an empty cell',
    hint: numberHint(row.cells.persons),
  });
}

/** Days in which this many persons come: those of `per`, or without it the whole window. */
function daysOf(csv: Csv, row: CsvRow, window: number): number {
  const per = row.cells.per ?? '';
  if (per === '' && Number.isFinite(window)) return window;
  if (Object.hasOwn(DAYS, per)) return DAYS[per as keyof typeof DAYS];
  return throwDiagnostic({
    kind: 'value',
    message: per === '' ? 'persons without `per` and without a last day' : `\`per\` is no \`${per}\``,
    at: cellPosition(csv, row, csv.columns.includes('per') ? 'per' : 'from'),
    expected: 'week, month or year; empty: in all from the first to the last day',
    hint: didYouMean(per, Object.keys(DAYS)),
  });
}

function dayIn(csv: Csv, row: CsvRow, column: 'from' | 'to'): number | undefined {
  const text = row.cells[column] ?? '';
  if (text === '' && column === 'to') return undefined;
  return (
    parseDay(text) ??
    throwDiagnostic({
      kind: 'value',
      message: `\`${column}\` is no day of the calendar`,
      at: cellPosition(csv, row, column),
      found: text || 'an empty cell',
      expected: 'a day like 2024-01-01',
    })
  );
}

/** The value in a cell, as a column stores it. */
function storedIn(
  csv: Csv,
  row: CsvRow,
  { name, type, range, steps, earliest = 0 }: Column,
  clock: Clock,
): number {
  const text = row.cells[name].trim();
  const refuse = (expected: string, hint?: string) =>
    throwDiagnostic({
      kind: 'value',
      message: `entrants have no such \`${name}\``,
      at: cellPosition(csv, row, name),
      found: text || 'an empty cell',
      expected,
      hint,
    });
  if (type.kind === 'label' || type.kind === 'flag') {
    const labels = type.kind === 'label' ? type.labels : ['no', 'yes'];
    const code = labels.indexOf(text);
    return code >= 0 ? code : refuse(labels.join(', '), didYouMean(text, labels));
  }
  const day = isTime(type) ? parseDay(text) : undefined;
  const value = day === undefined ? decimal(text) : timeOf(day, type.kind as Step, clock);
  const [low, high] =
    range ?? (type.kind === 'number' ? [-Infinity, Infinity] : [earliest, earliest + 65_535]);
  if (!(value >= low && value <= high) || !Number.isFinite(Math.fround(value)))
    return refuse(range || earliest ? `a number from ${low} to ${high}` : 'a number');
  if (type.kind !== 'number' && !Number.isInteger(value)) return refuse('an integer');
  if (earliest) return value - earliest;
  return steps ? toSteps(numbers, steps, Math.fround(value)) : value;
}

/** Why entrants have no value of a column that comes from the survey. */
export function refuseWithoutValue(csv: Csv, { name }: Column): never {
  return throwDiagnostic({
    kind: 'shape',
    message: `entrants have no \`${name}\`, which others have from the survey`,
    at: { file: csv.file, line: 1, column: 1 },
    expected: `a column \`${name}\``,
  });
}
