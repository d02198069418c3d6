import type { Frame } from '../../engine/program/run-types.ts';

/** What is in the column of a group where all its labels are counted together. */
const ALL = 'all';

type Series = Frame['series'];

/** Names of the groups by which series are split, in their order. */
export function groupNames(series: Series): string[] {
  return [...new Set(series.filter(({ group }) => group !== ALL).map(({ group }) => nameOf(group)))];
}

/** A cell a group: `kind=new` is `new` in the column `kind` and `all` in every other. */
export function groupCells(group: string, names: readonly string[]): string[] {
  return names.map(name => (group !== ALL && nameOf(group) === name ? group.slice(name.length + 1) : ALL));
}

/** The group of such cells: `kind=new`, or `all`. */
export function groupOf(cells: readonly string[], names: readonly string[]): string {
  const k = cells.findIndex(cell => cell !== ALL);
  return k < 0 ? ALL : `${names[k]}=${cells[k]}`;
}

const nameOf = (group: string) => group.split('=', 1)[0];
