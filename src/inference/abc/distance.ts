import { medianDeviation } from '../../core/math/statistics.ts';
import type { FitTarget, Summary } from '../problem/target.ts';
import { distanceTo } from '../problem/target.ts';

/** How targets of different units are weighed against each other: by what runs scatter, or by the figures' own errors. */
export type Weighing = 'adaptive' | 'survey';

/** No weight is more than this many times another. */
const MOST_RATIO = 1e3;

/** A weight a target. `adaptive`: 1 over the median absolute deviation of the values of runs (Prangle 2017). */
export function distanceWeights(
  targets: readonly FitTarget[],
  weighing: Weighing,
  runs: readonly (readonly Summary[])[],
): number[] {
  if (weighing === 'survey') return targets.map(target => 1 / Math.sqrt(target.variance));
  const raw = targets.map((_, k) => {
    const deviation = medianDeviation(runs.map(run => run[k].value).filter(Number.isFinite));
    return deviation > 1e-12 ? 1 / deviation : 0;
  });
  const largest = Math.max(...raw);
  return raw.map(weight => (weight > 0 ? Math.max(weight, largest / MOST_RATIO) : 0));
}

/** Euclidean distance of a run from the figures, each in units of 1 / weight; Infinity when a value is missing. */
export function distanceOf(
  targets: readonly FitTarget[],
  weights: readonly number[],
  run: readonly Summary[],
): number {
  let sum = 0;
  for (let k = 0; k < targets.length; k++) {
    if (weights[k] === 0) continue;
    const distance = weights[k] * distanceTo(targets[k], run[k].value);
    sum += distance * distance;
  }
  return Number.isNaN(sum) ? Number.POSITIVE_INFINITY : Math.sqrt(sum);
}
