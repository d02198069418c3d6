import { type Point, pooled } from '../emulator/noise.ts';
import { anchorOf, distanceTo, type Target } from './target.ts';

/** What the simulated points say to one target. */
export interface Reach {
  target: string;
  low: number;
  high: number;
  /** Distance of the figure from the nearest simulated value, in its standard errors; 0 inside the range of the values. */
  distance: number;
}

/** Which figures the model came near, anywhere it was run. A distance above three says that priors or mechanisms are short. */
export function reachOf(targets: readonly Target[], points: readonly Point[]): Reach[] {
  return targets.map((target, k) => {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const { runs } of points) {
      const { value } = pooled(target, runs, k);
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return { target: target.id, low, high, distance: outside(target, low, high) };
  });
}

/** A figure farther than this from every run, in its standard errors, is out of reach (the three sigma rule). */
export const OUT_OF_REACH = 3;

/** The figures that no run came near, farthest first: asked of runs all over the prior, such as those of a first wave. */
export function unreachable(targets: readonly Target[], points: readonly Point[]): Reach[] {
  return reachOf(targets, points)
    .filter(({ distance }) => distance > OUT_OF_REACH)
    .sort((a, b) => b.distance - a.distance);
}

function outside(target: Target, low: number, high: number): number {
  if (!(low <= high)) return Number.POSITIVE_INFINITY;
  const nearest =
    target.observed === undefined
      ? nearestOf(target, low, high)
      : Math.min(Math.max(target.observed, low), high);
  return Math.abs(distanceTo(target, nearest)) / Math.sqrt(target.variance);
}

/** The value from low to high that is nearest to a target's interval. */
function nearestOf(target: Target, low: number, high: number): number {
  return Math.min(Math.max(anchorOf(target), low), high);
}

/** Sum over targets of squared distances in standard errors: what a fit makes small. NaN values count as ten errors. */
export function misfitOf(targets: readonly Target[], runs: Point['runs']): number {
  return targets.reduce((sum, target, k) => {
    const { value } = pooled(target, runs, k);
    const distance = distanceTo(target, value);
    return sum + (Number.isFinite(distance) ? (distance * distance) / target.variance : 100);
  }, 0);
}
