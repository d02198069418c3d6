import type { Metric } from '../model/model.ts';
import { exponentOf, powerOfTen, roundTo } from './decimal.ts';
import { keptExponent } from './kept.ts';

/**
 * How a figure is quoted, on the terminal, on a page, in a sentence and in JSON: one rule, so that one figure reads the same
 * everywhere. A figure is never finer than its interval allows, nor than what one agent represents.
 */

export type Measure = Metric['measure'];

/** A value and the ends of its interval: persons, a share (0-1) or the mean of a column. NaN where there is none. */
export interface Estimate {
  value: number;
  low?: number;
  high?: number;
}

/** The size of a run: a count of persons is known to one agent, a share to one agent of all. */
export interface Resolution {
  personsPerAgent: number;
  agents?: number;
}

/** A figure as it is written, with its unit: `680 000` and `610 000 to 750 000`, `3.2 %` and `0.3 to 8.9 %`. */
export interface Quoted {
  value: string;
  /** Empty without an interval. */
  range: string;
}

/** Written where a figure has no value. */
export const NO_VALUE = '-';

/** Significant digits that are kept where no interval says how many there are. */
const DIGITS = 3;
/** Significant digits that are kept at most: the fourth is far beyond what any such model knows. */
const MOST_DIGITS = 4;
/** Shares are not finer than a hundredth of a point, whatever their interval. */
const FINEST_SHARE = 1e-4;

/** A level: how many persons, which share, which mean. */
export function quoteLevel(measure: Measure, estimate: Estimate, resolution: Resolution): Quoted {
  return quoted(measure, estimate, resolution, false);
}

/** A difference of two levels, with its sign; of shares in percentage points. What rounds to nothing has no sign. */
export function quoteDifference(measure: Measure, estimate: Estimate, resolution: Resolution): Quoted {
  return quoted(measure, estimate, resolution, true);
}

function quoted(measure: Measure, estimate: Estimate, resolution: Resolution, difference: boolean): Quoted {
  if (!Number.isFinite(estimate.value)) return { value: NO_VALUE, range: '' };
  const asKept = inTables(measure, estimate, resolution);
  const { value, low = Number.NaN, high = Number.NaN } = asKept;
  const unit = unitOf(measure, asKept, resolution, difference);
  const plain = (number: number) => rounded(Math.abs(number), unit, measure === 'share' ? 100 : 1);
  const isZero = (text: string) => !/[1-9]/.test(text);
  const signed = (number: number) => {
    const text = plain(number);
    if (isZero(text)) return difference ? '0' : text;
    return `${number < 0 ? '-' : difference ? '+' : ''}${text}`;
  };
  // An interval of increases alone needs no sign.
  const end = (number: number) =>
    difference && low >= 0 && !isZero(plain(number)) ? plain(number) : signed(number);
  const after = measure === 'share' ? (difference ? ' points' : ' %') : '';
  return {
    value: `${signed(value)}${after}`,
    range: Number.isFinite(low) && Number.isFinite(high) ? `${end(low)} to ${end(high)}${after}` : '',
  };
}

/** A level as the numbers that `quoteLevel` writes. */
export const roundLevel = (measure: Measure, estimate: Estimate, resolution: Resolution): Estimate =>
  asNumbers(measure, estimate, resolution, false);

/** A difference as the numbers that `quoteDifference` writes; of shares between -1 and 1, not in points. */
export const roundDifference = (measure: Measure, estimate: Estimate, resolution: Resolution): Estimate =>
  asNumbers(measure, estimate, resolution, true);

function asNumbers(
  measure: Measure,
  estimate: Estimate,
  resolution: Resolution,
  difference: boolean,
): Estimate {
  if (!Number.isFinite(estimate.value)) return { value: Number.NaN, low: Number.NaN, high: Number.NaN };
  const asKept = inTables(measure, estimate, resolution);
  const unit = unitOf(measure, asKept, resolution, difference);
  const round = (size: number) =>
    roundTo(Math.sign(size) * Math.round(Math.abs(size) / unit) * unit, Math.min(0, exponentOf(unit)));
  const { value, low = Number.NaN, high = Number.NaN } = asKept;
  return { value: round(value), low: round(low), high: round(high) };
}

/** As tables have it, so that what is quoted from a table and what is quoted from the runs is one text. */
function inTables(
  measure: Measure,
  { value, low, high }: Estimate,
  { personsPerAgent }: Resolution,
): Estimate {
  const [from, to] = low === undefined || high === undefined ? [value, value] : [low, high];
  const exponent = keptExponent(from, to, measure === 'persons' ? personsPerAgent : 0);
  const round = (number: number | undefined) => number && roundTo(number, exponent);
  return { value: roundTo(value, exponent), low: round(low), high: round(high) };
}

/** What a figure and its interval are rounded to a multiple of: persons, a share (0-1) or a part of the mean. */
export const unitOf = (
  measure: Measure,
  estimate: Estimate,
  resolution: Resolution,
  difference: boolean,
): number => Math.max(roundingUnit(estimate), byAgent(measure, resolution, difference));

/** By an interval and a size. */
function roundingUnit({ value, low, high }: Estimate): number {
  const ends = [value, low, high].filter(one => one !== undefined).filter(Number.isFinite);
  const largest = Math.max(...ends.map(Math.abs));
  const width = (high ?? Number.NaN) - (low ?? Number.NaN);
  const finest = largest > 0 ? powerOfTen(exponentOf(largest) + 1 - MOST_DIGITS) : 1;
  const byInterval =
    width > 0
      ? powerOfTen(exponentOf(width) - 1)
      : largest > 0
        ? powerOfTen(exponentOf(largest) + 1 - (Number.isFinite(width) ? MOST_DIGITS : DIGITS))
        : 1;
  return Math.max(byInterval, finest);
}

/** What one agent more or less changes: of a mean of values between 0 and 1 as much as of a share. */
function byAgent(measure: Measure, { personsPerAgent, agents }: Resolution, difference: boolean): number {
  if (measure === 'persons') return roundAbove(personsPerAgent);
  const one = agents ? powerOfTen(exponentOf(1 / agents) + 1) : 0;
  if (measure === 'share') return Math.max(FINEST_SHARE, one);
  return difference ? one : 0;
}

/** The least of 1, 2, 5, 10, 20, 50 ... that is not below a number of at least 1. */
function roundAbove(least: number): number {
  const decade = powerOfTen(exponentOf(Math.max(1, least)));
  return [1, 2, 5, 10].map(step => step * decade).find(step => step >= least - 1e-9 * decade)!;
}

function rounded(size: number, unit: number, scale: number): string {
  const step = unit * scale;
  const digits = Math.max(0, -exponentOf(step));
  const value = Math.round(size / unit) * step;
  return digits > 0 ? value.toFixed(digits) : grouped(Math.round(value));
}

/** `40 000`: groups of three with a space between. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ' ');
}
