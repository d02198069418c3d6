import { truncateAndSample } from './integerise.ts';
import { groupTotals, type Partition, type Shape, sumOf } from './table.ts';

/** A view of the table whose whole numbers should come near the weights' totals; `axes` decide the group. */
export interface Control {
  axes: readonly number[];
  partition: Partition;
}

/** How much the distance of single cells from their weights counts beside that of margins from theirs. */
const CELL_WEIGHT = 0.01;

/**
 * Controlled rounding of a table, one variable after the other: everybody is split by the first variable, each of these
 * groups by the second, and so on. Splits truncate and sample; then single units move between neighbours of one split as long
 * as that brings the margins nearer. So totals are kept exactly, one-way margins to less than 1, and a variable
 * added at the end changes nobody's earlier categories.
 *
 * @param weights sum to the whole number `total`
 * @param start of the sampling grid, in (0, 1), by variable
 * @returns whole numbers by cell; a cell of weight 0 stays empty
 */
export function roundTable(
  shape: Shape,
  weights: Float64Array,
  total: number,
  controls: readonly Control[],
  start: (axis: number) => number,
): Float64Array {
  let parents: Float64Array = Float64Array.of(total);
  for (let axis = 0; axis < shape.sizes.length; axis++) {
    const coarse = coarsen(weights, shape.strides[axis]);
    const expected = splitExpected(parents, coarse, shape.sizes[axis]);
    const counts = truncateAndSample(expected, start(axis), shape.sizes[axis]);
    const here = controls.filter(c => Math.max(...c.axes) === axis);
    const views = here.map(c => viewOf(c.partition, shape.strides[axis], weights, counts));
    settle(counts, expected, shape.sizes[axis], views);
    parents = counts;
  }
  return parents;
}

/** Sums over the later variables, to single precision: the order of summation must not decide between equal cells. */
function coarsen(weights: Float64Array, stride: number): Float64Array {
  const coarse = new Float64Array(weights.length / stride);
  for (let cell = 0; cell < coarse.length; cell++)
    coarse[cell] = Math.fround(sumOf(weights.subarray(cell * stride, (cell + 1) * stride)));
  return coarse;
}

function splitExpected(parents: Float64Array, coarse: Float64Array, size: number): Float64Array {
  const expected = new Float64Array(coarse.length);
  parents.forEach((count, parent) => {
    const sum = sumOf(coarse.subarray(parent * size, (parent + 1) * size));
    for (let a = 0; count > 0 && a < size; a++) {
      const cell = parent * size + a;
      expected[cell] = (count * coarse[cell]) / sum;
    }
  });
  return expected;
}

/** A control at one level: groups by coarse cell, and how much each group has too much. */
interface View {
  groupOf: Uint32Array;
  excess: Float64Array;
}

function viewOf(partition: Partition, stride: number, weights: Float64Array, counts: Float64Array): View {
  const groupOf = new Uint32Array(counts.length);
  for (let cell = 0; cell < counts.length; cell++) groupOf[cell] = partition.groupOf[cell * stride];
  const excess = groupTotals({ groupOf, groups: partition.groups }, counts);
  groupTotals(partition, weights).forEach((target, g) => {
    excess[g] -= Math.fround(target);
  });
  return { groupOf, excess };
}

/**
 * Move one unit at a time to a sibling cell, always the move that lowers the sum of squared excesses most; the first of equals.
 * Ends because the sum falls each time.
 */
function settle(counts: Float64Array, expected: Float64Array, size: number, views: readonly View[]): void {
  for (let moves = 0; moves < counts.length * size; moves++) {
    let best = -1e-6;
    let from = -1;
    let to = -1;
    for (let cell = 0; cell < counts.length; cell++) {
      if (counts[cell] === 0) continue;
      const first = cell - (cell % size);
      for (let other = first; other < first + size; other++) {
        if (other === cell || expected[other] === 0) continue;
        let change = CELL_WEIGHT * (counts[other] - expected[other] - counts[cell] + expected[cell] + 1);
        for (const { groupOf, excess } of views)
          if (groupOf[cell] !== groupOf[other]) change += excess[groupOf[other]] - excess[groupOf[cell]] + 1;
        if (change < best) {
          best = change;
          from = cell;
          to = other;
        }
      }
    }
    if (from < 0) return;
    counts[from]--;
    counts[to]++;
    for (const { groupOf, excess } of views) {
      excess[groupOf[from]]--;
      excess[groupOf[to]]++;
    }
  }
}
