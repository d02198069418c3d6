import type { Clock } from '../core/calendar.ts';
import { didYouMean, type Position, throwDiagnostic } from '../core/diagnostics.ts';
import { type Csv, type CsvRow, cellPosition, requireColumns } from '../core/located-document.ts';
import { numberIn } from '../core/number-cell.ts';
import { PLACE_SET, type Type } from '../language/type.ts';
import type { Column, Parameter, Places, Table } from './model.ts';
import { refusePlace } from './names.ts';
import { type Axis, COURSES, courseOf, integerColumns, labelAxis, stepIn } from './table-axes.ts';

/** Of one table: 1000 places by 1000. */
const MOST_NUMBERS = 1_000_000;

/** Their indices have 16 bits. */
const MOST_PLACES = 65_535;

/** What a cell of places.csv or tables.csv holds: a number, or that of a parameter, which then has a prior like any other. */
function numberOrParameter(
  csv: Csv,
  row: CsvRow,
  column: string,
  parameters: readonly Parameter[],
): { value: number; parameter?: number } {
  const cell = row.cells[column]?.trim() ?? '';
  if (!/^[A-Za-z_]\w*$/.test(cell)) return { value: numberIn(csv, row, column) };
  const parameter = parameters.findIndex(({ name }) => name === cell);
  if (parameter >= 0) return { value: parameters[parameter].value, parameter };
  return throwDiagnostic({
    kind: 'unknown',
    message: `\`${column}\` needs a number or the name of a parameter`,
    at: cellPosition(csv, row, column),
    found: `\`${cell}\``,
    hint: didYouMean(
      cell,
      parameters.map(({ name }) => name),
    ),
  });
}

/** parameters.csv: name, value, prior, unit, low, high, source_id, text, fit. */
export function readParameters(csv: Csv): Parameter[] {
  requireColumns(csv, ['name', 'value', 'prior', 'unit', 'low', 'high', 'source_id', 'text', 'fit'], []);
  return csv.rows.map(row => {
    const at = cellPosition(csv, row, 'name');
    const { name, prior, unit, source_id, text, fit } = row.cells;
    if (!/^[A-Za-z_]\w*$/.test(name))
      throwDiagnostic({
        kind: 'value',
        message: 'a parameter needs a name',
        at,
        found: `\`${name}\``,
        expected: 'letters, digits and underscores',
      });
    if (!source_id)
      throwDiagnostic({
        kind: 'shape',
        message: `parameter \`${name}\` has no source_id`,
        at,
        expected: 'a source id, or A00',
      });
    if (fit !== 'yes' && fit !== 'no' && fit !== 'prior')
      throwDiagnostic({
        kind: 'value',
        message: '`fit` is yes, no or prior',
        at: cellPosition(csv, row, 'fit'),
        found: `\`${fit}\``,
      });
    const value = numberIn(csv, row, 'value');
    const [low, high] = [numberIn(csv, row, 'low', Number.NaN), numberIn(csv, row, 'high', Number.NaN)];
    if (value < low || value > high)
      throwDiagnostic({
        kind: 'value',
        message: `\`${name}\` lies outside its range`,
        at,
        found: String(value),
        expected: `${low} to ${high}`,
      });
    const bound = (limit: number) => (Number.isNaN(limit) ? undefined : limit);
    return {
      name,
      value,
      prior,
      unit,
      low: bound(low),
      high: bound(high),
      sourceId: source_id,
      text,
      fit: fit === 'yes',
      priorOnly: fit === 'prior',
      at,
    };
  });
}

/** Columns of places.csv that are words: no rule reads them. */
export const PLACE_WORDS = ['place', 'title', 'iso'];

/** The code of a row's country, ISO 3166-1 alpha-3; empty where the place is none or the column is missing. */
function isoIn(csv: Csv, row: CsvRow): string {
  const code = row.cells.iso?.trim() ?? '';
  if (/^([A-Z]{3})?$/.test(code)) return code;
  return throwDiagnostic({
    kind: 'value',
    message: '`iso` is the code of a country',
    at: cellPosition(csv, row, 'iso'),
    found: `\`${code}\``,
    expected: 'three capital letters of ISO 3166-1, such as DEU; nothing where the place is no country',
  });
}

/**
 * places.csv: place, title, maybe iso, then numbers by place or names of parameters, each followed by its source. The first row is the
 * origin.
 */
export function readPlaces(
  csv: Csv,
  parameters: readonly Parameter[],
): { places: Places; tables: Omit<Table, 'size'>[] } {
  const numbers = csv.columns.filter(c => !PLACE_WORDS.includes(c) && !c.endsWith('_source'));
  requireColumns(csv, ['place', 'title'], ['iso', ...numbers, ...numbers.map(name => `${name}_source`)]);
  if (csv.rows.length === 0 || csv.rows.length > MOST_PLACES)
    throwDiagnostic({
      kind: 'value',
      message: `a model has 1 to ${MOST_PLACES} places`,
      at: { file: csv.file, line: 1, column: 1 },
      found: String(csv.rows.length),
    });
  const labels = csv.rows.map(row => row.cells.place);
  for (const row of csv.rows) refusePlace({ name: row.cells.place, at: cellPosition(csv, row, 'place') });
  const places: Places = {
    labels,
    titles: csv.rows.map(row => row.cells.title),
    iso: csv.rows.map(row => isoIn(csv, row)),
    origin: 0,
  };
  refuseDoubles(
    csv.rows.map(row => ({ name: row.cells.place, at: cellPosition(csv, row, 'place') })),
    'place',
  );
  const index: Type[] = [{ kind: 'label', set: PLACE_SET, labels }];
  const tables = numbers.map(name => {
    requireColumns(csv, [`${name}_source`]);
    const cells = csv.rows.map(row => numberOrParameter(csv, row, name, parameters));
    const values = Float32Array.from(cells, ({ value }) => value);
    const sourceId = [...new Set(csv.rows.map(row => row.cells[`${name}_source`]))].join(' ');
    const tied = cells.flatMap(({ parameter }, cell) => (parameter === undefined ? [] : { cell, parameter }));
    return { name, index, values, ...(tied.length && { tied }), sourceId, text: '' };
  });
  return { places, tables };
}

/** tables.csv, one number a row: table, index, label, value, unit, source_id, text. */
export function readTables(
  csv: Csv,
  sets: ReadonlyMap<string, readonly string[]>,
  columns: readonly Column[] = [],
  clock: Clock = { startDay: 0 },
): Omit<Table, 'size'>[] {
  requireColumns(csv, ['table', 'index', 'label', 'value', 'unit', 'source_id', 'text'], []);
  const byName = Map.groupBy(csv.rows, row => row.cells.table);
  const axes = new Map([
    ...[...sets].map(([set, labels]) => [set, labelAxis(set, labels)] as const),
    ...integerColumns(columns),
  ]);
  return [...byName].map(([name, rows]) => readTable(csv, name, rows, axes, clock));
}

function readTable(
  csv: Csv,
  name: string,
  rows: readonly CsvRow[],
  known: ReadonlyMap<string, Axis>,
  clock: Clock,
): Omit<Table, 'size'> {
  const [first] = rows;
  const sets = first.cells.index.split('*');
  const isCourse = !known.has(sets.at(-1)!) && Object.hasOwn(COURSES, sets.at(-1)!);
  const course = isCourse ? COURSES[sets.pop()!] : undefined;
  const axes = sets.map((set): Axis => {
    const axis = known.get(set);
    if (axis) return axis;
    return throwDiagnostic({
      kind: 'unknown',
      message: `unknown set \`${set}\``,
      at: cellPosition(csv, first, 'index'),
      expected: 'place, a one-of column, a column of integers with a range; last of all date or date:linear',
      hint: didYouMean(set, [...known.keys(), ...Object.keys(COURSES)]),
    });
  });
  if (course) axes.push(stepAxis(csv, name, rows, clock));
  const index = axes.map(({ type }) => type);
  const sizes = index.map(type => type.labels.length);
  const cells = sizes.reduce((a, b) => a * b, 1);
  if (cells > MOST_NUMBERS)
    throwDiagnostic({
      kind: 'value',
      message: `table \`${name}\` has too many numbers`,
      at: cellPosition(csv, first, 'index'),
      found: String(cells),
      expected: `at most ${MOST_NUMBERS}`,
    });
  const values = new Float32Array(cells).fill(Number.NaN);
  let otherwise = Number.NaN;
  /** By cell of the other indexes: value by week. */
  const knots = new Map<number, Map<number, number>>();
  for (const row of rows) {
    const value = numberIn(csv, row, 'value');
    const at = cellPosition(csv, row, 'label');
    if (!row.cells.source_id)
      throwDiagnostic({
        kind: 'shape',
        message: `a number of \`${name}\` has no source_id`,
        at,
        expected: 'a source id, or A00',
      });
    if (row.cells.label === 'else') {
      if (!Number.isNaN(otherwise))
        throwDiagnostic({ kind: 'conflict', message: `\`${name}\` gives \`else\` twice`, at });
      otherwise = value;
      continue;
    }
    const parts = row.cells.label.split('*');
    if (parts.length !== axes.length)
      throwDiagnostic({
        kind: 'shape',
        message: `a label of \`${name}\` has ${parts.length} parts`,
        at,
        found: `\`${row.cells.label}\``,
        expected: `${axes.length}, as in its index \`${first.cells.index}\``,
      });
    const date = course && stepIn(parts.pop()!, name, clock, at);
    const own = parts.reduce<number[]>(
      (all, part, k) =>
        axes[k].places(part, name, at).flatMap(found => all.map(sum => sum * sizes[k] + found)),
      [0],
    );
    for (const cell of own) {
      const dates = knots.get(cell) ?? new Map<number, number>();
      if (date === undefined ? !Number.isNaN(values[cell]) : dates.has(date))
        throwDiagnostic({ kind: 'conflict', message: `\`${name}\` gives \`${row.cells.label}\` twice`, at });
      if (date === undefined) values[cell] = value;
      else knots.set(cell, dates.set(date, value));
    }
  }
  const weeks = sizes.at(-1)!;
  for (const [cell, dates] of knots) values.set(courseOf([...dates], course!, weeks), cell * weeks);
  for (let k = 0; k < values.length; k++) {
    if (!Number.isNaN(values[k])) continue;
    if (Number.isNaN(otherwise))
      throwDiagnostic({
        kind: 'shape',
        message: `table \`${name}\` has no number for every label`,
        at: cellPosition(csv, first, 'table'),
        hint: 'a row with the label `else` fills the rest',
      });
    values[k] = otherwise;
  }
  return {
    name,
    index,
    values,
    sourceId: [...new Set(rows.map(r => r.cells.source_id))].join(' '),
    text: first.cells.text,
  };
}

/** The steps that a table by date tells: up to that of the last date. */
function stepAxis(csv: Csv, name: string, rows: readonly CsvRow[], clock: Clock): Axis {
  const weeks = rows.flatMap(row => {
    const part = row.cells.label.split('*').at(-1)!;
    return row.cells.label === 'else' ? [] : stepIn(part, name, clock, cellPosition(csv, row, 'label'));
  });
  const labels = Array.from({ length: Math.max(0, ...weeks) + 1 }, (_, week) => String(week));
  return { ...labelAxis('date', labels), type: { kind: 'label', set: 'date', labels, from: 0 } };
}

/** Names must be declared once. */
export function refuseDoubles(names: Iterable<{ name: string; at: Position }>, what: string): void {
  const seen = new Map<string, Position>();
  for (const { name, at } of names) {
    const first = seen.get(name);
    if (first)
      throwDiagnostic({
        kind: 'conflict',
        message: `${what} \`${name}\` is declared twice`,
        at,
        hint: `first in ${first.file}:${first.line}`,
      });
    seen.set(name, at);
  }
}
