import { LANES, openLanes, type Room } from '../lanes/lanes.ts';
import type { Frame } from './basis.ts';
import type { Block } from './means.ts';

/**
 * Means and variances at up to `LANES` points whose coordinates follow each other: of target k and a point at [k LANES + point]; NaN
 * for a target without an emulator.
 */
export type PredictLanes = (
  u: ArrayLike<number>,
  from: number,
  points: number,
  mean: Float64Array,
  variance: Float64Array,
) => void;

/** What a predictor computes from. */
export interface PredictorParts {
  frame: Frame;
  /** Terms that any target has. */
  width: number;
  /** Cholesky factor U of so many shared terms. */
  factor: Float64Array;
  shared: number;
  blocks: readonly Block[];
  /** Of each target with an emulator: variance = tau2 + scale x (x'L x of the terms up to `last`). */
  variances: readonly ({ tau2: number; scale: number; last: number } | undefined)[];
}

const DOUBLE = 8;
const ROW = LANES * DOUBLE;

/** Gives the same bits as `predict`, several times as fast. */
export function openLanePredictor(parts: PredictorParts): PredictLanes {
  const { frame, width, factor, shared, blocks, variances } = parts;
  const { centre, scale } = frame;
  const d = centre.length;
  const { kernels, rooms } = openLanes({
    lower: shared * shared,
    terms: width * LANES,
    y: shared * LANES,
    partial: shared * LANES,
    ...Object.fromEntries(
      blocks.flatMap(({ coefficients, places }, b) => [
        [`coefficients ${b}`, coefficients.length],
        [`places ${b}`, places.length],
        [`sums ${b}`, (coefficients.length / (places.length || 1)) * LANES],
      ]),
    ),
  });
  const { lower, terms, y, partial } = rooms;
  for (let i = 0; i < shared; i++)
    for (let j = 0; j <= i; j++) lower.values[i * shared + j] = factor[j * shared + i];
  const ready = blocks.map(({ coefficients, places, targets }, b) => {
    const room = (name: string): Room => (rooms as Record<string, Room>)[`${name} ${b}`];
    room('coefficients').values.set(coefficients);
    const { at, values } = room('places');
    new Int32Array(values.buffer, at, places.length).set(Array.from(places, place => terms.at + place * ROW));
    const placesEnd = at + 4 * places.length;
    return {
      many: places.length,
      targets,
      coefficients: room('coefficients'),
      places: at,
      placesEnd,
      sums: room('sums'),
    };
  });
  terms.values.fill(1, 0, LANES);
  const z = terms.values.subarray(LANES);
  /** The terms of `writeTerms`, a row of lanes each. */
  const writeLanes = (u: ArrayLike<number>, from: number, points: number) => {
    for (let j = 0; j < d; j++)
      for (let lane = 0; lane < points; lane++)
        z[j * LANES + lane] = (u[from + lane * d + j] - centre[j]) / scale[j];
    if (width <= 1 + d) return;
    for (let at = 0; at < d * LANES; at++) z[d * LANES + at] = z[at] * z[at];
    if (width > 1 + 2 * d)
      kernels.products(terms.at + ROW, terms.at + (1 + d) * ROW, terms.at + (1 + 2 * d) * ROW);
  };
  return (u, from, points, mean, variance) => {
    writeLanes(u, from, points);
    y.values.set(terms.values.subarray(0, shared * LANES));
    kernels.solve(lower.at, shared * DOUBLE, y.at, y.at + shared * ROW, partial.at);
    mean.fill(0);
    for (const { many, targets, coefficients, places, placesEnd, sums } of ready) {
      const end = sums.at + sums.values.length * DOUBLE;
      kernels.sums(coefficients.at, many * DOUBLE, places, placesEnd, sums.at, end);
      for (let row = 0; row < targets.length; row++)
        for (let lane = 0; lane < points; lane++)
          mean[targets[row] * LANES + lane] += sums.values[row * LANES + lane];
    }
    for (let k = 0; k < variances.length; k++) {
      const own = variances[k];
      for (let lane = 0; lane < points; lane++) {
        const at = k * LANES + lane;
        if (own) variance[at] = own.tau2 + own.scale * partial.values[own.last * LANES + lane];
        else {
          mean[at] = Number.NaN;
          variance[at] = Number.NaN;
        }
      }
    }
  };
}
