import { describe, expect, it } from 'vitest';
import {
  dayNumber,
  firstDay,
  isoDay,
  monthEnds,
  parseDay,
  stepsByMonth,
  yearEnds,
} from '../../src/core/calendar.ts';

describe('days', () => {
  it.each(['1970-01-01', '2022-02-28', '2024-02-29', '0099-12-31', '0000-01-01', '9999-12-31'])(
    '%s is itself again',
    text => {
      const [year, month, day] = text.split('-').map(Number);
      const number = dayNumber(year, month, day);
      expect(parseDay(text)).toBe(number);
      expect(number === undefined ? text : isoDay(number)).toBe(text);
    },
  );

  it.each(['2022-02-29', '2022-13-01', '2022-00-10', '2022-1-1', '22-01-01', 'today', ''])(
    '%s is none',
    text => {
      expect(parseDay(text)).toBeUndefined();
    },
  );

  it('of the first century are not taken for days of the last one', () => {
    expect(parseDay('0022-09-21')).toBeUndefined();
  });
});

describe('stepsByMonth', () => {
  it('puts every week in one month', () => {
    const months = stepsByMonth({ weeks: 143, startDay: parseDay('2022-02-21')! });
    expect([...months.values()].flat()).toEqual(Array.from({ length: 143 }, (_, week) => week));
    expect([...months.keys()].at(-1)).toBe('2024-11');
    expect(months.size).toBe(34);
  });
});

describe('ends', () => {
  const run = { weeks: 143, startDay: parseDay('2022-02-21')! };
  const mondays = (weeks: number[]) => weeks.map(week => isoDay(firstDay(run, week)));

  it('of months are their last weeks and that of the run', () => {
    expect(mondays(monthEnds(run)).slice(0, 3)).toEqual(['2022-02-21', '2022-03-28', '2022-04-25']);
    expect(monthEnds(run).at(-1)).toBe(142);
    expect(monthEnds(run)).toHaveLength(34);
  });

  it('of years likewise', () => {
    expect(mondays(yearEnds(run))).toEqual(['2022-12-26', '2023-12-25', '2024-11-11']);
  });
});
