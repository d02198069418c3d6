/** Where two texts begin to differ. */
export interface Difference {
  /** Counted from 1, the header of a table included. */
  row: number;
  left: string;
  right: string;
}

const SHOWN = 160;

/**
 * The first row in which two texts differ; undefined when they don't.
 * @param except columns of a CSV without line breaks in cells that may differ
 */
export function firstDifference(
  left: string,
  right: string,
  except: readonly string[] = [],
): Difference | undefined {
  const [a, b] = [left.split('\n'), right.split('\n')];
  const header = a[0].split(',');
  const dropped = except.map(name => header.indexOf(name)).filter(index => index >= 0);
  const bare = (row: string | undefined) =>
    dropped.length && row !== undefined
      ? row
          .split(',')
          .filter((_, k) => !dropped.includes(k))
          .join()
      : row;
  const row = Array.from({ length: Math.max(a.length, b.length) }, (_, k) => k).find(
    k => bare(a[k]) !== bare(b[k]),
  );
  if (row === undefined) return undefined;
  return { row: row + 1, left: shown(a[row]), right: shown(b[row]) };
}

const shown = (row: string | undefined) =>
  row === undefined
    ? 'no such row'
    : row.length > SHOWN
      ? `${row.slice(0, SHOWN)}...`
      : row || 'an empty row';
