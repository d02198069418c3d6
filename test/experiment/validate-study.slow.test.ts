import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Validation, validate } from '../../src/experiment/validate.ts';

/**
 * Relations that the shipped posterior leaves unclear: fewer than nine tenths of its draws have the sign. A new fit may only add
 * one here with a reason in docs/fit.md.
 * M32, support against distress: a correlation that draws spread about; its median is below 0.
 * N01, the hazard of return: the lesser of two falls, near 0 where few are left to return.
 */
const UNCLEAR = ['M32', 'N01'];

/** The shipped study on the shipped posterior, as `rhizome validate scenarios/baseline.yaml` judges it. */
describe('the baseline, judged', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rhizome-validate-'));
  let judged: Validation;
  beforeAll(async () => {
    judged = await validate('scenarios/baseline.yaml', {
      folder: join(folder, 'out'),
    });
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('reaches every relation', () => {
    expect(judged.relations.filter(({ verdict }) => verdict === 'not reached')).toEqual([]);
  });

  it('has no wrong sign', () => {
    expect(judged.relations.filter(({ verdict }) => verdict === 'wrong').map(r => r.relation.id)).toEqual([]);
  });

  it('keeps every sign, but for those that are known to be unclear', () => {
    const unclear = judged.relations.filter(({ verdict }) => verdict === 'unclear');
    const lost = unclear.filter(({ relation }) => !UNCLEAR.includes(relation.id));
    expect(
      lost.map(
        ({ relation, band }) => `${relation.id}: ${relation.sign} expected, ${band.q05} to ${band.q95}`,
      ),
    ).toEqual([]);
    // Unclear is not lost: at least three quarters of the draws have the sign.
    for (const { relation, band } of unclear)
      expect(relation.sign === '-' ? -band.q75 : band.q25, relation.id).toBeGreaterThan(0);
  });

  it('shows most signs, and loses most of them with their mechanisms', () => {
    const holds = judged.relations.filter(({ verdict }) => verdict === 'holds');
    expect(holds.length).toBeGreaterThan(0.7 * judged.relations.length);
    const caused = holds.filter(({ caused }) => caused === 'yes' || caused === 'in part');
    expect(caused.length).toBeGreaterThan(0.7 * holds.length);
  });
});
