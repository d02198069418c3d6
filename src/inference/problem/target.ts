/**
 * What a fit is compared with: one printed figure with its whole error. A study's rows become targets in one place
 * (`experiment/`); here nothing is known of surveys.
 */
export interface FitTarget {
  id: string;
  /** A share 0-1; persons (never negative); or a number of any sign and unit. */
  kind: 'proportion' | 'count' | 'mean';
  /** The figure. Undefined: only that it lies between `low` and `high`, either of which may be open. */
  observed?: number;
  low?: number;
  high?: number;
  /** Variance of the figure: sampling, rounding and model discrepancy together; for an interval, of its ends. */
  variance: number;
  /** Effective respondents n / deff of a proportion: its sampling variance is then taken at the modelled share. */
  size?: number;
  /** Persons in the real population that was sampled, where it is so small that its own chance counts. */
  population?: number;
}

/** What a run says to one target, and out of how many. */
export interface Summary {
  /** In the target's unit; NaN when nobody was there to answer. */
  value: number;
  /** Proportion and mean: agents in the base. Count: persons that one agent represents. */
  size: number;
}

/** The figure, or of an interval its most uncertain point: for a share the one nearest to one half. */
export function anchorOf({ kind, observed, low, high }: FitTarget): number {
  if (observed !== undefined) return observed;
  if (kind === 'proportion') return Math.min(Math.max(0.5, low ?? 0), high ?? 1);
  return low === undefined || high === undefined ? (low ?? high ?? 0) : (low + high) / 2;
}

/**
 * Variance of the figure if the truth were `value`. The sampling part of a proportion moves with the share, the rest
 * (rounding, discrepancy) stays.
 */
export function varianceAt(target: FitTarget, value: number): number {
  const { kind, size, variance } = target;
  if (kind !== 'proportion' || size === undefined) return variance;
  return variance - samplingVariance(target, size) + binomialVariance(value, size);
}

/** The part of a proportion's variance that is chance among its `size` respondents. */
export function samplingVariance(target: FitTarget, size: number): number {
  return Math.min(target.variance, binomialVariance(anchorOf(target), size));
}

/** p(1-p)/n with p kept off 0 and 1 by half a respondent. */
function binomialVariance(share: number, size: number): number {
  const least = 0.5 / (size + 1);
  const p = Math.min(Math.max(share, least), 1 - least);
  return (p * (1 - p)) / size;
}

/** How far a value lies from the figure, or outside the interval; 0 inside. */
export function distanceTo({ observed, low, high }: FitTarget, value: number): number {
  if (observed !== undefined) return value - observed;
  if (low !== undefined && value < low) return value - low;
  return high !== undefined && value > high ? value - high : 0;
}
