import { cellsOf, recordsOf } from '../../text/csv-lines.ts';

/** Where the lines of two texts begin to differ. */
export interface Difference {
  /** Counted from 1, the header of a table included. */
  row: number;
  left: string;
  right: string;
}

const SHOWN = 160;

/**
 * The first row in which the lines of two texts differ; undefined when they don't.
 * @param except columns that may differ; the texts are then tables, and rows are told apart and not lines
 */
export function firstDifference(
  left: Iterable<string>,
  right: Iterable<string>,
  except: readonly string[] = [],
): Difference | undefined {
  const rows = (text: Iterable<string>) => (except.length ? recordsOf(text) : text);
  const others = rows(right)[Symbol.iterator]();
  const next = () => others.next().value as string | undefined;
  let row = 0;
  let dropped: number[] = [];
  const bare = (line: string | undefined) =>
    dropped.length && line !== undefined
      ? JSON.stringify(cellsOf(line).filter((_, k) => !dropped.includes(k)))
      : line;
  const differ = (a: string | undefined, b: string | undefined) =>
    bare(a) === bare(b) ? undefined : { row, left: shown(a), right: shown(b) };
  for (const line of rows(left)) {
    if (row++ === 0) dropped = except.map(name => cellsOf(line).indexOf(name)).filter(k => k >= 0);
    const found = differ(line, next());
    if (found) return found;
  }
  row++;
  return differ(undefined, next());
}

const shown = (row: string | undefined) =>
  row === undefined
    ? 'no such row'
    : row.length > SHOWN
      ? `${row.slice(0, SHOWN)}...`
      : row || 'an empty row';
