import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { csvOf } from '../../app/take/csv.ts';
import { xlsxOf } from '../../app/take/xlsx.ts';

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

  it('is a workbook with numbers as numbers and texts as texts, the same bytes each time', () => {
    const bytes = xlsxOf(TABLE);
    expect(xlsxOf(TABLE)).toEqual(bytes);
    const parts = unzipSync(bytes);
    expect(Object.keys(parts)).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/workbook.xml',
      'xl/_rels/workbook.xml.rels',
      'xl/worksheets/sheet1.xml',
    ]);
    const sheet = strFromU8(parts['xl/worksheets/sheet1.xml']);
    expect(sheet).toContain('<c r="B2"><v>1.5</v></c>');
    expect(sheet).toContain('>Tür, "дверь"</t>');
    expect(sheet).toContain('>a &lt; b &amp; c</t></is></c></row>');
    expect(sheet).toContain('<row r="4"></row>');
  });

  it('names columns after Z by two letters', () => {
    const columns = Array.from({ length: 28 }, (_, k) => `c${k}`);
    const sheet = strFromU8(unzipSync(xlsxOf({ columns, rows: [] }))['xl/worksheets/sheet1.xml']);
    expect(sheet).toContain('<c r="Z1"');
    expect(sheet).toContain('<c r="AB1"');
  });
});
