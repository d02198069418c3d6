import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { workbook } from '../../../src/io/text/xlsx.ts';

const sheetIn = (bytes: Uint8Array, number: number) =>
  strFromU8(unzipSync(bytes)[`xl/worksheets/sheet${number}.xml`]);

describe('a workbook', () => {
  const wide = Array.from({ length: 28 }, (_, k) => `c${k}`);
  const sheets = [
    {
      name: 'key figures',
      columns: ['place', 'date', 'persons'],
      rows: [['A & <B>', { day: 19_000 }, 1234.5]],
    },
    { name: 'x'.repeat(40), columns: wide, rows: [wide.map((_, k) => (k === 27 ? 7 : undefined))] },
  ];
  const bytes = workbook(sheets);

  it('has texts as texts, days as days of Excel, numbers as numbers', () => {
    const text = sheetIn(bytes, 1);
    expect(text).toContain('<t xml:space="preserve">A &amp; &lt;B></t>');
    // 2022-01-08 is day 19 000 since 1970 and day 44 569 since 1899-12-30.
    expect(text).toContain('<c r="B2" s="2"><v>44569</v></c>');
    expect(text).toContain('<c r="C2"><v>1234.5</v></c>');
  });

  it('names columns behind Z by two letters and leaves empty cells out', () => {
    expect(sheetIn(bytes, 2)).toContain('<row r="2"><c r="AB2"><v>7</v></c></row>');
    expect(sheetIn(bytes, 2)).toContain('<autoFilter ref="A1:AB2"/>');
  });

  it('shortens names of sheets to what Excel takes', () => {
    const names = strFromU8(unzipSync(bytes)['xl/workbook.xml']).match(/name="[^"]*"/g);
    expect(names).toEqual(['name="key figures"', `name="${'x'.repeat(31)}"`]);
  });

  it('has the same bytes again', () => {
    expect(Buffer.compare(bytes, workbook(sheets))).toBe(0);
  });
});
