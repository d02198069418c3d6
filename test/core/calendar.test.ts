import { describe, expect, it } from 'vitest';
import { dayNumber, isoDay, parseDay, weeksByMonth } from '../../src/core/calendar.ts';

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

describe('weeksByMonth', () => {
  it('puts every week in one month', () => {
    const months = weeksByMonth({ weeks: 143, startDay: parseDay('2022-02-21')! });
    expect([...months.values()].flat()).toEqual(Array.from({ length: 143 }, (_, week) => week));
    expect([...months.keys()].at(-1)).toBe('2024-11');
    expect(months.size).toBe(34);
  });
});
