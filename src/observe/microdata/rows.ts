import type { MicrodataTable } from '../../engine/program/run-types.ts';

/**
 * Rows of microdata as they lie in a result, snapshot by snapshot: the number of rows in a double of its own, then column by
 * column 32 bits a row, first the whole numbers (u32), then the values (f32); at the end filled up to whole doubles.
 */

/** Doubles of one snapshot of so many rows. */
export const doublesOf = ({ ids, columns }: Pick<MicrodataTable, 'ids' | 'columns'>, rows: number): number =>
  1 + Math.ceil(((ids + columns.length) * rows) / 2);

/** One snapshot: whole numbers and values, each by column. */
export interface SnapshotRows {
  rows: number;
  ids: readonly Uint32Array[];
  values: readonly Float32Array[];
}

/** A snapshot with room for `rows`, and the columns in it to be filled in. */
export function roomOf(table: Pick<MicrodataTable, 'ids' | 'columns'>, rows: number) {
  const doubles = new Float64Array(doublesOf(table, rows));
  doubles[0] = rows;
  return { doubles, ...columnsIn(table, doubles) };
}

/** The columns of a snapshot's doubles. */
export function columnsIn(
  { ids, columns }: Pick<MicrodataTable, 'ids' | 'columns'>,
  doubles: Float64Array,
): SnapshotRows {
  const [rows] = doubles;
  const from = (column: number) => doubles.byteOffset + 8 + 4 * column * rows;
  return {
    rows,
    ids: Array.from({ length: ids }, (_, k) => new Uint32Array(doubles.buffer, from(k), rows)),
    values: columns.map((_, k) => new Float32Array(doubles.buffer, from(ids + k), rows)),
  };
}
