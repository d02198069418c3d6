import { describe, expect, it } from 'vitest';
import { firstDifference } from '../../src/files/difference.ts';

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
});
