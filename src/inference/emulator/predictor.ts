import { cholesky, solveFirst, weightedGram } from '../../core/math/matrix.ts';
import type { FitTarget } from '../problem/target.ts';
import { quadraticSize, writeTerms } from './basis.ts';
import type { Basis, Emulators } from './emulator.ts';
import { openLanePredictor, type PredictLanes } from './lane-predictor.ts';
import { blocksOf, openMeans } from './means.ts';
import { type Noise, type Point, pooled } from './noise.ts';
import { responseOf } from './response.ts';

/** Emulators ready to be asked: at u, mean and variance of every target on its own scale; NaN for a target without an emulator. */
export interface Predictor {
  /** Coordinates of a point. */
  dimension: number;
  /** Fills `mean` and `variance`, one number a target. */
  predict(u: ArrayLike<number>, from: number, mean: Float64Array, variance: Float64Array): void;
  predictLanes: PredictLanes;
}

/** A full quadratic of more terms than this takes the leverage of its linear and square terms, as the sparse basis does. */
const MOST_SHARED = 100;

/**
 * The variance of prediction k is tau2_k + x'L_k x. Each target has weights and so a matrix L_k of its own, and K quadratic
 * forms a point would be nearly all the work of a fit. One shared matrix L, with the targets' mean weights, serves them all:
 * x'L_k x ~ c_k x'L x, c_k such that both agree on average over the design. Since the Cholesky factor of a leading block is
 * the leading block of the factor, one triangular solve gives x'L x for all bases. (A sparse basis takes that of squares, and so
 * does a large quadratic.)
 */
export function openPredictor(
  targets: readonly FitTarget[],
  points: readonly Point[],
  noise: Noise,
  { frame, list }: Emulators,
): Predictor {
  const d = frame.centre.length;
  const sizes: Record<Basis, number> = {
    linear: 1 + d,
    squares: 1 + 2 * d,
    sparse: 1 + 2 * d,
    quadratic: quadraticSize(d) <= MOST_SHARED ? quadraticSize(d) : 1 + 2 * d,
  };
  const asked = list.map(emulator => emulator && sizes[emulator.basis]);
  const shared = Math.max(1, ...asked.map(size => size ?? 1));
  const width = list.some(e => e?.basis === 'sparse' || e?.basis === 'quadratic') ? quadraticSize(d) : shared;
  const { weights, lambda } = meanWeights(targets, points, noise, list);
  const x = new Float64Array(points.length * shared);
  points.forEach((point, i) => {
    writeTerms(frame, point.u, 0, shared, x, i * shared);
  });
  const factor = weightedGram(x, points.length, shared, weights);
  for (let j = 1; j < shared; j++) factor[j * shared + j] += lambda;
  if (!cholesky(factor, shared)) throw new RangeError('emulators share no design');
  const solved = new Float64Array(shared);
  const partial = new Float64Array(shared);
  /** partial[j]: x'L x of the first j + 1 terms. */
  const leverage = (terms: Float64Array) => {
    for (let j = 0; j < shared; j++) solved[j] = terms[j];
    solveFirst(factor, shared, solved);
    let sum = 0;
    for (let j = 0; j < shared; j++) {
      sum += solved[j] * solved[j];
      partial[j] = sum;
    }
  };
  const means = new Float64Array(shared);
  for (let i = 0; i < points.length; i++) {
    leverage(x.subarray(i * shared, (i + 1) * shared));
    for (let j = 0; j < shared; j++) means[j] += partial[j] / points.length;
  }
  const variances = list.map((emulator, k) => {
    if (!emulator) return undefined;
    const last = asked[k]! - 1;
    return { tau2: emulator.tau2, last, scale: emulator.coefficientVariance / means[last] };
  });
  const terms = new Float64Array(width);
  const blocks = blocksOf(list, 1 + 2 * d);
  const meansAt = openMeans(blocks);
  let lanes: PredictLanes | undefined;
  return {
    dimension: d,
    predict(u, from, mean, variance) {
      writeTerms(frame, u, from, width, terms);
      leverage(terms);
      meansAt(terms, mean);
      for (let k = 0; k < variances.length; k++) {
        const emulator = variances[k];
        if (emulator) variance[k] = emulator.tau2 + emulator.scale * partial[emulator.last];
        else {
          mean[k] = Number.NaN;
          variance[k] = Number.NaN;
        }
      }
    },
    predictLanes(...asked) {
      lanes ??= openLanePredictor({ frame, width, factor, shared, blocks, variances });
      lanes(...asked);
    },
  };
}

/** Each point's weight, a mean over targets of weights that average one; and the penalty in the same unit. */
function meanWeights(
  targets: readonly FitTarget[],
  points: readonly Point[],
  noise: Noise,
  list: Emulators['list'],
): { weights: Float64Array; lambda: number } {
  const weights = new Float64Array(points.length);
  let lambda = 0;
  let kept = 0;
  targets.forEach((target, k) => {
    const emulator = list[k];
    if (!emulator) return;
    const own = points.map(point => {
      const response = responseOf(target.kind, pooled(target, point.runs, k));
      return Number.isFinite(response.g) ? 1 / (response.noise * noise.dispersion[k] + emulator.tau2) : 0;
    });
    const mean = own.reduce((sum, w) => sum + w, 0) / points.length;
    for (let i = 0; i < points.length; i++) weights[i] += own[i] / mean;
    lambda += emulator.lambda / mean;
    kept++;
  });
  return { weights: weights.map(w => w / Math.max(kept, 1)), lambda: lambda / Math.max(kept, 1) };
}
