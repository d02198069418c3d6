import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Validation, validate } from '../../src/workflows/validate/validate.ts';

/** Of 42 relations. */
const MOST_UNCLEAR = 4;

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

  it('keeps every sign: what eight draws leave unclear, at least three quarters of them show', () => {
    // The 90 % band of eight draws is nearly all they span, so that a sign that one draw in twenty lacks is often unclear.
    const unclear = judged.relations.filter(({ verdict }) => verdict === 'unclear');
    const lost = unclear.filter(({ relation: { sign, tolerance }, band }) => {
      if (sign === '0') return Math.abs(band.q50) > tolerance;
      return (sign === '-' ? -band.q75 : band.q25) <= 0;
    });
    expect(
      lost.map(({ relation, band }) => `${relation.id}: ${relation.sign} expected, median ${band.q50}`),
    ).toEqual([]);
    expect(unclear.length).toBeLessThanOrEqual(MOST_UNCLEAR);
  });

  it('shows most signs, and loses most of them with their mechanisms', () => {
    const holds = judged.relations.filter(({ verdict }) => verdict === 'holds');
    expect(holds.length).toBeGreaterThan(0.7 * judged.relations.length);
    const caused = holds.filter(({ caused }) => caused === 'yes' || caused === 'in part');
    expect(caused.length).toBeGreaterThan(0.7 * holds.length);
  });
});
