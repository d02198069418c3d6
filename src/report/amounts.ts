import type { Metric } from '../model/model.ts';
import { grouped } from './numbers.ts';

/** Numbers of a metric as a person reads them, and differences of such numbers with their sign. */

/** `774 k`, `4.4 %`, `0.52`. */
export function amount({ measure }: Pick<Metric, 'measure'>, value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (measure === 'share') return `${(100 * value).toFixed(Math.abs(value) < 0.1 ? 1 : 0)} %`;
  if (measure === 'mean') return value.toFixed(2);
  return people(value, 3);
}

/** `+41 000`, `-1.2 points`, `+0.03`; what rounds to nothing has no sign. */
export function change(metric: Pick<Metric, 'measure'>, value: number): string {
  return `${changeNumber(metric, value)}${metric.measure === 'share' ? ' points' : ''}`;
}

/** The same without its unit, for a column or for the ends of an interval. */
export function changeNumber({ measure }: Pick<Metric, 'measure'>, value: number): string {
  if (!Number.isFinite(value)) return '-';
  const size = Math.abs(value);
  const shown =
    measure === 'share'
      ? fixed(100 * size, 100 * size < 1 ? 2 : 1)
      : measure === 'mean'
        ? fixed(size, size < 0.1 ? 3 : 2)
        : people(size, 2);
  return /[1-9]/.test(shown) ? `${value < 0 ? '-' : '+'}${shown}` : '0';
}

const fixed = (value: number, digits: number) => value.toFixed(digits);

/** Rounded to so many significant digits; below a hundred to a whole number. */
function people(value: number, digits: number): string {
  const size = Math.abs(value);
  if (size < 100) return String(Math.round(value));
  const unit = Math.max(1, 10 ** (Math.floor(Math.log10(size)) + 1 - digits));
  return grouped(Math.round(value / unit) * unit);
}

/** A difference and the ends of its interval, rounded alike: to a tenth of the interval's leading digit. */
export interface Told {
  /** `+41 000`, `-1.2 points`. */
  mean: string;
  /** `28 000 to 55 000`, `-1.5 to -0.9`, `-2 000 to +5 000`. */
  range: string;
}

/** Least and greatest unit of rounding by measure; shares are in points. */
const UNITS: Record<Metric['measure'], [number, number]> = {
  persons: [1, 1e6],
  share: [0.01, 0.1],
  mean: [0.0001, 0.01],
};

export function told({ measure }: Pick<Metric, 'measure'>, mean: number, low: number, high: number): Told {
  const scale = measure === 'share' ? 100 : 1;
  const [least, most] = UNITS[measure];
  const width = (high - low) * scale || Math.abs(mean) * scale || least;
  const unit = Math.min(most, Math.max(least, 10 ** (Math.floor(Math.log10(width)) - 1)));
  const digits = Math.max(0, -Math.round(Math.log10(unit)));
  const plain = (value: number): string => {
    const rounded = Math.round((Math.abs(value) * scale) / unit) * unit;
    return measure === 'persons' ? grouped(Math.round(rounded)) : rounded.toFixed(digits);
  };
  const isZero = (text: string) => !/[1-9]/.test(text);
  const signed = (value: number) => {
    const text = plain(value);
    return isZero(text) ? '0' : `${value < 0 ? '-' : '+'}${text}`;
  };
  const end = (value: number) => (low >= 0 && !isZero(plain(value)) ? plain(value) : signed(value));
  return {
    mean: `${signed(mean)}${measure === 'share' ? ' points' : ''}`,
    range: `${end(low)} to ${end(high)}`,
  };
}
