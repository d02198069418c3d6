import { isoDay, parseDay } from '../core/calendar.ts';
import { throwDiagnostic } from '../core/diagnostics.ts';
import { holm } from '../core/math/tests-of-means.ts';
import { type Difference, differenceOf } from '../observe/series/paired-differences.ts';
import { namesIn } from './columns.ts';
import type { Run } from './run.ts';

export type { Difference } from '../observe/series/paired-differences.ts';

/** One series of two scenarios in one week: the second less the first, over pairs of runs. */
export interface SeriesDifference extends Difference {
  series: string;
  /** Monday of the week. */
  date: string;
  /** `p`, adjusted (Holm) for all series of one group that are compared at this date. */
  adjusted: number;
}

/** Which numbers are compared, and when. */
export interface CompareOptions {
  /** Names of series, as for `columnsOf`. */
  series?: readonly string[];
  /** Days of the weeks wanted, `2023-06-26`; by default the last week of each month, and the last of all. */
  dates?: readonly string[];
}

/**
 * Differences between two scenarios, pair by pair: runs of one number share the posterior's draw and all chance, so what
 * differs is what the scenarios do.
 *
 * @param base, other runs of two scenarios with the same seed and persons per agent; those without a partner are left out
 * @throws DiagnosticError when no two have one number, a series is unknown, or a date is no day of both
 * @example
 * const [last] = compareRuns(before, after, { series: ['abroad'], dates: ['2024-11-11'] });
 * last.mean; // persons more (or, below 0, fewer) abroad, with last.low and last.high for 90 % of the pairs
 */
export function compareRuns(
  base: readonly Run[],
  other: readonly Run[],
  { series, dates }: CompareOptions = {},
): SeriesDifference[] {
  const byNumber = new Map(other.map(run => [run.run, run]));
  const pairs = base
    .toSorted((a, b) => a.run - b.run)
    .flatMap(run => {
      const partner = byNumber.get(run.run);
      return partner ? [[run, partner] as const] : [];
    });
  if (!pairs.length)
    throwDiagnostic({
      kind: 'value',
      message: 'no two runs have the same number',
      found: `${base.length} and ${other.length} runs`,
    });
  const [a, b] = pairs[0];
  const names = namesIn([b], namesIn([a], series)).filter(name => name in b.series);
  const days = a.dates.length < b.dates.length ? a.dates : b.dates;
  const draws = pairs.every(([run]) => run.draw !== undefined) ? pairs.map(([run]) => run.draw!) : undefined;
  return weeksIn(days, dates).flatMap(week => {
    const rows = names.map(name => ({
      series: name,
      date: days[week],
      ...differenceOf(
        pairs.map(([run]) => run.series[name][week]),
        pairs.map(([, run]) => run.series[name][week]),
        draws,
      ),
    }));
    return withAdjusted(rows);
  });
}

function withAdjusted(rows: readonly Omit<SeriesDifference, 'adjusted'>[]): SeriesDifference[] {
  const adjusted = new Map<unknown, number>();
  const group = (name: string) => (name.includes(':') ? name.slice(name.indexOf(':')) : '');
  for (const family of Map.groupBy(rows, row => group(row.series)).values()) {
    const values = holm(family.map(row => row.p));
    family.forEach((row, k) => {
      adjusted.set(row, values[k]);
    });
  }
  return rows.map(row => ({ ...row, adjusted: adjusted.get(row)! }));
}

function weeksIn(starts: readonly string[], dates: readonly string[] | undefined): number[] {
  const days = starts.map(date => parseDay(date)!);
  const weeks = days.length;
  const last = days[weeks - 1];
  const length = weeks > 1 ? last - days[weeks - 2] : 7;
  if (!dates) {
    const month = (k: number) => isoDay(days[k] + (length === 7 ? 3 : 0)).slice(0, 7);
    return [...days.keys()].filter(k => k === weeks - 1 || month(k) !== month(k + 1));
  }
  return dates.map(date => {
    const day = parseDay(date) ?? -1;
    const week = days.findLastIndex(start => start <= day);
    if (week >= 0 && day < last + length) return week;
    return throwDiagnostic({
      kind: 'value',
      message: `\`${date}\` is no day of both scenarios`,
      expected: `${starts[0]} to the week of ${starts[weeks - 1]}`,
    });
  });
}
