import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Measure, quoteDifference, quoteLevel } from '../../src/quote/quantity.ts';

const one = { personsPerAgent: 1 };
const texts = ({ value, range }: { value: string; range: string }) => [value, range];
const level = (measure: Measure, value: number, low: number, high: number, resolution = one) =>
  texts(quoteLevel(measure, { value, low, high }, resolution));
const difference = (measure: Measure, value: number, low: number, high: number, resolution = one) =>
  texts(quoteDifference(measure, { value, low, high }, resolution));

describe('a quoted level', () => {
  it('is rounded to a tenth of the leading digit of its interval, with its unit at both', () => {
    expect(level('persons', 682_412, 606_120, 745_300)).toEqual(['680 000', '610 000 to 750 000']);
    expect(level('share', 0.0321, 0.0031, 0.0887)).toEqual(['3.2 %', '0.3 to 8.9 %']);
    expect(level('share', 0.4321, 0.3712, 0.4891)).toEqual(['43 %', '37 to 49 %']);
    expect(level('mean', 0.5213, 0.4987, 0.5391)).toEqual(['0.521', '0.499 to 0.539']);
    expect(level('mean', 4321.7, 3120.2, 5480.9)).toEqual(['4 300', '3 100 to 5 500']);
  });

  it('keeps three digits without an interval, and four where all runs agree', () => {
    expect(texts(quoteLevel('persons', { value: 1_164_321 }, one))).toEqual(['1 160 000', '']);
    expect(texts(quoteLevel('share', { value: 0.0437 }, one))).toEqual(['4.37 %', '']);
    expect(level('persons', 62_304, 62_304, 62_304)).toEqual(['62 300', '62 300 to 62 300']);
    expect(texts(quoteLevel('mean', { value: Number.NaN }, one))).toEqual(['-', '']);
    expect(level('persons', 0, 0, 0)).toEqual(['0', '0 to 0']);
  });

  it('is never finer than what one agent stands for', () => {
    const coarse = { personsPerAgent: 250, agents: 800 };
    expect(level('persons', 213, 190, 240, coarse)).toEqual(['0', '0 to 0']);
    expect(level('persons', 1_640, 1_610, 1_660, coarse)).toEqual(['1 500', '1 500 to 1 500']);
    expect(level('share', 0.12345, 0.1234, 0.1235, coarse)).toEqual(['12 %', '12 to 12 %']);
    expect(level('persons', 843_210, 843_120, 843_300, { personsPerAgent: 80 })[0]).toBe('843 200');
  });

  it('tells small means by their own digits', () => {
    expect(texts(quoteLevel('mean', { value: 0.000005 }, one))).toEqual(['0.00000500', '']);
    expect(level('mean', 0.000005, 0.000004, 0.000007)).toEqual(['0.0000050', '0.0000040 to 0.0000070']);
  });
});

describe('a quoted difference', () => {
  it('has its sign and, of shares, its unit at value and interval', () => {
    expect(difference('persons', 41_234, 28_123, 55_432)).toEqual(['+41 000', '28 000 to 55 000']);
    expect(difference('share', -0.0124, -0.0148, -0.0093)).toEqual(['-1.24 points', '-1.48 to -0.93 points']);
    expect(difference('share', 0.198, 0.184, 0.209)).toEqual(['+19.8 points', '18.4 to 20.9 points']);
    expect(difference('mean', 0.0104, 0.0091, 0.0112)).toEqual(['+0.0104', '0.0091 to 0.0112']);
  });

  it('has signs at both ends where the interval holds 0, and none at what rounds to nothing', () => {
    expect(difference('persons', 300, -912, 1_734)).toEqual(['+300', '-900 to +1 700']);
    expect(difference('share', 0, 0, 0)).toEqual(['0 points', '0 to 0 points']);
    const coarse = { personsPerAgent: 250, agents: 13_600 };
    expect(difference('mean', 0.0000044, 0.0000003, 0.0000091, coarse)).toEqual(['0', '0 to 0']);
    expect(difference('mean', -0.00896, -0.00909, -0.00885, coarse)).toEqual([
      '-0.0090',
      '-0.0091 to -0.0089',
    ]);
    expect(difference('persons', -113, -900, 400, { personsPerAgent: 250 })).toEqual(['0', '-1 000 to +500']);
  });
});

describe('rounding', () => {
  it('moves a value by at most half a unit, and the unit is at least what one agent stands for', () => {
    const persons = fc.integer({ min: -2_000_000, max: 2_000_000 });
    fc.assert(
      fc.property(
        persons,
        fc.nat(400_000),
        fc.nat(400_000),
        fc.integer({ min: 1, max: 5000 }),
        (value, down, up, each) => {
          const { value: text } = quoteDifference(
            'persons',
            { value, low: value - down, high: value + up },
            { personsPerAgent: each },
          );
          const read = Number(text.replaceAll(' ', ''));
          const agent = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].find(step => step >= each)!;
          const finest = Math.max(agent, (down + up) / 10);
          expect(Math.abs(read % agent)).toBe(0);
          expect(Math.abs(read - value)).toBeLessThanOrEqual(
            Math.max(finest, Math.abs(value) / 1000) / 2 + 1e-6,
          );
        },
      ),
      { seed: 11, numRuns: 500 },
    );
  });
});
