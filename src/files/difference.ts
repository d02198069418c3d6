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
 * @param except columns of a CSV without line breaks in cells that may differ
 */
export function firstDifference(
  left: Iterable<string>,
  right: Iterable<string>,
  except: readonly string[] = [],
): Difference | undefined {
  const others = right[Symbol.iterator]();
  const next = () => others.next().value as string | undefined;
  let row = 0;
  let dropped: number[] = [];
  const bare = (line: string | undefined) =>
    dropped.length && line !== undefined
      ? line
          .split(',')
          .filter((_, k) => !dropped.includes(k))
          .join()
      : line;
  const differ = (a: string | undefined, b: string | undefined) =>
    bare(a) === bare(b) ? undefined : { row, left: shown(a), right: shown(b) };
  for (const line of left) {
    if (row++ === 0) dropped = except.map(name => line.split(',').indexOf(name)).filter(k => k >= 0);
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
