import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../src/quote/verdict.ts';

const judged = (pairs: number, adjusted: number, low: number, high: number) =>
  verdictOf({ pairs, adjusted, low, high });

describe('a verdict', () => {
  it('is clear below the level, whatever the pairs', () => {
    expect([judged(5, 0.01, 1, 2), judged(200, 0.049, -1, 2)]).toEqual(['clear', 'clear']);
  });

  it('could be chance where the interval holds 0 or many pairs do not clear it', () => {
    expect([judged(5, 0.4, -1, 2), judged(20, 0.06, 1, 2), judged(200, 0.05, -2, -1)]).toEqual([
      'chance',
      'chance',
      'chance',
    ]);
  });

  it('asks for more pairs where few pairs all point one way', () => {
    expect([judged(5, 0.09, -310_000, -170_000), judged(19, 0.2, 1, 2), judged(1, Number.NaN, 3, 3)]).toEqual(
      ['few', 'few', 'few'],
    );
  });

  it('has nothing to say of no difference at all', () => {
    expect(judged(5, 1, 0, 0)).toBe('clear');
  });
});
