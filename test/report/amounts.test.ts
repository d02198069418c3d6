import { describe, expect, it } from 'vitest';
import { amount, change, told } from '../../src/report/amounts.ts';

const persons = { measure: 'persons' } as const;
const share = { measure: 'share' } as const;
const mean = { measure: 'mean' } as const;

describe('amounts', () => {
  it('are rounded to what a reader can use', () => {
    expect(amount(persons, 1_164_321)).toBe('1 160 000');
    expect(amount(persons, 41.2)).toBe('41');
    expect([amount(share, 0.0437), amount(share, 0.437)]).toEqual(['4.4 %', '44 %']);
    expect([amount(mean, 0.437), amount(mean, Number.NaN)]).toEqual(['0.44', '-']);
  });

  it('are told as changes with their sign, and none for nothing', () => {
    expect([change(persons, 41_234), change(persons, -41_234), change(persons, 0.2)]).toEqual([
      '+41 000',
      '-41 000',
      '0',
    ]);
    expect([change(share, -0.0124), change(share, 0.0031)]).toEqual(['-1.2 points', '+0.31 points']);
    expect(change(mean, 0.034)).toBe('+0.034');
  });
});

describe('a difference with its interval', () => {
  it('is rounded as its interval allows', () => {
    expect(told(persons, 41_234, 28_123, 55_432)).toEqual({ mean: '+41 000', range: '28 000 to 55 000' });
    expect(told(persons, 180_456, 178_912, 181_777)).toEqual({
      mean: '+180 500',
      range: '178 900 to 181 800',
    });
    expect(told(share, -0.0124, -0.0148, -0.0093)).toEqual({ mean: '-1.24 points', range: '-1.48 to -0.93' });
    expect(told(share, 0.198, 0.184, 0.209)).toEqual({ mean: '+19.8 points', range: '18.4 to 20.9' });
    expect(told(mean, 0.0104, 0.0091, 0.0112)).toEqual({ mean: '+0.0104', range: '0.0091 to 0.0112' });
  });

  it('has signs where it holds 0', () => {
    expect(told(persons, 300, -912, 1_734)).toEqual({ mean: '+300', range: '-900 to +1 700' });
    expect(told(share, 0, 0, 0)).toEqual({ mean: '0 points', range: '0 to 0' });
  });
});
