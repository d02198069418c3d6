import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textAt } from '../../src/core/diagnostics.ts';
import { parseFormula } from '../../src/observe/patterns/formula.ts';
import { STATISTICS } from '../../src/observe/patterns/pattern-statistics.ts';

const guide = readFileSync(join(import.meta.dirname, '../../docs/reference/patterns.md'), 'utf8');

describe('the data guide on relations', () => {
  it('has every statistic as it is', () => {
    for (const { signature, text } of Object.values(STATISTICS))
      expect(guide.replace(/ +/g, ' ')).toContain(`| \`${signature}\` | ${text} |`);
  });

  it('shows an operator that is understood', () => {
    const [example] = guide.match(/(?<=^```pattern\n)[\s\S]*?(?=^```)/m) ?? [''];
    expect(parseFormula(textAt(example.trim()))).toMatchObject({ kind: 'apply', how: '-' });
  });
});
