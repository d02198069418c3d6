import { parseDay } from '../core/calendar.ts';
import { type Diagnostic, didYouMean, numberHint, type Position, type Text } from '../core/diagnostics.ts';
import { type Csv, type CsvRow, cellPosition, cellText } from '../core/located-document.ts';

/**
 * Reading a table cell by cell. Each function returns the cell's value and, when the cell is wrong, notes a problem and
 * returns a harmless one instead, so that a user sees all that is wrong with a table at once.
 */
export interface Cells {
  csv: Csv;
  row: CsvRow;
  problems: Diagnostic[];
}

/** The rows of a table whose header is as declared; none (and a problem for each fault) when it isn't. */
export function rowsOf(
  csv: Csv,
  required: readonly string[],
  optional: readonly string[],
  problems: Diagnostic[],
): Cells[] {
  const allowed = [...required, ...optional];
  const at: Position = { file: csv.file, line: 1, column: 1 };
  const before = problems.length;
  for (const column of required) {
    if (csv.columns.includes(column)) continue;
    problems.push({
      kind: 'shape',
      message: `column \`${column}\` is missing`,
      at,
      found: csv.columns.join(', '),
    });
  }
  for (const column of csv.columns) {
    if (allowed.includes(column)) continue;
    const [expected, hint] = [allowed.join(', '), didYouMean(column, allowed)];
    problems.push({ kind: 'shape', message: `unknown column \`${column}\``, at, expected, hint });
  }
  return problems.length > before ? [] : csv.rows.map(row => ({ csv, row, problems }));
}

/** Note that a cell is wrong. */
export function reject(cells: Cells, column: string, problem: Omit<Diagnostic, 'at' | 'found'>): void {
  const found = cells.row.cells[column] || 'nothing';
  cells.problems.push({ ...problem, found, at: positionOfCell(cells, column) });
}

export function positionOfCell({ csv, row }: Cells, column: string): Position {
  return cellPosition(csv, row, column);
}

/** Free text, which may be empty. */
export function freeText({ row }: Cells, column: string): string {
  return (row.cells[column] ?? '').trim();
}

/** Text that must be there. */
export function words(cells: Cells, column: string): string {
  const text = freeText(cells, column);
  if (!text) reject(cells, column, { kind: 'value', message: `\`${column}\` is empty`, expected: 'a text' });
  return text;
}

/** The id of a row, which no row above may bear; `seen` collects them with their lines. */
export function uniqueId(cells: Cells, column: string, seen: Map<string, number>): string {
  const id = words(cells, column);
  const line = seen.get(id);
  if (id && line !== undefined) {
    reject(cells, column, { kind: 'value', message: `\`${column}\` is here twice, first in line ${line}` });
  } else seen.set(id, cells.row.line);
  return id;
}

/** One of a few words. */
export function oneOf<T extends string>(cells: Cells, column: string, values: readonly T[]): T {
  const text = freeText(cells, column);
  const found = values.find(value => value === text);
  if (found !== undefined) return found;
  const hint = text ? didYouMean(text, values) : undefined;
  reject(cells, column, {
    kind: 'value',
    message: `unknown \`${column}\``,
    expected: values.join(', '),
    hint,
  });
  return values[0];
}

/** The id of a row of another table; `what` names that table's rows ("wave"). */
export function reference(
  cells: Cells,
  column: string,
  known: Pick<ReadonlyMap<string, unknown>, 'has' | 'keys'>,
  what: string,
): string {
  const id = freeText(cells, column);
  if (!known.has(id)) {
    const ids = [...known.keys()];
    const expected = ids.length <= 12 ? ids.join(', ') : `the id of a ${what}`;
    reject(cells, column, {
      kind: 'unknown',
      message: `unknown ${what}`,
      expected,
      hint: didYouMean(id, ids),
    });
  }
  return id;
}

export interface NumberRange {
  low?: number;
  high?: number;
  /** The ends themselves are not allowed. */
  open?: boolean;
  whole?: boolean;
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** A number inside a range, or undefined when the cell is empty. */
export function optionalNumber(cells: Cells, column: string, range: NumberRange = {}): number | undefined {
  const text = freeText(cells, column);
  if (!text) return undefined;
  const { low = -Infinity, high = Infinity, open = false, whole = false } = range;
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  const inside = open ? value > low && value < high : value >= low && value <= high;
  if (Number.isFinite(value) && inside && (!whole || Number.isInteger(value))) return value;
  const kind = Number.isNaN(value) ? 'type' : 'value';
  const message = `\`${column}\` can't be ${text}`;
  reject(cells, column, { kind, message, expected: describeRange(range), hint: numberHint(text) });
  return undefined;
}

/** A number that must be there. */
export function requiredNumber(cells: Cells, column: string, range: NumberRange = {}): number {
  if (!freeText(cells, column)) {
    reject(cells, column, {
      kind: 'value',
      message: `\`${column}\` is empty`,
      expected: describeRange(range),
    });
  }
  return optionalNumber(cells, column, range) ?? Number.NaN;
}

function describeRange({ low, high, open, whole }: NumberRange): string {
  const noun = whole ? 'a whole number' : 'a number';
  if (low !== undefined && high !== undefined) return `${noun} from ${low} to ${high}`;
  if (low !== undefined) return `${noun} ${open ? 'above' : 'of at least'} ${low}`;
  return noun;
}

/** A date as a day number; 0 (and a problem) when it is none. */
export function day(cells: Cells, column: string): number {
  const found = parseDay(freeText(cells, column));
  if (found !== undefined) return found;
  reject(cells, column, {
    kind: 'value',
    message: `\`${column}\` is no date`,
    expected: 'a date such as 2022-09-21',
  });
  return 0;
}

/** An expression, kept as text with its place; undefined when the cell is empty or its column isn't there. */
export function expression(cells: Cells, column: string): Text | undefined {
  return freeText(cells, column) ? cellText(cells.csv, cells.row, column) : undefined;
}
