import { exp, log } from '../../core/math/f64-functions.ts';
import { LOG_SQRT_2PI } from '../../core/math/normal.ts';

/**
 * Natural logarithm of the density of an equal mixture of normal distributions, without underflow far out. Every sd above 0.
 */
export function logDensityOfMixture(
  centres: readonly number[],
  sds: readonly number[],
  observed: number,
): number {
  const logs = centres.map((centre, i) => {
    const z = (observed - centre) / sds[i];
    return -0.5 * z * z - log(sds[i]) - LOG_SQRT_2PI;
  });
  const largest = Math.max(...logs);
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  return largest + log(logs.reduce((sum, one) => sum + exp(one - largest), 0) / logs.length);
}

/**
 * Logarithmic score: -ln of the density at the observed value; smaller is better, 0.69 less is a density twice as high. The
 * kernel around each run is the error of the observed figure itself (sampling, rounding), so no bandwidth has to be chosen.
 */
export function logScoreOfMixture(
  centres: readonly number[],
  sds: readonly number[],
  observed: number,
): number {
  return -logDensityOfMixture(centres, sds, observed);
}
