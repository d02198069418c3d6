import { expect, it } from 'vitest';
import { pagePart } from '../../scripts/page-part.ts';
import { quoted } from '../../scripts/readme.ts';

it('README.md shows what its command prints (`node scripts/readme.ts` writes it)', () => {
  const printed = quoted();
  expect(printed).toMatch(/by December 2023, \d[\d ]* more persons are abroad \(90 % of\s+the runs: /);
  expect(pagePart('README.md', 'compare')).toBe(printed);
});
