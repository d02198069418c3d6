import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pagePart } from '../../scripts/page-part.ts';
import {
  estimateGrowth,
  estimates,
  estimatesTable,
  readChanges,
  type WaveSeries,
  written,
} from '../../scripts/share-changes.ts';
import { openDraws } from '../../src/core/random/sequential-draws.ts';
import { readCsv } from '../../src/io/text/csv.ts';

const YEAR = 365.25;
const ROOT = join(import.meta.dirname, '../..');

/** Three programmes of twelve questions, three waves half a year or two years apart. */
function surveys(growth: number, wave: number): WaveSeries[] {
  const draws = openDraws('truth', 'share changes');
  return ['one', 'two', 'three'].flatMap((programme, p) =>
    Array.from({ length: 12 }, (_, question) => {
      const s = 12 * p + question;
      let level = draws.normal(s, 0);
      let before = 0;
      const values = [0, 0.5 * YEAR, 2.5 * YEAR].map((day, w) => {
        level += growth * Math.sqrt((day - before) / YEAR) * draws.normal(s, 1 + w);
        before = day;
        const variance = 0.05 ** 2;
        return {
          day,
          variance,
          value: level + wave * draws.normal(s, 10 + w) + 0.05 * draws.normal(s, 20 + w),
        };
      });
      return { programme, values };
    }),
  );
}

describe('estimateGrowth', () => {
  it('tells a random walk from what waves have of their own when the truth has both', () => {
    const { programmes, wave } = estimateGrowth(surveys(0.4, 0.2));
    for (const { quantiles } of programmes.values()) {
      expect(quantiles[0]).toBeLessThan(0.4);
      expect(quantiles[2]).toBeGreaterThan(0.4);
      expect(quantiles[2] / quantiles[0]).toBeLessThan(4);
    }
    expect(Math.abs(wave.rms - 0.2)).toBeLessThan(0.06);
  });

  it('finds next to no walk when the truth has none', () => {
    const { growth, wave } = estimateGrowth(surveys(0, 0.2));
    expect(growth.quantiles[1]).toBeLessThan(0.12);
    expect(Math.abs(wave.rms - 0.2)).toBeLessThan(0.05);
  });
});

describe('readChanges', () => {
  it('joins rows of one question that go on with one another, with the errors of their samples', () => {
    const series = readChanges();
    const romir = series.filter(({ programme }) => programme === 'Romir');
    expect(romir).toHaveLength(1);
    expect(romir[0].values.map(({ day }) => Math.round(day))).toEqual([0, 244, 365]);
    const [first] = romir[0].values;
    // Of 1500 a share of 0.2: 0.0103, and rounding; on the logit scale over 0.16.
    expect(Math.sqrt(first.variance)).toBeCloseTo(Math.sqrt((0.2 * 0.8) / 1500 + 0.01 ** 2 / 12) / 0.16, 6);
    expect(series.filter(({ programme }) => programme === 'OutRush')).toHaveLength(9);
    expect(series).toHaveLength(24);
  });

  it('reads changes that are those of their shares', () => {
    const logit = (share: number) => Math.log(share / (1 - share));
    // Sources print whole per cents.
    for (const { cells } of readCsv(join(ROOT, 'docs/evidence/share-changes.csv')).rows)
      expect(
        Math.abs(logit(Number(cells.to)) - logit(Number(cells.from)) - Number(cells.change_logit)),
      ).toBeLessThan(0.02);
  });
});

describe('what the shipped studies declare', () => {
  it('is what the evidence gives', () => {
    const found = estimates();
    for (const { study, estimate } of found) {
      const file = readFileSync(join(ROOT, 'surveys', study, 'discrepancy.yaml'), 'utf8');
      expect(file).toContain(`  growth: ${written(estimate.growth)}\n  wave: ${written(estimate.wave)}\n`);
    }
    expect(pagePart('docs/reference/discrepancy.md', 'growth')).toBe(estimatesTable(found));
  });
});
