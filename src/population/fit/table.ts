import type { Position } from '../../core/diagnostics.ts';

/**
 * A table over several variables, row-major: the first variable runs slowest. Cells are numbered, so that a table of
 * persons is one Float64Array.
 */
export interface Shape {
  /** Categories of each variable. */
  sizes: readonly number[];
  /** Cells from one category of a variable to its next. */
  strides: readonly number[];
  cells: number;
}

/** A margin's way of looking at a table: every cell belongs to one group. */
export interface Partition {
  groupOf: Uint32Array;
  groups: number;
}

export function shapeOf(sizes: readonly number[]): Shape {
  const strides: number[] = new Array(sizes.length);
  let cells = 1;
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    strides[axis] = cells;
    cells *= sizes[axis];
  }
  return { sizes, strides, cells };
}

/** The category of variable `axis` in a cell. */
export function codeAt(shape: Shape, cell: number, axis: number): number {
  return Math.floor(cell / shape.strides[axis]) % shape.sizes[axis];
}

/** What a table must hold: a total for each group of its cells. */
export interface TableMargin {
  name: string;
  partition: Partition;
  /** Names of the groups, for messages. */
  labels: readonly string[];
  /** By group; all margins of one table have the same sum N. */
  targets: Float64Array;
  /** Where it is written. */
  at?: Position;
}

/** Cells by their categories on some variables; groups are numbered row-major in the order of `axes`. */
export function crossing(shape: Shape, axes: readonly number[]): Partition {
  const groupOf = new Uint32Array(shape.cells);
  let groups = 1;
  for (const axis of axes) {
    const size = shape.sizes[axis];
    for (let cell = 0; cell < shape.cells; cell++)
      groupOf[cell] = groupOf[cell] * size + codeAt(shape, cell, axis);
    groups *= size;
  }
  return { groupOf, groups };
}

/** Lump groups together: `lump[group]` is a group's new number. */
export function lumped(partition: Partition, lump: readonly number[]): Partition {
  return { groupOf: partition.groupOf.map(group => lump[group]), groups: Math.max(...lump) + 1 };
}

/** How much of a table is in each group. */
export function groupTotals(
  { groupOf, groups }: Partition,
  cells: Float64Array,
  totals: Float64Array = new Float64Array(groups),
): Float64Array {
  totals.fill(0);
  for (let cell = 0; cell < cells.length; cell++) totals[groupOf[cell]] += cells[cell];
  return totals;
}

/** How much of a table is in each category of a variable, among the cells of certain categories of others, where it is `given` these. */
export function categoryTotals(
  shape: Shape,
  cells: Float64Array,
  axis: number,
  given: readonly { variable: number; category: number }[] = [],
): Float64Array {
  const totals = new Float64Array(shape.sizes[axis]);
  for (let cell = 0; cell < cells.length; cell++)
    if (given.every(one => codeAt(shape, cell, one.variable) === one.category))
      totals[codeAt(shape, cell, axis)] += cells[cell];
  return totals;
}

export function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k];
  return sum;
}
