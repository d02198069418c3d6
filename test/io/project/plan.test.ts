import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageVersion } from '../../../src/io/package-root.ts';
import { readAnyPlan, readPlan } from '../../../src/io/project/plan.ts';

describe('the counts of a plan', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rhizome-plan-'));
    mkdirSync(folder, { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['options', { replicates: -1 }],
    ['options', { replicates: 1e9 }],
    ['options', { weeks: 70_000 }],
    ['options', { personsPerAgent: 0 }],
    ['options', { draws: 1.5 }],
    ['options', { seeds: 1e9 }],
    ['shards', 1e9],
    ['shards', 0],
    ['scenarios', [{ name: 'a', file: 'a.yaml', seed: '', runs: -1, inputs: {} }]],
  ])('have the limits of files: %s %j', (key, value) => {
    const plan = {
      made_by: 'rhizome',
      version: packageVersion(),
      shards: 1,
      base: '.',
      options: {},
      scenarios: [],
    };
    writeFileSync(join(folder, 'plan.json'), JSON.stringify({ ...plan, [key]: value }));
    expect(() => readPlan(folder)).toThrow(/plan\.json is no plan: found (options|shards|scenarios)/);
  });

  it.each([
    [{ shard: 1 }, '`shard`'],
    [{ options: { week: 8, seed: 's' } }, '`options.week`'],
    [
      { scenarios: [{ name: 'a', file: 'a.yaml', seed: '', runs: 1, inputs: {}, size: 1 }] },
      '`scenarios.0.size`',
    ],
  ])('have no unknown neighbours: %j', (change, key) => {
    const plan = {
      made_by: 'rhizome',
      version: packageVersion(),
      shards: 1,
      base: '.',
      options: {},
      scenarios: [],
    };
    writeFileSync(join(folder, 'plan.json'), JSON.stringify({ ...plan, ...change }));
    expect(() => readAnyPlan(folder)).toThrow(`plan.json is no plan: found unknown ${key}`);
  });
});
