import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { fromTextCell } from '../../files/lines.ts';

/** A row of a table by column name, each cell as it stands in the file; texts without what protects them in a spreadsheet. */
export type Row = Readonly<Record<string, string>>;

const CHUNK = 1 << 20;

/**
 * The rows of a table of ours. A large one is read piece by piece, and only rows are taken apart and held whose line `keep`
 * wants: a page needs a hundredth of summary.csv.
 */
export function readRows(path: string, keep: (line: string) => boolean = () => true): Row[] {
  const rows: Row[] = [];
  let columns: readonly string[] | undefined;
  for (const line of linesOf(path)) {
    if (!columns) columns = cellsOf(line);
    else if (keep(line)) rows.push(rowOf(columns, cellsOf(line)));
  }
  return rows;
}

/** The k-th cell of a line, from 0, without taking the others apart; right where no cell before it is in quotes. */
export function cellAt(line: string, k: number): string {
  let from = 0;
  for (let skipped = 0; skipped < k; skipped++) from = line.indexOf(',', from) + 1;
  const to = line.indexOf(',', from);
  return to < 0 ? line.slice(from) : line.slice(from, to);
}

function rowOf(columns: readonly string[], cells: readonly string[]): Row {
  const row: Record<string, string> = {};
  for (let k = 0; k < columns.length; k++) row[columns[k]] = fromTextCell(cells[k] ?? '');
  return row;
}

/** Lines of a file; one inside quotes goes on behind its line break. */
function* linesOf(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(CHUNK);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    let open: string[] = [];
    for (let count = CHUNK; count > 0; ) {
      count = readSync(file, bytes, 0, CHUNK, null);
      const pieces = (rest + decoder.write(bytes.subarray(0, count))).split('\n');
      rest = count > 0 ? pieces.pop()! : '';
      for (const piece of pieces) {
        if (open.length === 0 && !hasOddQuotes(piece)) {
          if (piece) yield piece;
          continue;
        }
        const closes = open.length > 0 && hasOddQuotes(piece);
        open.push(piece);
        if (!closes) continue;
        yield open.join('\n');
        open = [];
      }
    }
  } finally {
    closeSync(file);
  }
}

const hasOddQuotes = (text: string) => text.includes('"') && text.split('"').length % 2 === 0;

function cellsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? plain : quoted.replaceAll('""', '"'),
  );
}
