import { DAYS_PER_YEAR } from '../../core/calendar.ts';
import { exp, log, logistic, logit } from '../../core/math/f64-functions.ts';
import { normalQuantile } from '../../core/math/normal.ts';
import type { Forecast } from './forecast.ts';

/**
 * Forecasts that need no model, which any model must beat. Shares move on the logit scale, counts on the log scale: `scale` says
 * which, and counts are given and taken as ln(1 + x), as scoringutils' `log_shift` with offset 1 does.
 */
export type Scale = 'share' | 'count';

/** A printed value: a share 0-1, or ln(1 + count), on a day. */
export interface Printed {
  day: number;
  value: number;
}

/**
 * Standard deviation of how far a printed share moves in a year, on the logit scale; it grows with the square root of time. Of
 * 25 changes between survey waves before 2023, each over the root of its years, the root mean square is 0.87, and 0.49 without
 * the four largest, all of people in their first months abroad. Of the logarithm of yearly counts of asylum seekers by origin it is 0.52.
 */
export const CHANGE_PER_ROOT_YEAR = 0.5;

/** Parts of a normal distribution on another scale: its quantiles at evenly spread levels. */
const PARTS = 101;
const SCORES = Array.from({ length: PARTS }, (_, k) => normalQuantile((k + 0.5) / PARTS));

/** No share is so small or so large that it could not be another one. */
const LEAST = 0.005;

/** A share as its logit, a logarithm of a count as it is: the open scale, on which either may move any distance; and back. */
export const open = (value: number, scale: Scale): number =>
  scale === 'share' ? logit(Math.min(Math.max(value, LEAST), 1 - LEAST)) : value;

export const close = (value: number, scale: Scale): number => (scale === 'share' ? logistic(value) : value);

/** How steeply the open scale rises: an error of a value times this is its error there. */
export function steepness(value: number, scale: Scale): number {
  const p = Math.min(Math.max(value, LEAST), 1 - LEAST);
  return scale === 'share' ? 1 / (p * (1 - p)) : 1;
}

/** A normal distribution on the open scale as a forecast. @param noise sd of what sampling and rounding add to a value */
function normalOn(centre: number, sd: number, scale: Scale, noise: (value: number) => number): Forecast {
  const centres = SCORES.map(z => close(centre + sd * z, scale));
  return { centres, sds: centres.map(noise) };
}

const grown = (days: number, perRootYear: number) =>
  perRootYear * Math.sqrt(Math.max(days, 0) / DAYS_PER_YEAR);

/** No change: the last printed value, with noise that grows with the square root of the time since. Undefined: none is printed. */
export function lastValue(
  printed: readonly Printed[],
  day: number,
  scale: Scale,
  noise: (value: number) => number,
  perRootYear = CHANGE_PER_ROOT_YEAR,
): Forecast | undefined {
  const last = printed.at(-1);
  return last && normalOn(open(last.value, scale), grown(day - last.day, perRootYear), scale, noise);
}

/** The last two printed values go on as a straight line on the open scale, with the same noise. */
export function straightLine(
  printed: readonly Printed[],
  day: number,
  scale: Scale,
  noise: (value: number) => number,
  perRootYear = CHANGE_PER_ROOT_YEAR,
): Forecast | undefined {
  const [first, second] = printed.slice(-2);
  if (!second) return undefined;
  const [from, to] = [open(first.value, scale), open(second.value, scale)];
  const centre = to + ((to - from) / (second.day - first.day)) * (day - second.day);
  return normalOn(centre, grown(day - second.day, perRootYear), scale, noise);
}

/** Standard deviation on the logit scale of a share that nothing is known of but others of its kind. */
const SPREAD = 1;

/** Base rate: spread around the mean of other shares on the logit scale. @param others at least one */
export function baseRate(others: readonly number[], noise: (value: number) => number): Forecast {
  const centre = others.reduce((sum, value) => sum + open(value, 'share'), 0) / others.length;
  return normalOn(centre, SPREAD, 'share', noise);
}

/** ln(1 + x) of a count, 0 below 0; and back. */
export const logCount = (count: number) => log(1 + Math.max(count, 0));
export const countOf = (value: number) => exp(value) - 1;
