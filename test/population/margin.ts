import { crossing, type Shape, shapeOf, type TableMargin } from '../../src/population/fit/table.ts';

/** A margin of a table over some of its axes, targets row-major. */
export function marginOf(name: string, shape: Shape, axes: number[], targets: number[]): TableMargin {
  const labels = targets.map((_, g) => `${name}=${g}`);
  return { name, partition: crossing(shape, axes), labels, targets: Float64Array.from(targets) };
}

/** A two-way table with its row and column margins. */
export function twoWay(rows: number[], columns: number[]) {
  const shape = shapeOf([rows.length, columns.length]);
  return [marginOf('rows', shape, [0], rows), marginOf('columns', shape, [1], columns)];
}

export const ones = (cells: number) => new Float64Array(cells).fill(1);
