import { describe, expect, it } from 'vitest';
import { firstDay, isoDay, monthEnds, parseDay } from '../../../src/core/calendar.ts';
import type { Frame } from '../../../src/engine/program/run-types.ts';
import { FEW_SCENARIOS, rowsKept } from '../../../src/workflows/compare/rows-kept.ts';

const frame = { weeks: 60, startDay: parseDay('2022-01-03')! } as Frame;
const metrics = [
  { name: 'abroad', headline: true },
  { name: 'income', headline: false },
];
const last = frame.weeks - 1;
const months = monthEnds(frame);
const day = (week: number) => isoDay(firstDay(frame, week));
/** The last weeks of a month and of a year, and one within a month. */
const [MONTH, YEAR, WITHIN] = [months[2], 51, 1];
const kept = (scenarios: number, csv: 'small' | 'full' = 'small') =>
  rowsKept(scenarios, metrics, frame, months, last, csv);
const row = (metric: string, group: string, week: number) => ({ metric, group, date: day(week) });

describe('rows of a comparison', () => {
  it('are of every number at the end of each month in Parquet when scenarios are few', () => {
    const { compareCsv, compareParquet, summaryParquet, of } = kept(FEW_SCENARIOS);
    expect([compareParquet(row('income', 'host=a', MONTH)), compareCsv(row('income', 'all', MONTH))]).toEqual(
      [true, true],
    );
    expect([
      compareCsv(row('abroad', 'host=a', MONTH)),
      compareCsv(row('abroad', 'host=a', YEAR)),
      compareCsv(row('income', 'host=a', YEAR)),
    ]).toEqual([false, true, false]);
    expect([summaryParquet('income', true, WITHIN), summaryParquet('income', false, WITHIN)]).toEqual([
      true,
      false,
    ]);
    expect(of).toBe('few');
  });

  it('leave what is no headline to the ends of years when scenarios are many', () => {
    const { compareCsv, compareParquet, summaryParquet, of } = kept(FEW_SCENARIOS + 1);
    const inTables = (metric: string, group: string, week: number) =>
      [compareCsv, compareParquet].map(keeps => keeps(row(metric, group, week)));
    expect(inTables('abroad', 'all', MONTH)).toEqual([true, true]);
    expect(inTables('abroad', 'host=a', MONTH)).toEqual([false, true]);
    expect(inTables('income', 'all', MONTH)).toEqual([false, true]);
    expect(inTables('income', 'host=a', MONTH)).toEqual([false, false]);
    expect(inTables('income', 'host=a', YEAR)).toEqual([false, true]);
    expect(inTables('income', 'all', last)).toEqual([true, true]);
    expect([
      summaryParquet('abroad', true, WITHIN),
      summaryParquet('income', true, WITHIN),
      summaryParquet('income', true, MONTH),
      summaryParquet('abroad', false, MONTH),
      summaryParquet('income', false, MONTH),
    ]).toEqual([true, false, true, true, false]);
    expect(of).toBe('many');
  });

  it('are all there when all are asked for, however many scenarios there are', () => {
    const { compareCsv, summaryParquet } = kept(20, 'full');
    expect(compareCsv(row('income', 'host=a', MONTH))).toBe(true);
    expect(summaryParquet('income', false, MONTH)).toBe(true);
  });
});
