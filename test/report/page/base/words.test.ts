import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../../../src/io/text/csv-writer.ts';
import { readRows } from '../../../../src/report/page/base/csv.ts';
import { html } from '../../../../src/report/page/base/html.ts';
import { apart } from '../../../../src/report/page/base/labels.ts';
import {
  dateText,
  inThousands,
  personsText,
  plural,
  shareText,
  tickText,
  typeset,
} from '../../../../src/report/page/base/words.ts';
import { cellAt } from '../../../../src/text/csv-lines.ts';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('numbers on a page', () => {
  it('tells shares that are no outcome in per cent, and printed counts to the last person', () => {
    expect([0, 0.0994, 0.0996, 0.5, 1].map(value => plain(shareText(value)))).toEqual([
      '0.0 %',
      '9.9 %',
      '10 %',
      '50 %',
      '100 %',
    ]);
    expect([62_304, Number.NaN].map(value => plain(personsText(value)))).toEqual(['62 304', '–']);
  });

  it('sets a quoted figure with true minus signs and without breaks inside numbers', () => {
    expect(typeset('-1 500 to +2 000 persons')).toBe('−1\u00a0500 to +2\u00a0000 persons');
    expect(typeset('-1.48 to -0.93 points')).toBe('−1.48 to −0.93\u00a0points');
    expect(typeset('0.3 to 8.9 %')).toBe('0.3 to 8.9\u00a0%');
    expect(typeset('-')).toBe('–');
  });

  it('shortens thousands in narrow cells without another rounding', () => {
    expect(
      ['1\u00a0500', '12\u00a0000', '1\u00a0030\u00a0000', '500'].map(text => plain(inThousands(text))),
    ).toEqual(['1.5 k', '12 k', '1 030 k', '500']);
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
