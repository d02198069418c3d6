import { type Point, pooled } from '../emulator/noise.ts';
import { responseOf } from '../emulator/response.ts';
import { distanceTo, type FitTarget } from './target.ts';

/** What the simulated points say to one target. */
export interface PriorPredictive {
  target: string;
  low: number;
  high: number;
  /** Distance of the figure from the nearest simulated value, in its standard errors; 0 inside the range of the values. */
  distance: number;
  /** That distance as a multiple of the range of the values, on the scale on which the target is emulated. */
  ranges: number;
  /** Points at which somebody answers. */
  answered: number;
}

/** Which figures the model came near, anywhere it was run. A distance above three says that priors or mechanisms are short. */
export function priorPredictiveOf(
  targets: readonly FitTarget[],
  points: readonly Point[],
): PriorPredictive[] {
  return targets.map((target, k) => {
    let [low, high, answered, size] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
    for (const { runs } of points) {
      const found = pooled(target, runs, k);
      if (Number.isNaN(found.value)) continue;
      answered++;
      size = found.size;
      low = Math.min(low, found.value);
      high = Math.max(high, found.value);
    }
    const figure = figureNearest(target, low, high);
    const nearest = Math.min(Math.max(figure, low), high);
    const scaled = (value: number) => responseOf(target.kind, { value, size }).g;
    const gap = Math.abs(scaled(figure) - scaled(nearest));
    return {
      target: target.id,
      ...{ low, high, answered },
      distance: answered ? Math.abs(figure - nearest) / Math.sqrt(target.variance) : Number.POSITIVE_INFINITY,
      ranges: gap === 0 ? 0 : gap / (scaled(high) - scaled(low)),
    };
  });
}

/** A figure farther than this from every run, in its standard errors, is out of reach (the three sigma rule). */
export const OUT_OF_REACH = 3;

/** The figures that no run came near, farthest first: asked of runs all over the prior, such as those of a first wave. */
export function unreachable(targets: readonly FitTarget[], points: readonly Point[]): PriorPredictive[] {
  return priorPredictiveOf(targets, points)
    .filter(({ distance }) => distance > OUT_OF_REACH)
    .sort((a, b) => b.distance - a.distance);
}

/** The figure, or of an interval the value nearest to those from low to high: inside them if it can be. */
function figureNearest({ observed, low: least, high: most }: FitTarget, low: number, high: number): number {
  if (observed !== undefined) return observed;
  if (least !== undefined && least > high) return least;
  if (most !== undefined && most < low) return most;
  return Math.min(Math.max(low, least ?? low), high);
}

/** Sum over targets of squared distances in standard errors: what a fit makes small. NaN values count as ten errors. */
export function misfitOf(targets: readonly FitTarget[], runs: Point['runs']): number {
  return targets.reduce((sum, target, k) => {
    const { value } = pooled(target, runs, k);
    const distance = distanceTo(target, value);
    return sum + (Number.isFinite(distance) ? (distance * distance) / target.variance : 100);
  }, 0);
}
