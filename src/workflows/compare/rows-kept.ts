import { firstDay, isoDay, yearEnds } from '../../core/calendar.ts';
import type { Frame } from '../../engine/program/run-types.ts';
import type { SummaryDetail } from '../../io/folder/rows.ts';
import type { CsvRows } from '../../io/folder/tables.ts';
import type { Metric } from '../../model/model.ts';

/** Scenarios, the first included, of which every number is kept at the end of each month; of more, what few will ask for is left out. */
export const FEW_SCENARIOS = 5;

/** Of which weeks and groups the large tables of a comparison tell. */
export interface RowsKept {
  compareCsv: (row: Told) => boolean;
  compareParquet: (row: Told) => boolean;
  summaryParquet: (metric: string, isTotal: boolean, week: number) => boolean;
  /** How much of each scenario's course summary.csv has. */
  of: SummaryDetail['of'];
}

interface Told {
  metric: string;
  date: string;
  group: string;
}

/**
 * Of a few scenarios CSV has all persons together at the end of each month and groups of headlines at the end of each year,
 * Parquet all. Of many scenarios what is no headline is told at the end of each year only.
 * @param weeks in which differences are told: ends of months, and the week that is quoted
 * @param csv `full`: nothing is left out
 */
export function rowsKept(
  scenarios: number,
  metrics: readonly Pick<Metric, 'name' | 'headline'>[],
  frame: Frame,
  weeks: readonly number[],
  quoted: number,
  csv: CsvRows,
): RowsKept {
  const heads = new Set(metrics.filter(({ headline }) => headline).map(({ name }) => name));
  const isHead = (metric: string) => heads.size === 0 || heads.has(metric);
  const marked = new Set([...yearEnds(frame), quoted].map(week => isoDay(firstDay(frame, week))));
  const ends = new Set(weeks);
  if (csv === 'full') {
    const all = () => true;
    const summaryParquet: RowsKept['summaryParquet'] = (_, isTotal, week) => isTotal || ends.has(week);
    return { compareCsv: all, compareParquet: all, summaryParquet, of: 'few' };
  }
  const small = ({ metric, date }: Told) => heads.has(metric) && marked.has(date);
  if (scenarios <= FEW_SCENARIOS)
    return {
      compareCsv: row => row.group === 'all' || small(row),
      compareParquet: () => true,
      summaryParquet: (_, isTotal, week) => isTotal || ends.has(week),
      of: 'few',
    };
  return {
    compareCsv: row => (row.group === 'all' ? isHead(row.metric) || marked.has(row.date) : small(row)),
    compareParquet: row => row.group === 'all' || isHead(row.metric) || marked.has(row.date),
    summaryParquet: (metric, isTotal, week) =>
      (isTotal && isHead(metric)) || (ends.has(week) && (isTotal || isHead(metric))),
    of: 'many',
  };
}
