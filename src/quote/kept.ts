import { exponentOf, roundTo } from './decimal.ts';

/** Significant digits that tables keep at most. */
const MOST_DIGITS = 7;

/**
 * The power of ten to which a figure is rounded in tables, two digits finer than it is quoted: a thousandth of the width of its
 * interval (in whole powers of ten), and a hundredth of an agent where persons are counted. Without an interval seven
 * significant digits are left.
 *
 * @param ends of the interval, and the figure itself where there is none; NaN: no value
 * @param personsPerAgent of a count of persons; 0 of anything else
 */
export function keptExponent(ends: readonly number[], personsPerAgent: number): number {
  const known = ends.filter(Number.isFinite);
  const largest = Math.max(0, ...known.map(Math.abs));
  const width = known.length > 1 ? Math.max(...known) - Math.min(...known) : 0;
  const candidates = [largest > 0 ? exponentOf(largest) + 1 - MOST_DIGITS : 0];
  if (width > 0) candidates.push(exponentOf(width) - 3);
  if (personsPerAgent > 0) candidates.push(exponentOf(personsPerAgent) - 2);
  return Math.max(...candidates);
}

/** A number with no more digits than single precision has. */
export const kept = (value: number) =>
  value && Number.isFinite(value) ? roundTo(value, exponentOf(value) + 1 - MOST_DIGITS) : value;
