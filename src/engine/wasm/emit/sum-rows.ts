import type { Tally } from '../../program/compiled-model.ts';

/**
 * How a tally's sums of one cell are laid out in a row: numbers as i64, which are added by twos, conditions as i32, which are added by
 * fours. An odd number takes a condition along.
 */
export interface SumRow {
  /** Values that are added together. */
  pairs: readonly (readonly number[])[];
  fours: readonly (readonly number[])[];
  bytes: number;
}

const VECTOR_BYTES = 16;

export function sumRow({ values }: Tally): SumRow {
  const all = [...values.keys()];
  const numbers = all.filter(k => values[k].machine === 'i32');
  const conditions = all.filter(k => values[k].machine === 'bool');
  if (numbers.length % 2) numbers.push(...conditions.splice(-1));
  const [pairs, fours] = [parts(numbers, 2), parts(conditions, 4)];
  return { pairs, fours, bytes: VECTOR_BYTES * (pairs.length + fours.length) };
}

const parts = (all: readonly number[], size: number) =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, k) => all.slice(size * k, size * (k + 1)));

/** Where in a row a group of values is; pairs come first. */
export const pairAt = (group: number) => VECTOR_BYTES * group;
export const fourAt = ({ pairs }: SumRow, group: number) => VECTOR_BYTES * (pairs.length + group);

/** Rows of one copy of a tally's sums: its cells, and one for those who don't count. */
export const rowsOf = ({ cells }: Tally) => cells + 1;

/**
 * How many copies of a tally's sums the scratch has. Four agents of one cell would wait for each other's sums: where there is
 * room in the core's first cache, each of the four has sums of its own, which are added up in the end.
 */
export function copiesOf(tally: Tally): 1 | 4 {
  return 4 * rowsOf(tally) * sumRow(tally).bytes <= 8192 ? 4 : 1;
}
