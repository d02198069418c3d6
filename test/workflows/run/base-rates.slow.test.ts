import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BaseRate, baseRates } from '../../../scripts/base-rates.ts';
import { runEnsemble } from '../../../src/workflows/run/ensemble.ts';

/** The shipped baseline at a coarse scale: 30 draws, 4 250 agents each: what docs/explanation/priors.md prints. */
describe('the shipped baseline', () => {
  let rates: BaseRate[];
  const folder = mkdtempSync(join(tmpdir(), 'base-rates-'));

  beforeAll(async () => {
    await runEnsemble('scenarios/baseline.yaml', {
      ...{ folder, draws: 30, seeds: 1, personsPerAgent: 800, trajectories: 'none' },
    });
    rates = baseRates(join(folder, 'survey.csv'));
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('returns, moves on and keeps plans within what the base rates of other crises allow', () => {
    expect(rates.length).toBeGreaterThan(5);
    for (const { title, low, high, median } of rates) {
      expect(median, title).toBeGreaterThanOrEqual(low);
      expect(median, title).toBeLessThanOrEqual(high);
    }
  });
});
