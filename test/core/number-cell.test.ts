import { describe, expect, it } from 'vitest';
import { notANumber, numberIn } from '../../src/core/number-cell.ts';
import { parseCsv } from '../../src/text/csv.ts';

const table = (cell: string) => parseCsv(`name,value\nrate,${cell}\n`, 'p.csv');
const read = (cell: string, otherwise?: number) => {
  const csv = table(cell);
  return numberIn(csv, csv.rows[0], 'value', otherwise);
};

describe('a number in a cell', () => {
  it.each([
    ['0.43', 0.43],
    [' -2e3 ', -2000],
    ['.5', 0.5],
  ])('is read from `%s`', (cell, value) => expect(read(cell)).toBe(value));

  it('is what is given otherwise when the cell is empty', () => {
    expect(read('', 7)).toBe(7);
    expect(() => read('')).toThrow('p.csv:2:6: `value` needs a number: found an empty cell');
  });

  it.each(['many', '0x10', '1e39', '12%'])('is refused as `%s`, with its place', cell =>
    expect(() => read(cell, 7)).toThrow(`p.csv:2:6: \`value\` needs a number: found \`${cell}\``),
  );

  it('has a problem that can be gathered with others', () => {
    const csv = table('1,5'.replace(',', ';'));
    expect(notANumber(csv, csv.rows[0], 'value')).toMatchObject({ kind: 'type', found: '`1;5`' });
  });
});
