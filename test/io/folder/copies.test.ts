import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { writeCopies } from '../../../src/io/folder/copies.ts';
import type { Table } from '../../../src/io/folder/tables.ts';

const TABLE: Table = {
  name: 'figures',
  title: 'Figures',
  fields: [
    { name: 'place', type: 'string', description: 'where' },
    { name: 'date', type: 'date', description: 'when' },
    { name: 'share', type: 'number', description: 'how many' },
  ],
  key: ['place', 'date'],
};
const CSV = 'place,date,share\n"a;b, ""c""",2022-01-03,0.25\n\'=d,2022-01-10,\n';

describe('copies for spreadsheets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rhizome-copies-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = (name: string) => join(folder, name);
  writeFileSync(path('figures.csv'), CSV);
  const noted: [string, number][] = [];
  writeCopies(path, [TABLE], ['xlsx', 'excel', 'excel-en'], (name, lines) => noted.push([name, lines]));

  it('are noted with their rows', () => {
    expect(noted).toEqual([
      ['tables.xlsx', 3],
      ['figures.excel.csv', 3],
      ['figures.excel-en.csv', 3],
    ]);
  });

  it('have semicolons and decimal commas, a mark of UTF-8 and CRLF', () => {
    expect(readFileSync(path('figures.excel.csv'), 'utf8')).toBe(
      '\ufeffplace;date;share\r\n"a;b, ""c""";2022-01-03;0,25\r\n\'=d;2022-01-10;\r\n',
    );
  });

  it('have commas and points for Excel in English', () => {
    expect(readFileSync(path('figures.excel-en.csv'), 'utf8')).toBe(
      '\ufeffplace,date,share\r\n"a;b, ""c""",2022-01-03,0.25\r\n\'=d,2022-01-10,\r\n',
    );
  });

  it('have typed cells in the workbook, where no text is a formula', () => {
    const sheet = strFromU8(unzipSync(readFileSync(path('tables.xlsx')))['xl/worksheets/sheet1.xml']);
    expect(sheet).toContain('<c r="C2"><v>0.25</v></c>');
    expect(sheet).toContain('<c r="A3" t="inlineStr"><is><t xml:space="preserve">=d</t></is></c>');
  });

  it('leave a table out of the workbook that is too long for a sheet', () => {
    const long = { ...TABLE, name: 'long' };
    writeFileSync(path('long.csv'), `place,date,share\n${'a,2022-01-03,1\n'.repeat(50_001)}`);
    rmSync(path('tables.xlsx'));
    const rows: number[] = [];
    writeCopies(path, [TABLE, long], ['xlsx'], (_, lines) => rows.push(lines));
    expect(rows).toEqual([3]);
  });
});
