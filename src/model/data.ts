import { didYouMean, type Position, throwDiagnostic } from '../core/diagnostics.ts';
import { type Csv, type CsvRow, cellPosition, requireColumns } from '../core/located-document.ts';
import { numberIn } from '../core/number-cell.ts';
import { PLACE_SET, type Type } from '../language/type.ts';
import type { Parameter, Places, Table } from './model.ts';
import { refusePlace } from './names.ts';

/** Of one table: 255 places by 255 labels need 65 025. */
const MOST_NUMBERS = 1_000_000;

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

/**
 * places.csv: place, title, then numbers by place or names of parameters, each followed by its source. The first row is the
 * origin.
 */
export function readPlaces(
  csv: Csv,
  parameters: readonly Parameter[],
): { places: Places; tables: Omit<Table, 'size'>[] } {
  const numbers = csv.columns.filter(c => c !== 'place' && c !== 'title' && !c.endsWith('_source'));
  requireColumns(csv, ['place', 'title'], [...numbers, ...numbers.map(name => `${name}_source`)]);
  if (csv.rows.length === 0 || csv.rows.length > 255)
    throwDiagnostic({
      kind: 'value',
      message: 'a model has 1 to 255 places',
      at: { file: csv.file, line: 1, column: 1 },
      found: String(csv.rows.length),
    });
  const labels = csv.rows.map(row => row.cells.place);
  for (const row of csv.rows) refusePlace({ name: row.cells.place, at: cellPosition(csv, row, 'place') });
  const places = { labels, titles: csv.rows.map(row => row.cells.title), origin: 0 };
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
export function readTables(csv: Csv, sets: ReadonlyMap<string, readonly string[]>): Omit<Table, 'size'>[] {
  requireColumns(csv, ['table', 'index', 'label', 'value', 'unit', 'source_id', 'text'], []);
  const byName = Map.groupBy(csv.rows, row => row.cells.table);
  return [...byName].map(([name, rows]) => readTable(csv, name, rows, sets));
}

function readTable(
  csv: Csv,
  name: string,
  rows: readonly CsvRow[],
  sets: ReadonlyMap<string, readonly string[]>,
): Omit<Table, 'size'> {
  const [first] = rows;
  const index = first.cells.index.split('*').map((set): Type => {
    const labels = sets.get(set);
    if (labels) return { kind: 'label', set, labels };
    return throwDiagnostic({
      kind: 'unknown',
      message: `unknown set \`${set}\``,
      at: cellPosition(csv, first, 'index'),
      expected: 'place, or a one-of column',
      hint: didYouMean(set, sets.keys()),
    });
  });
  const sizes = index.map(type => (type.kind === 'label' ? type.labels.length : 1));
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
    const cell = row.cells.label.split('*').reduce((sum, label, k) => {
      const labels = index[k]?.kind === 'label' ? (index[k] as { labels: readonly string[] }).labels : [];
      const found = labels.indexOf(label);
      if (found < 0)
        throwDiagnostic({
          kind: 'unknown',
          message: `unknown label \`${label}\` in table \`${name}\``,
          at,
          expected: labels.join(', '),
          hint: didYouMean(label, labels),
        });
      return sum * sizes[k] + found;
    }, 0);
    if (!Number.isNaN(values[cell]))
      throwDiagnostic({ kind: 'conflict', message: `\`${name}\` gives \`${row.cells.label}\` twice`, at });
    values[cell] = value;
  }
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
