import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Validation, validate } from '../../src/experiment/validate.ts';

/** The shipped study in a coarse population: signs may be unclear here, but none is wrong and none is left out. */
describe('the baseline, judged', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rhizome-validate-'));
  let judged: Validation;
  beforeAll(async () => {
    judged = await validate('scenarios/baseline.yaml', {
      personsPerAgent: 500,
      draws: 3,
      seeds: 1,
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

  it('shows most signs, and loses most of them with their mechanisms', () => {
    const holds = judged.relations.filter(({ verdict }) => verdict === 'holds');
    expect(holds.length).toBeGreaterThan(0.7 * judged.relations.length);
    const caused = holds.filter(({ caused }) => caused === 'yes' || caused === 'in part');
    expect(caused.length).toBeGreaterThan(0.7 * holds.length);
  });
});
