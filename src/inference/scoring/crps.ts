import { normalCdf, normalDensity } from '../../core/math/normal.ts';

/** 1 / sqrt(pi). */
const ONE_OVER_SQRT_PI = 0.5641895835477563;

/**
 * Continuous ranked probability score of a sample, in the unit of the values; smaller is better, and of a single value it is
 * the absolute error (Gneiting & Raftery 2007).
 * @param kind `plain`: the sample is the whole forecast, mean |x - y| - mean |x - x'| / 2 with every pair counted, also of a
 * value with itself. `fair`: the sample represents a distribution it was drawn from (Ferro 2014); pairs of different members
 * only, so that its expectation does not depend on the size of the sample. It may be negative.
 */
export function crpsOfSample(sample: readonly number[], observed: number, kind: 'plain' | 'fair'): number {
  const n = sample.length;
  const sorted = [...sample].sort((a, b) => a - b);
  const error = sorted.reduce((sum, x) => sum + Math.abs(x - observed), 0) / n;
  if (n === 1) return error;
  // Sum over pairs i < j of x_j - x_i: each value counts as often as there are values below it, less those above.
  const spread = sorted.reduce((sum, x, i) => sum + (2 * i - n + 1) * x, 0);
  return error - spread / (n * (kind === 'fair' ? n - 1 : n));
}

/** CRPS of a normal forecast (Gneiting et al. 2005, equation 5); with sd 0 the absolute error. */
export function crpsOfNormal(mean: number, sd: number, observed: number): number {
  if (!(sd > 0)) return Math.abs(observed - mean);
  const z = (observed - mean) / sd;
  return sd * (z * (2 * normalCdf(z) - 1) + 2 * normalDensity(z) - ONE_OVER_SQRT_PI);
}

/** CRPS of an equal mixture of normal distributions, exactly (Grimit et al. 2006); quadratic in their number. An sd may be 0. */
export function crpsOfMixture(centres: readonly number[], sds: readonly number[], observed: number): number {
  const n = centres.length;
  let error = 0;
  let spread = 0;
  for (let i = 0; i < n; i++) {
    error += meanDistance(observed - centres[i], sds[i]);
    spread += meanDistance(0, Math.SQRT2 * sds[i]) / 2;
    for (let j = 0; j < i; j++)
      spread += meanDistance(centres[i] - centres[j], Math.sqrt(sds[i] * sds[i] + sds[j] * sds[j]));
  }
  return error / n - spread / (n * n);
}

/** Mean of |X| for X normal with this mean and sd. */
function meanDistance(mean: number, sd: number): number {
  if (!(sd > 0)) return Math.abs(mean);
  const z = mean / sd;
  return sd * (2 * normalDensity(z) + z * (2 * normalCdf(z) - 1));
}
