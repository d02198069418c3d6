import { exponentOf, roundTo } from './decimal.ts';

/** Significant digits that tables keep at most. */
const MOST_DIGITS = 7;
/** Whole numbers below have no more digits. */
const WHOLE = 1e7;
/** Numbers between have a point when they are written with so many digits, and no exponent. */
const [LEAST, MOST] = [1e-6, 1e5];

/**
 * The power of ten to which a figure is rounded in tables, two digits finer than it is quoted: a thousandth of the width of its
 * interval (in whole powers of ten), and a hundredth of an agent where persons are counted. Without an interval seven
 * significant digits are left.
 *
 * @param low end of the interval; both ends are the figure itself where there is none; NaN: no value
 * @param personsPerAgent of a count of persons; 0 of anything else
 */
export function keptExponent(low: number, high: number, personsPerAgent: number): number {
  const hasLow = Number.isFinite(low);
  const hasHigh = Number.isFinite(high);
  const largest = Math.max(hasLow ? Math.abs(low) : 0, hasHigh ? Math.abs(high) : 0);
  const width = hasLow && hasHigh ? Math.abs(high - low) : 0;
  let exponent = largest > 0 ? exponentOf(largest) + 1 - MOST_DIGITS : 0;
  if (width > 0) exponent = Math.max(exponent, exponentOf(width) - 3);
  if (personsPerAgent > 0) exponent = Math.max(exponent, exponentOf(personsPerAgent) - 2);
  return exponent;
}

/** A number with no more digits than single precision has. */
export const kept = (value: number) =>
  value && Number.isFinite(value) ? roundTo(value, exponentOf(Math.abs(value)) + 1 - MOST_DIGITS) : value;

/** The same number as a text, as short as it can be read back; undefined: `kept` has to round it. A million cells need it. */
export function keptText(value: number): string | undefined {
  const size = Math.abs(value);
  if (size < WHOLE && Number.isInteger(value)) return String(value);
  if (!(size >= LEAST && size < MOST)) return undefined;
  const digits = value.toPrecision(MOST_DIGITS);
  let end = digits.length;
  while (digits.endsWith('0', end)) end--;
  return digits.slice(0, digits.endsWith('.', end) ? end - 1 : end);
}
