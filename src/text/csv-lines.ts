/** Lines of tables that we wrote ourselves (`csvLine`), taken apart again without looking for their places. */

/** Rows of a table: lines of which one inside quotes goes on behind its line break. An unclosed quote ends with the text. */
export function* recordsOf(lines: Iterable<string>): Generator<string> {
  let open: string[] = [];
  for (const line of lines) {
    if (open.length === 0 && !hasOddQuotes(line)) {
      yield line;
      continue;
    }
    const closes = open.length > 0 && hasOddQuotes(line);
    open.push(line);
    if (!closes) continue;
    yield open.join('\n');
    open = [];
  }
  if (open.length) yield open.join('\n');
}

const hasOddQuotes = (text: string) => text.includes('"') && text.split('"').length % 2 === 0;

/** The cells of a row, without quotes. */
export function cellsOf(row: string): string[] {
  if (!row.includes('"')) return row.split(',');
  const cells: string[] = [];
  // Each match takes the comma behind the cell, so that an empty first cell is one, too.
  for (const [whole, quoted, plain] of row.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)) {
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (!whole.endsWith(',')) break;
  }
  return cells;
}

/** The k-th cell of a row, from 0, without taking the others apart where none is in quotes. */
export function cellAt(row: string, k: number): string {
  if (row.includes('"')) return cellsOf(row)[k] ?? '';
  let from = 0;
  for (let skipped = 0; skipped < k; skipped++) from = row.indexOf(',', from) + 1;
  const to = row.indexOf(',', from);
  return to < 0 ? row.slice(from) : row.slice(from, to);
}
