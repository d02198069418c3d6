import { log } from '../../core/math/f64-functions.ts';
import { cholesky, solveFirst } from '../../core/math/matrix.ts';
import { LANES, openLanes } from '../lanes/lanes.ts';

/** Products of variances are taken to their logarithm before they leave this range. */
export const SMALL_PRODUCT = 1e-150;
export const LARGE_PRODUCT = 1e150;

/** Of every target and of `width` points side by side, at [target x width + point]. */
export interface Deviations {
  width: number;
  /** Of the value from the figure. */
  residual: Float64Array;
  /** Variance of the figure, and of the model. */
  figure: Float64Array;
  model: Float64Array;
}

/** Adds to `sums`, one a point, ln of the joint normal density (without its constant) of some targets. */
export type Joint = (points: number, sums: Float64Array) => void;

const [DOUBLE, ROW] = [8, 8 * LANES];

/**
 * The law of the targets in `joint`, whose covariance is diag(figure) + sqrt(model) R sqrt(model).
 * @param correlation R of all `size` targets, row by row
 */
export function openJoint(
  joint: readonly number[],
  correlation: readonly number[],
  size: number,
  deviations: Deviations,
): Joint {
  const n = joint.length;
  if (n === 0) return () => {};
  const between = (a: number, b: number) => correlation[joint[a] * size + joint[b]];
  return deviations.width === 1
    ? openSingle(joint, between, deviations)
    : openLanesOf(joint, between, deviations);
}

function openSingle(
  joint: readonly number[],
  between: (a: number, b: number) => number,
  { residual, figure, model }: Deviations,
): Joint {
  const n = joint.length;
  const matrix = new Float64Array(n * n);
  const shared = Float64Array.from({ length: n * n }, (_, at) => between(Math.floor(at / n), at % n));
  const solved = new Float64Array(n);
  const sd = new Float64Array(n);
  return (_, sums) => {
    for (let a = 0; a < n; a++) sd[a] = Math.sqrt(model[joint[a]]);
    for (let a = 0; a < n; a++) {
      const i = joint[a];
      solved[a] = residual[i];
      for (let b = a + 1; b < n; b++) matrix[a * n + b] = shared[a * n + b] * sd[a] * sd[b];
      matrix[a * n + a] = figure[i] + model[i];
    }
    if (cholesky(matrix, n)) {
      solveFirst(matrix, n, solved);
      sums[0] += logNormal(
        n,
        a => solved[a],
        a => matrix[a * n + a],
      );
    } else sums[0] = Number.NEGATIVE_INFINITY;
  };
}

function openLanesOf(
  joint: readonly number[],
  between: (a: number, b: number) => number,
  { residual, figure, model }: Deviations,
): Joint {
  const n = joint.length;
  const rows = n * LANES;
  const { kernels, rooms } = openLanes({
    ...{ correlation: n * n, matrix: n * rows },
    ...{ sd: rows, diagonal: rows, solved: rows, partial: rows },
  });
  const { correlation, matrix, sd, diagonal, solved, partial } = rooms;
  for (let b = 0; b < n; b++) for (let a = 0; a < b; a++) correlation.values[b * n + a] = between(a, b);
  return (points, sums) => {
    for (let a = 0; a < n; a++)
      for (let lane = 0; lane < points; lane++) {
        const [at, from] = [a * LANES + lane, joint[a] * LANES + lane];
        sd.values[at] = Math.sqrt(model[from]);
        diagonal.values[at] = figure[from] + model[from];
        solved.values[at] = residual[from];
      }
    const end = matrix.at + n * n * ROW;
    kernels.factor(correlation.at, n * DOUBLE, sd.at, diagonal.at, matrix.at, n * ROW, end);
    kernels.solveOwn(matrix.at, n * ROW, solved.at, solved.at + n * ROW, partial.at);
    for (let lane = 0; lane < points; lane++) {
      const pivot = (a: number) => matrix.values[(a * n + a) * LANES + lane];
      let isPositive = true;
      for (let a = 0; a < n; a++) isPositive &&= pivot(a) > 0;
      if (isPositive) sums[lane] += logNormal(n, a => solved.values[a * LANES + lane], pivot);
      else sums[lane] = Number.NEGATIVE_INFINITY;
    }
  };
}

/** -(y'y)/2 - the sum of logarithms of the pivots. */
function logNormal(n: number, y: (a: number) => number, pivot: (a: number) => number): number {
  let sum = 0;
  let product = 1;
  for (let a = 0; a < n; a++) {
    sum -= 0.5 * y(a) * y(a);
    product *= pivot(a);
    if (product > SMALL_PRODUCT && product < LARGE_PRODUCT) continue;
    sum -= log(product);
    product = 1;
  }
  return sum - log(product);
}
