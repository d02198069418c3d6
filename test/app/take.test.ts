import { describe, expect, it } from 'vitest';
import { csvOf } from '../../app/take/csv.ts';

const TABLE = {
  columns: ['place', 'median'],
  rows: [
    ['Tür, "дверь"', 1.5],
    ['a < b & c', Number.NaN],
    ['', undefined],
  ],
};

describe('a table that leaves the page', () => {
  it('quotes what needs it as CSV, and leaves out what is no number', () => {
    expect(csvOf(TABLE)).toBe('place,median\n"Tür, ""дверь""",1.5\na < b & c,\n,\n');
  });
});
