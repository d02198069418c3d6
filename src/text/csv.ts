import { type Position, throwDiagnostic } from '../core/diagnostics.ts';
import type { Csv, CsvRow } from '../core/located-document.ts';
import { FORBIDDEN_KEYS } from './limits.ts';

/** No table of ours comes near; beyond it is not a table that somebody wrote. */
const MOST_COLUMNS = 1000;
const MOST_ROWS = 100_000;
const MOST_CELLS = 1_000_000;
/** Characters of a header that are looked at to tell how the table is separated. */
const LONGEST_HEADER = 10_000;

/** One cell as the file has it. */
interface Cell {
  value: string;
  /** Offset of the first character of its text. */
  start: number;
  /** Offset behind it: of the comma, the line break or the end. */
  end: number;
}

/**
 * A CSV file's text (RFC 4180: commas, doubled quotes, a header) with the place of every cell.
 *
 * Unquoted cells lose blanks at their ends; wholly empty lines are skipped. Problems: an unclosed quote, text behind a
 * closing quote, a row with too few or too many cells, a column without name or with the name of another.
 *
 * Our own scanner and not fast-csv's parser, because an expression in a cell must know its place in the file, and because
 * that parser tells neither the line nor the column of what it refuses.
 * @param file as problems and manifests call it
 */
export function parseCsv(source: string, file: string): Csv {
  const at = positionFinder(source, file);
  refuseOtherSeparators(source, at(0));
  let columns: string[] | undefined;
  const rows: CsvRow[] = [];
  for (let offset = 0; offset < source.length; ) {
    const cells: Cell[] = [];
    let next = offset;
    do {
      const cell = scanCell(source, next, at);
      cells.push(cell);
      if (cells.length > MOST_COLUMNS)
        throwDiagnostic({ kind: 'shape', message: 'the row has too many cells', at: at(next) });
      next = cell.end + 1;
    } while (source[next - 1] === ',');
    // A spreadsheet writes an empty row as commas.
    const isBlank = cells.every(({ start, end }) => start === end) && (columns || cells.length === 1);
    if (!isBlank) {
      if (columns) rows.push(toRow(columns, cells, at));
      else columns = toHeader(cells, at);
      if (rows.length > MOST_ROWS || rows.length * columns.length > MOST_CELLS) refuseRows(at(offset));
    }
    offset = source.startsWith('\r\n', next - 1) ? next + 1 : next;
  }
  if (!columns)
    throwDiagnostic({ kind: 'shape', message: 'the file is empty', at: at(0), expected: 'a header' });
  return { file, columns, rows };
}

/** Tables of other habits: separated by semicolons or tabs, or with lines that end as on an old Mac. */
function refuseOtherSeparators(source: string, at: Position): void {
  const header = source.slice(0, LONGEST_HEADER).split(/[\r\n]/, 1)[0];
  const count = (mark: string) => header.split(mark).length - 1;
  const hint = 'in Excel save it as "CSV UTF-8 (comma delimited)", with a decimal point and not a comma';
  for (const [mark, name] of [
    [';', 'semicolons'],
    ['\t', 'tabs'],
  ])
    if (count(mark) > count(','))
      throwDiagnostic({
        kind: 'syntax',
        message: `the table is separated by ${name}`,
        at,
        expected: 'commas',
        hint,
      });
  if (source.includes('\r') && !source.includes('\n'))
    throwDiagnostic({
      kind: 'syntax',
      message: 'lines end in a carriage return alone, as on an old Mac',
      at,
      expected: 'lines that end in LF or CRLF',
      hint: 'save the file with another line ending',
    });
}

function refuseRows(at: Position): never {
  const expected = `at most ${MOST_ROWS} rows, and ${MOST_CELLS} cells`;
  throwDiagnostic({ kind: 'value', message: 'the table is too long', at, expected });
}

function scanCell(source: string, from: number, at: (offset: number) => Position): Cell {
  if (source[from] === '"') return scanQuoted(source, from, at);
  const found = /[,\n]/g;
  found.lastIndex = from;
  let end = found.exec(source)?.index ?? source.length;
  if (source[end] === '\n' && source[end - 1] === '\r') end--;
  const raw = source.slice(from, end);
  return { value: raw.trim(), start: from + raw.length - raw.trimStart().length, end };
}

function scanQuoted(source: string, from: number, at: (offset: number) => Position): Cell {
  let close = source.indexOf('"', from + 1);
  while (close >= 0 && source[close + 1] === '"') close = source.indexOf('"', close + 2);
  if (close < 0) throwDiagnostic({ kind: 'syntax', message: 'the quote is not closed', at: at(from) });
  const end = close + 1;
  if (end < source.length && !/^(,|\r?\n)/.test(source.slice(end, end + 2)))
    throwDiagnostic({
      kind: 'syntax',
      message: 'a quoted cell goes on after its quote',
      at: at(end),
      found: `\`${source.slice(end).split(/[,\n]/, 1)[0].slice(0, 20)}\``,
      hint: `the cell begins in line ${at(from).line}; a quote inside a quoted cell is written twice`,
    });
  return { value: source.slice(from + 1, close).replaceAll('""', '"'), start: from + 1, end };
}

function toHeader(cells: readonly Cell[], at: (offset: number) => Position): string[] {
  const names = new Set<string>();
  for (const { value, start } of cells) {
    if (value === '')
      throwDiagnostic({ kind: 'shape', message: `column ${names.size + 1} has no name`, at: at(start) });
    if (names.has(value))
      throwDiagnostic({ kind: 'value', message: `the column \`${value}\` is here twice`, at: at(start) });
    if (FORBIDDEN_KEYS.has(value))
      throwDiagnostic({ kind: 'value', message: `\`${value}\` can't be a column`, at: at(start) });
    names.add(value);
  }
  return [...names];
}

function toRow(columns: readonly string[], cells: readonly Cell[], at: (offset: number) => Position): CsvRow {
  if (cells.length !== columns.length) {
    const more = cells.length > columns.length;
    throwDiagnostic({
      kind: 'shape',
      message: `the row has too ${more ? 'many' : 'few'} cells`,
      at: at(more ? cells[columns.length].start : cells.at(-1)!.end),
      found: String(cells.length),
      expected: String(columns.length),
      hint: more ? 'a cell with a comma in it needs quotes' : `\`${columns[cells.length]}\` is missing`,
    });
  }
  const places = cells.map(({ start }) => at(start));
  const { line } = places[0];
  const pick = <T>(of: (k: number) => T) => Object.fromEntries(columns.map((name, k) => [name, of(k)]));
  const row = { line, cells: pick(k => cells[k].value), starts: pick(k => places[k].column) };
  return places.at(-1)!.line === line ? row : { ...row, lines: pick(k => places[k].line) };
}

/** Line and column of offsets that mostly grow. */
function positionFinder(source: string, file: string): (offset: number) => Position {
  const endOf = (start: number) => {
    const end = source.indexOf('\n', start);
    return end < 0 ? source.length : end;
  };
  let line = 1;
  let lineStart = 0;
  let lineEnd = endOf(0);
  return offset => {
    if (offset < lineStart) {
      line = 1;
      lineStart = 0;
      lineEnd = endOf(0);
    }
    while (lineEnd < offset) {
      line++;
      lineStart = lineEnd + 1;
      lineEnd = endOf(lineStart);
    }
    return { file, line, column: offset - lineStart + 1 };
  };
}
