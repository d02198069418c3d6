import { linesOf } from '../../../io/text/chunked-read.ts';
import { fromTextCell } from '../../../io/text/csv-writer.ts';
import { cellsOf, recordsOf } from '../../../text/csv-lines.ts';

/** A row of a table by column name, each cell as the file has it; texts without what protects them in a spreadsheet. */
export type Row = Readonly<Record<string, string>>;

/**
 * The rows of a table of ours. A large one is read piece by piece, and only rows are taken apart and held whose line `keep`
 * wants: a page needs a hundredth of summary.csv.
 */
export function readRows(path: string, keep: (line: string) => boolean = () => true): Row[] {
  const rows: Row[] = [];
  let columns: readonly string[] | undefined;
  for (const line of recordsOf(linesOf(path))) {
    if (!line) continue;
    if (!columns) columns = cellsOf(line);
    else if (keep(line)) rows.push(rowOf(columns, cellsOf(line)));
  }
  return rows;
}

function rowOf(columns: readonly string[], cells: readonly string[]): Row {
  const row: Record<string, string> = {};
  for (let k = 0; k < columns.length; k++) row[columns[k]] = fromTextCell(cells[k] ?? '');
  return row;
}
