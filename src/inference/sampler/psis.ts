import { exp, log, log1p, power } from '../../core/math/f64-functions.ts';
import { effectiveSize, relativeWeights } from '../../core/random/resampling.ts';

/** Importance weights made steady, and how heavy their tail was. */
export interface SmoothedWeights {
  /** They sum to one. */
  weights: Float64Array;
  /**
   * Shape of the Pareto law of the largest weights: below 0.7 the weights can be used. 0 when the largest are all the same; Infinity
   * when there are too few draws to tell, or so few of them carry everything that no law fits.
   */
  kHat: number;
  /** How many equally weighted draws they are worth, as a share of all. */
  worth: number;
}

const LEAST_TAIL = 5;

/**
 * Pareto smoothed importance sampling (Vehtari, Simpson, Gelman, Yao & Gabry 2024): the largest weights, min(n/5, 3 sqrt n)
 * of them, become the expected order statistics of a generalised Pareto law fitted to them.
 */
export function smoothWeights(logWeights: ArrayLike<number>): SmoothedWeights {
  const n = logWeights.length;
  const logs = Float64Array.from(logWeights, value =>
    Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value,
  );
  if (!logs.some(Number.isFinite))
    return { weights: new Float64Array(n).fill(1 / n), kHat: Number.POSITIVE_INFINITY, worth: 0 };
  const { weights } = relativeWeights(logs);
  const worth = effectiveSize(weights) / n;
  const order = Array.from(weights.keys()).sort((a, b) => weights[a] - weights[b] || a - b);
  const many = Math.ceil(Math.min(n / 5, 3 * Math.sqrt(n)));
  const tail = order.slice(n - many);
  let kHat = Number.POSITIVE_INFINITY;
  const cutoff = weights[order[n - many - 1]];
  if (many >= LEAST_TAIL && weights[order[n - 1]] === cutoff) kHat = 0;
  else if (many >= LEAST_TAIL) {
    const excesses = tail.map(i => weights[i] - cutoff);
    const { shape, scale } = fitPareto(excesses);
    if (Number.isFinite(shape) && Number.isFinite(scale)) {
      kHat = shape;
      tail.forEach((i, rank) => {
        const p = (rank + 0.5) / many;
        // No weight may pass the largest raw one, which is 1.
        weights[i] = Math.min(1, cutoff + paretoQuantile(p, shape, scale));
      });
    }
  }
  const total = weights.reduce((sum, w) => sum + w, 0);
  return { weights: weights.map(w => w / total), kHat, worth };
}

/** Generalised Pareto law by the estimate of Zhang & Stephens (2009), its shape drawn to 0.5 as ten observations would. */
export function fitPareto(ascending: readonly number[]): { shape: number; scale: number } {
  const n = ascending.length;
  const many = 30 + Math.floor(Math.sqrt(n));
  const quarter = ascending[Math.max(0, Math.floor(n / 4 + 0.5) - 1)];
  const largest = ascending[n - 1];
  const candidates = Array.from(
    { length: many },
    (_, j) => 1 / largest + (1 - Math.sqrt(many / (j + 0.5))) / (3 * quarter),
  );
  const shapeAt = (theta: number) => ascending.reduce((sum, x) => sum + log1p(-theta * x), 0) / n;
  const profile = candidates.map(theta => {
    const k = shapeAt(theta);
    return n * (log(-theta / k) - k - 1);
  });
  const weights = profile.map(own => 1 / profile.reduce((sum, other) => sum + exp(other - own), 0));
  const theta = candidates.reduce((sum, candidate, j) => sum + candidate * weights[j], 0);
  const raw = shapeAt(theta);
  return { shape: (raw * n + 0.5 * 10) / (n + 10), scale: -raw / theta };
}

function paretoQuantile(p: number, shape: number, scale: number): number {
  if (Math.abs(shape) < 1e-12) return -scale * log1p(-p);
  return (scale * (power(1 - p, -shape) - 1)) / shape;
}
