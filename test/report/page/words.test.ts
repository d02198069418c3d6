import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellAt } from '../../../src/files/csv-lines.ts';
import { csvLine } from '../../../src/files/lines.ts';
import { readRows } from '../../../src/report/page/csv.ts';
import { html } from '../../../src/report/page/html.ts';
import { apart } from '../../../src/report/page/labels.ts';
import {
  dateText,
  differenceText,
  plural,
  rangeText,
  tickText,
  valueText,
} from '../../../src/report/page/words.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('numbers on a page', () => {
  it('tells persons in thousands, shares in per cent', () => {
    const persons = [0, 49.6, 994, 995, 9949, 9950, 955_499, 1_030_000, -1234];
    expect(persons.map(value => plain(valueText(value, 'persons')))).toEqual([
      '0',
      '50',
      '994',
      '1.0 k',
      '9.9 k',
      '10 k',
      '955 k',
      '1 030 k',
      '−1.2 k',
    ]);
    const shares = [0, 0.0994, 0.0996, 0.5, 1];
    expect(shares.map(value => plain(valueText(value, 'share')))).toEqual([
      '0.0 %',
      '9.9 %',
      '10 %',
      '50 %',
      '100 %',
    ]);
    expect([valueText(0.456, 'mean'), valueText(Number.NaN, 'mean')]).toEqual(['0.46', '–']);
  });

  it('tells differences with their sign, those of shares in points', () => {
    const points = [0.0126, -0.0031, 0.2, 0, -0.00001];
    expect(points.map(value => plain(differenceText(value, 'share')))).toEqual([
      '+1.3 points',
      '−0.31 points',
      '+20.0 points',
      '0 points',
      '0 points',
    ]);
    expect([differenceText(41_000, 'persons'), differenceText(-0.004, 'mean')].map(plain)).toEqual([
      '+41 k',
      '−0.004',
    ]);
  });

  it('writes the unit of a range once', () => {
    const show = (value: number) => valueText(value, 'persons');
    expect([rangeText(944_000, 969_000, show), rangeText(600, 1200, show)].map(plain)).toEqual([
      '944 to 969 k',
      '600 to 1.2 k',
    ]);
  });

  it('keeps axes short', () => {
    expect([tickText(0.25, 'share'), tickText(200_000, 'persons'), tickText(0, 'share')].map(plain)).toEqual([
      '25 %',
      '200 k',
      '0',
    ]);
    expect([dateText('2024-11-11'), plural(1, 'run'), plural(1200, 'run')].map(plain)).toEqual([
      '11 November 2024',
      '1 run',
      '1 200 runs',
    ]);
  });
});

describe('markup', () => {
  it('escapes every text, and joins lists', () => {
    const text = `<script>"x" & 'y'</script>`;
    expect(html`<b title="${text}">${[text, html`<i>${1}</i>`, undefined, false]}</b>`.html).toBe(
      '<b title="&lt;script&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/script&gt;">' +
        '&lt;script&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/script&gt;<i>1</i></b>',
    );
  });
});

describe('labels', () => {
  it('keep their order and their distance, near their values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 }),
        values => {
          const placed = apart(values, value => value, 0.1);
          expect(placed.map(({ of }) => of)).toEqual(values.toSorted((a, b) => a - b));
          placed.forEach(({ at }, k) => {
            if (k > 0) expect(at - placed[k - 1].at).toBeGreaterThan(0.1 - 1e-9);
          });
          const middle = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
          expect(middle(placed.map(({ at }) => at))).toBeCloseTo(middle(values), 9);
        },
      ),
      { seed: 7, numRuns: 100 },
    );
  });
});

describe('tables', () => {
  it('are read as they were written, whatever stands in them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rhizome-rows-'));
    const file = join(folder, 'table.csv');
    const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '=', '-', 'ä', ' ', '1') });
    try {
      fc.assert(
        fc.property(fc.array(fc.record({ a: text, b: text, c: text }), { maxLength: 20 }), rows => {
          const lines = rows.map(({ a, b, c }) => csvLine([`x${a}`, b, c]));
          writeFileSync(file, `${['a,b,c', ...lines].join('\n')}\n`);
          expect(readRows(file)).toEqual(rows.map(row => ({ ...row, a: `x${row.a}` })));
        }),
        { seed: 7, numRuns: 200 },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are read piece by piece, also where a piece ends inside quotes', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rhizome-rows-'));
    const file = join(folder, 'table.csv');
    const long = 'line\n,"'.repeat(1000);
    const rows = Array.from({ length: 160 }, (_, k) => ({ k: String(k), text: long }));
    writeFileSync(file, `${['k,text', ...rows.map(row => csvLine([row.k, row.text]))].join('\n')}\n`);
    expect(readRows(file)).toEqual(rows);
    expect(readRows(file, line => cellAt(line, 0) === '7')).toEqual([rows[7]]);
    rmSync(folder, { recursive: true });
  });
});
