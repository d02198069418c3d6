import { writeFileSync } from 'node:fs';
import { parseDay } from '../../core/calendar.ts';
import { cellsOf, recordsOf } from '../../text/csv-lines.ts';
import { linesOf } from '../text/chunked-read.ts';
import { fromTextCell, writeLines } from '../text/csv-writer.ts';
import { type Sheet, type SheetCell, workbook } from '../text/xlsx.ts';
import type { Table, TableField } from './tables.ts';

/**
 * Copies of a folder's CSV tables for spreadsheets: `xlsx`, one workbook; `excel`, CSV files with semicolons and decimal commas,
 * as Excel reads them in most of Europe; `excel-en`, with commas and points. The tables themselves stay as they are.
 */
export const COPIES = ['xlsx', 'excel', 'excel-en'] as const;
export type Copy = (typeof COPIES)[number];

const WORKBOOK = 'tables.xlsx';
/** Longer tables are left out of the workbook: it would take longer to open than the CSV file. */
const MOST_ROWS = 50_000;
/** Excel takes a file that begins so for UTF-8. */
const MARK = '\ufeff';
const FORMS = { excel: { separator: ';', point: ',' }, 'excel-en': { separator: ',', point: '.' } } as const;

/** Write copies beside the tables; `note` hears of each file and its rows. */
export function writeCopies(
  pathOf: (name: string) => string,
  tables: readonly Table[],
  copies: readonly Copy[],
  note: (name: string, lines: number) => void,
): void {
  for (const copy of copies) {
    if (copy !== 'xlsx') {
      for (const table of tables) {
        const name = `${table.name}.${copy}.csv`;
        note(name, writeLines(pathOf(name), excelLines(pathOf(`${table.name}.csv`), table, FORMS[copy])));
      }
      continue;
    }
    const sheets = tables.flatMap(table => sheetOf(pathOf(`${table.name}.csv`), table) ?? []);
    writeFileSync(pathOf(WORKBOOK), workbook(sheets), { flag: 'wx' });
    note(
      WORKBOOK,
      sheets.reduce((sum, { rows }) => sum + rows.length + 1, 0),
    );
  }
}

function* rowsIn(path: string): Generator<string[]> {
  for (const line of recordsOf(linesOf(path))) if (line !== '') yield cellsOf(line);
}

function* excelLines(
  path: string,
  { fields }: Table,
  { separator, point }: (typeof FORMS)[keyof typeof FORMS],
): Generator<string> {
  const isNumber = fields.map(({ type }) => type === 'number');
  const quoted = (cell: string) =>
    cell.includes(separator) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  let begin = MARK;
  for (const cells of rowsIn(path)) {
    const shown = cells.map((cell, k) => quoted(isNumber[k] && !begin ? cell.replace('.', point) : cell));
    yield `${begin}${shown.join(separator)}\r`;
    begin = '';
  }
}

/** Undefined: the table is too long for one, and no more of it is read. */
function sheetOf(path: string, { name, fields }: Table): Sheet | undefined {
  const [columns = [], ...rows] = headOf(rowsIn(path), MOST_ROWS + 2);
  if (rows.length > MOST_ROWS) return undefined;
  return { name, columns, rows: rows.map(cells => cells.map((cell, k) => typed(cell, fields[k].type))) };
}

/** The first `most` of them. */
function headOf<T>(all: Iterable<T>, most: number): T[] {
  const found: T[] = [];
  for (const one of all) {
    found.push(one);
    if (found.length === most) break;
  }
  return found;
}

function typed(cell: string, type: TableField['type']): SheetCell {
  if (cell === '') return undefined;
  if (type === 'number' || type === 'integer') {
    const value = Number(cell);
    return Number.isFinite(value) ? value : cell;
  }
  const day = type === 'date' ? parseDay(cell) : undefined;
  return day === undefined ? fromTextCell(cell) : { day };
}
