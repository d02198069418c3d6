import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { writeToString } from 'fast-csv';
import { describe, expect, it } from 'vitest';
import { cellPosition } from '../../../src/core/located-document.ts';
import { readCsv } from '../../../src/io/text/csv.ts';
import { csvLine } from '../../../src/io/text/csv-writer.ts';
import { parseCsv } from '../../../src/text/csv.ts';
import { problemOf } from '../problems.ts';

const cellsOf = (text: string) => parseCsv(text, 't.csv').rows.map(row => Object.values(row.cells));

describe('parseCsv', () => {
  it('reads quotes, commas, line ends and blanks', () => {
    expect(cellsOf('a,b\n1,2\n')).toEqual([['1', '2']]);
    expect(cellsOf('a,b\r\n"x, ""y""","1\n2"\r\n')).toEqual([['x, "y"', '1\n2']]);
    expect(cellsOf(' a , b \n 1 ,\n\n"",2')).toEqual([
      ['1', ''],
      ['', '2'],
    ]);
    expect(cellsOf('a,b\nwave ("March"),5" wide\n')).toEqual([['wave ("March")', '5" wide']]);
    expect(parseCsv('a,b', 't.csv')).toMatchObject({ columns: ['a', 'b'], rows: [] });
  });

  it('knows where each cell begins', () => {
    const csv = parseCsv('a,b,c\n1, 2,"3"\n"x\ny",5,"6\n7"\n8,9,10\n', 't.csv');
    const places = csv.rows.map(row =>
      csv.columns.map(name => {
        const { line, column } = cellPosition(csv, row, name);
        return `${line}:${column}`;
      }),
    );
    expect(places).toEqual([
      ['2:1', '2:4', '2:7'],
      ['3:2', '4:4', '4:7'],
      ['6:1', '6:3', '6:5'],
    ]);
    expect(csv.rows.map(row => row.line)).toEqual([2, 3, 6]);
  });

  it('reads back what our writer and fast-csv write, each cell at its place (property)', async () => {
    const cell = fc
      .array(fc.constantFrom('a', '1.5', ',', '"', '\n', ' x', "'", 'é', ';'), { maxLength: 6 })
      .map(parts => parts.join('').trim())
      // Our writer marks these, so that no spreadsheet takes them for formulas.
      .filter(text => !/^'+\n/.test(text));
    const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(table, async rows => {
        const ours = ['a,b,c', ...rows.map(row => csvLine(row))].join('\n');
        const theirs = await writeToString(rows, { headers: ['a', 'b', 'c'] });
        for (const text of [ours, theirs]) {
          const csv = parseCsv(text, 't.csv');
          // A row of nothing but empty cells is none.
          const full = rows.filter(row => row.some(value => value !== ''));
          expect(csv.rows.map(row => Object.values(row.cells))).toEqual(full);
          const lines = text.split('\n');
          for (const row of csv.rows)
            for (const name of csv.columns) {
              const { line, column } = cellPosition(csv, row, name);
              const first = row.cells[name].split('\n')[0].replaceAll('"', '""');
              expect(lines[line - 1].slice(column - 1, column - 1 + first.length)).toBe(first);
            }
        }
      }),
      { seed: 2022, numRuns: 300 },
    );
  });

  it('reads all studies', () => {
    const folders = readdirSync('surveys', { withFileTypes: true }).filter(entry => entry.isDirectory());
    for (const { name: study } of folders)
      for (const name of readdirSync(`surveys/${study}`).filter(file => file.endsWith('.csv'))) {
        const csv = readCsv(`surveys/${study}/${name}`);
        expect(csv.rows.length).toBeGreaterThan(0);
        expect(csv.sha256).toMatch(/^[0-9a-f]{64}$/);
      }
  });
});

describe('a malformed table', () => {
  const cases: [
    string,
    string,
    string,
    [number, number],
    Partial<Record<'found' | 'expected' | 'hint', string>>,
  ][] = [
    [
      'the row has too few cells',
      'a,b,c\n1,2,3\n4,5\n',
      'shape',
      [3, 4],
      { found: '2', expected: '3', hint: '`c` is missing' },
    ],
    [
      'the row has too many cells',
      'a,b\n1,x, y\n',
      'shape',
      [2, 6],
      { found: '3', hint: 'a cell with a comma in it needs quotes' },
    ],
    ['the quote is not closed', 'a,b\n1,"x\n2,y\n', 'syntax', [2, 3], {}],
    ['a quoted cell goes on after its quote', 'a,b\n1,"x\n2,"y"\n', 'syntax', [3, 4], { found: '`y"`' }],
    ['the column `a` is here twice', 'a,b,a\n', 'value', [1, 5], {}],
    ['column 2 has no name', 'a,,b\n1,2,3', 'shape', [1, 3], {}],
    ['the table is separated by semicolons', 'a;b;c\n1;0,5;2\n', 'syntax', [1, 1], { expected: 'commas' }],
    ['the table is separated by semicolons', 'a;b;"c, d"\n', 'syntax', [1, 1], { expected: 'commas' }],
    ['the table is separated by tabs', 'a\tb\n1\t2\n', 'syntax', [1, 1], { expected: 'commas' }],
    [
      'lines end in a carriage return alone, as on an old Mac',
      'a,b\r1,2\r',
      'syntax',
      [1, 1],
      { expected: 'lines that end in LF or CRLF' },
    ],
    ['the file is empty', '\n\n', 'shape', [1, 1], { expected: 'a header' }],
    ["`__proto__` can't be a column", 'a,__proto__\n1,2', 'value', [1, 3], {}],
  ];
  it.each(cases)('%s', (message, text, kind, [line, column], more) => {
    expect(problemOf(() => parseCsv(text, 't.csv'))).toMatchObject({
      kind,
      message,
      at: { file: 't.csv', line, column },
      ...more,
    });
  });

  it('skips rows that a spreadsheet leaves empty, and keeps empty texts', () => {
    const rows = (text: string) => parseCsv(text, 't.csv').rows.map(row => Object.values(row.cells));
    expect(rows('a,b\n,\n1,2\n , \n,,,\n')).toEqual([['1', '2']]);
    expect(rows('a,b\n"",\n1,2\n')).toEqual([
      ['', ''],
      ['1', '2'],
    ]);
    expect(rows('a\n"x; y"\n')).toEqual([['x; y']]);
  });

  it('refuses more rows than anybody has written', () => {
    expect(problemOf(() => parseCsv(`a\n${'1\n'.repeat(100_001)}`, 't.csv'))).toMatchObject({
      message: 'the table is too long',
      at: { line: 100_002 },
      expected: 'at most 100000 rows, and 1000000 cells',
    });
  });

  it('ends at once, however long its lines', () => {
    const start = process.cpuUsage();
    problemOf(() => parseCsv(','.repeat(5e6), 't.csv'));
    const wide = Array.from({ length: 900 }, (_, k) => `c${k}`.padEnd(10_000, 'x')).join();
    expect(parseCsv(`${wide}\n${wide}`, 't.csv').rows[0].starts[`c899`.padEnd(10_000, 'x')]).toBe(8_990_900);
    problemOf(() => parseCsv(`a,b\n${'"'.repeat(5e6 + 1)}`, 't.csv'));
    expect(cellsOf(`a\n${'x'.repeat(5e6)}`)[0][0]).toHaveLength(5e6);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(3000);
  });
});
