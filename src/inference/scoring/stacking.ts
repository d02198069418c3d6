import { exp } from '../../core/math/f64-functions.ts';
import type { Forecast } from './forecast.ts';

/** Weights change by less than this in a step when they are found. */
const TOLERANCE = 1e-10;
const MOST_STEPS = 100_000;

/**
 * Weights of forecasts whose mixture has the highest mean logarithmic score on figures that none of them had seen (stacking
 * of predictive distributions, Yao et al. 2018). The maximum of a concave function over weights that are at least 0 and add
 * up to 1, found by expectation-maximisation from equal weights; forecasts that are equal everywhere share a weight equally.
 * @param logDensities [figure][forecast]: ln of the density at the observed value; -Infinity where a forecast rules it out
 */
export function stackingWeights(logDensities: readonly (readonly number[])[]): number[] {
  const count = logDensities[0]?.length ?? 0;
  // A figure that all forecasts rule out says nothing of which is better.
  const rows = logDensities.flatMap(logs => {
    const largest = Math.max(...logs);
    return Number.isFinite(largest) ? [logs.map(one => exp(one - largest))] : [];
  });
  let weights = Array.from({ length: count }, () => 1 / count);
  if (rows.length === 0) return weights;
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = weights.map(() => 0);
    for (const densities of rows) {
      const mixed = densities.reduce((sum, density, k) => sum + weights[k] * density, 0);
      for (let k = 0; k < count; k++) next[k] += (weights[k] * densities[k]) / mixed / rows.length;
    }
    const change = Math.max(...next.map((weight, k) => Math.abs(weight - weights[k])));
    weights = next;
    if (change < TOLERANCE) break;
  }
  return weights;
}

/** Parts of a mixture of forecasts: weights are met to a five-hundredth. */
const PARTS = 500;

/** The mixture of forecasts with these weights: of each as many parts as its weight says, evenly from its own. */
export function mixForecasts(forecasts: readonly Forecast[], weights: readonly number[]): Forecast {
  const picked = forecasts.map(({ centres, sds }, k) => {
    const before = weights.slice(0, k).reduce((sum, one) => sum + one, 0);
    const count = Math.round(PARTS * (before + weights[k])) - Math.round(PARTS * before);
    const from = Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) / count) * centres.length));
    return { centres: from.map(i => centres[i]), sds: from.map(i => sds[i]) };
  });
  return {
    centres: picked.flatMap(({ centres }) => centres),
    sds: picked.flatMap(({ sds }) => sds),
  };
}
