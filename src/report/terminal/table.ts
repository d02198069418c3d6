import { stripVTControlCharacters } from 'node:util';

/** Width in characters of a terminal; colours take none. */
const widthOf = (text: string) => stripVTControlCharacters(text).length;

/** Pad to `width`; `right` aligns numbers. */
export function pad(text: string, width: number, right = false): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return right ? space + text : text + space;
}

/** Lines of aligned cells. `align` has one letter a column: l or r. */
export function table(rows: readonly (readonly string[])[], align: string, gap = '  '): string[] {
  const widths = Array.from(align, (_, k) => Math.max(0, ...rows.map(row => widthOf(row[k] ?? ''))));
  return rows.map(row => {
    const cells = row.map((cell, k) => pad(cell, widths[k], align[k] === 'r'));
    return cells.join(gap).trimEnd();
  });
}

/** Where a line may break: at spaces, but not inside `40 000`. */
const GAPS = /(?<!\d)\s+|\s+(?!\d{3}(?!\d))/;

/** Break a text at spaces into lines of at most `width` characters. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.replace(/\s+/g, ' ').split(GAPS)) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return line ? [...lines, line] : lines;
}
