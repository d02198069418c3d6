import { describe, expect, it } from 'vitest';
import { csvLine } from '../../../src/io/text/csv-writer.ts';
import { firstDifference } from '../../../src/io/text/difference.ts';

const lines = (text: string) => text.split('\n');

describe('the first row that differs', () => {
  it.each([
    ['a\nb', 'a\nb', undefined],
    ['a\nb', 'a\nc', { row: 2, left: 'b', right: 'c' }],
    ['a', 'a\nb', { row: 2, left: 'no such row', right: 'b' }],
    ['a\nb\nc', 'a', { row: 2, left: 'b', right: 'no such row' }],
    ['a\n\nb', 'a\nb\nb', { row: 2, left: 'an empty row', right: 'b' }],
  ])('of %j and %j', (left, right, expected) => {
    expect(firstDifference(lines(left), lines(right))).toEqual(expected);
  });

  it('leaves out columns that may differ', () => {
    const [left, right] = ['run,wall_s,x\n1,0.2,7\n2,0.1,8', 'run,wall_s,x\n1,0.3,7\n2,0.1,9'].map(lines);
    expect(firstDifference(left, right, ['wall_s'])).toEqual({ row: 3, left: '2,0.1,8', right: '2,0.1,9' });
  });

  it.each(['1,2', 'a "b"', 'two\nlines', "=1, '2'"])('masks durations when a cell holds %j', seed => {
    const table = (seconds: number, x: number) =>
      lines(['seed,wall_s,x', csvLine([seed, seconds, x]), csvLine([seed, seconds, 8])].join('\n'));
    expect(firstDifference(table(0.2, 7), table(0.3, 7), ['wall_s'])).toBeUndefined();
    expect(firstDifference(table(0.2, 7), table(0.3, 9), ['wall_s'])).toMatchObject({ row: 2 });
  });
});
