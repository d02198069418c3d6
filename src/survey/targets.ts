import type { Margin, Wave } from './study.ts';

/** Printed shares are rounded to whole per cents; a rounding error is uniform over this width. */
export const ROUNDING = 0.01;

/** Standard deviation of what the model may be wrong about any share for reasons it doesn't hold. Counted once, here. */
const DISCREPANCY = 0.02;

/** A printed figure as something to be met: a share with its standard error, or an interval with that of its ends. */
export interface Target {
  margin: Margin;
  observed: number | undefined;
  low: number | undefined;
  high: number | undefined;
  se: number;
}

/**
 * Variance of a share of `n` respondents: deff p(1-p)/n, `deff` being the design effect. When p is 0 or 1, where that would
 * be none at all, p is moved to (x + 0.5)/(n + 1), x being the number who gave the response. Infinite n: all were asked.
 */
export function samplingVariance(share: number, n: number, deff: number): number {
  if (n === Number.POSITIVE_INFINITY) return 0;
  const p = share <= 0 || share >= 1 ? (share * n + 0.5) / (n + 1) : share;
  return (deff * p * (1 - p)) / n;
}

/** Standard error of a printed share as something to hold a model against: sampling, rounding and discrepancy. */
export function standardError(share: number, n: number, deff: number): number {
  const rounding = (ROUNDING * ROUNDING) / 12;
  return Math.sqrt(samplingVariance(share, n, deff) + rounding + DISCREPANCY * DISCREPANCY);
}

/** The target of a margin. An interval's error is taken at its point nearest to one half, where it is largest. */
export function targetOf(margin: Margin, wave: Wave): Target {
  const { value, low, high, n } = margin;
  const p = value ?? Math.min(Math.max(0.5, low ?? 0), high ?? 1);
  return { margin, observed: value, low, high, se: standardError(p, n, wave.deff) };
}

/**
 * How far a simulated share (the median over runs) lies from its target, in standard errors: (simulated - printed) / se.
 * Inside an interval 0; outside it the distance to the nearer end, negative below. NaN when nothing was simulated.
 */
export function zOf(target: Pick<Target, 'observed' | 'low' | 'high' | 'se'>, simulated: number): number {
  const { observed, low = 0, high = 1, se } = target;
  const nearest = observed ?? Math.min(Math.max(simulated, low), high);
  return (simulated - nearest) / se;
}
