import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../src/quote/verdict.ts';
import { type Difference, phrasesOf } from '../../src/report/quote/difference-sentence.ts';

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

describe('phrases', () => {
  const row = (
    title: string,
    measure: Difference['measure'],
    mean: number,
    adjusted: number,
  ): Difference => ({
    ...{ title, measure, mean, adjusted, date: '2023-12-25', pairs: 5, se: Math.abs(mean) / 10 },
    ...{ low: mean - Math.abs(mean) / 5, high: mean + Math.abs(mean) / 5 },
  });
  const told = (rows: Difference[]) =>
    phrasesOf(rows, { personsPerAgent: 250 }).map(({ value, name, interval }) => [value, name, interval]);

  it('name persons and a share first, with units and verdicts in every interval', () => {
    expect(
      told([
        row('Abroad', 'persons', -240_000, 0.09),
        row('Share returned', 'share', -0.008, 0.2),
        row('Integration', 'mean', 0.02, 0.01),
        row('Learning', 'share', 0.02, 0.3),
      ]),
    ).toEqual([
      [
        '-240 000',
        'abroad by December 2023',
        '(90 %: -288 000 to -192 000 persons, too few pairs to judge: use 20)',
      ],
      ['-0.80 points', 'share returned', '(-0.96 to -0.64 points, too few pairs to judge: use 20)'],
      ['+0.0200', 'integration', '(0.0160 to 0.0240)'],
    ]);
  });
});
