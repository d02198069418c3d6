import { describe, expect, it } from 'vitest';
import { csvLine, fromTextCell } from '../../src/io/text/csv-writer.ts';
import { cellAt, cellsOf, recordsOf } from '../../src/text/csv-lines.ts';

describe('lines of our own tables', () => {
  it.each([
    [['1,2', 'a', '7']],
    [['', 'a "b"', '']],
    [['two\nlines, and "quotes"', 'x', '1']],
    [['plain', 'b', '']],
    [['', '', '"']],
    [["'=1+1, 2", '=1', "''-3"]],
  ])('gives back the cells that were written: %j', cells => {
    const row = csvLine(cells);
    expect([...recordsOf(row.split('\n'))]).toEqual([row]);
    expect(cellsOf(row).map(fromTextCell)).toEqual(cells);
    expect(cells.map((_, k) => fromTextCell(cellAt(row, k)))).toEqual(cells);
  });

  it('joins a row whose cell holds line breaks and keeps what follows', () => {
    const rows = ['a,b', csvLine(['x\n\ny', 1]), 'c,2'];
    expect([...recordsOf(rows.join('\n').split('\n'))]).toEqual(rows);
  });
});
