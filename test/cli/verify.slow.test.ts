import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeProject, type Project } from './process.ts';

describe('verify', () => {
  let project: Project;
  beforeEach(() => {
    project = makeProject();
  });
  afterEach(() => project.remove());

  it('says the same of what repeats; names file and row of what does not', async () => {
    const run = await project.rhizome(
      'run',
      'scenarios/plain.yaml',
      '--weeks',
      '6',
      '--out',
      'output/here',
      '--threads',
      '1',
    );
    expect(run.code).toBe(0);
    const same = await project.rhizome('verify');
    expect([same.code, same.stderr]).toEqual([0, '']);
    expect(same.stdout).toMatch(/^Same: output\/here, \d+ files byte for byte\n$/);

    // Only the manifest is kept: its hashes serve.
    const tables = project.read('output/here/summary.csv');
    for (const name of readdirSync(join(project.folder, 'output/here')))
      if (name.endsWith('.csv')) rmSync(join(project.folder, 'output/here', name));
    expect((await project.rhizome('verify', 'output/here')).code).toBe(0);
    project.write('output/here/summary.csv', tables);

    const rows = project.read('output/here/summary.csv').split('\n');
    rows[7] = rows[7].replace(/\d(\D*)$/, (digit, rest) => `${(Number(digit[0]) + 1) % 10}${rest}`);
    project.write('output/here/summary.csv', rows.join('\n'));
    project.edit('models/village/rules/leaving.yaml', 'courage', ' courage');
    const other = await project.rhizome('verify', 'output/here');
    expect([other.code, other.stdout]).toEqual([1, '']);
    const [note, error, ...more] = other.stderr.trim().split('\n');
    expect(note).toBe('note: changed since: models/village/rules/leaving.yaml');
    expect(error).toMatch(/^error: output\/here\/summary\.csv differs from row 8 on: found plain,/);
    expect(more).toEqual([]);
  });

  it.each([
    { words: ['run', 'scenarios/plain.yaml', '--weeks', '6', '--trajectories', 'total'], files: 8 },
    { words: ['merge', 'job', '--trajectories=total'], files: 8 },
    { words: ['merge', 'job', '--allow-missing', '--trajectories', 'none'], files: 7 },
  ])('asks again for the rows of trajectories that were kept: $words', async ({ words, files }) => {
    const shards = [
      ['plan', 'scenarios/plain.yaml', '--weeks', '6', '--shards', '1', '--out', 'job'],
      ['shard', 'job', '1/1'],
    ];
    for (const before of [...(words[0] === 'merge' ? shards : []), words])
      expect(await project.rhizome(...before)).toMatchObject({ code: 0, stderr: '' });
    const { code, stdout, stderr } = await project.rhizome('verify', 'output/plain');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`, ${files} files byte for byte`);
  });

  it('says where there is nothing to verify', async () => {
    const { code, stderr } = await project.rhizome('verify', 'scenarios');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^error: there are no results in scenarios/)]);
  });
});
