import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ended, makeProject, type Project, start } from './process.ts';
import { tablesOf } from './tables.ts';

const PLAIN = 'scenarios/plain.yaml';
const WET = 'scenarios/wet.yaml';
const SIZE = ['--replicates', '12', '--weeks', '8', '--seed', 'dealt out'];

describe('Shards', () => {
  let project: Project;
  beforeEach(() => {
    project = makeProject();
    project.write(WET, 'extends: plain.yaml\ntitle: A wet spring\nassumes: rain\nwithout: [dry_spring]\n');
  });
  afterEach(() => project.remove());

  it('in any order, one twice, one killed: merged, they are what one machine writes', async () => {
    const planned = await project.spawn('plan', PLAIN, WET, '--shards', '3', '--out', 'big', ...SIZE);
    expect([planned.code, planned.stderr]).toEqual([0, '']);
    expect(planned.stdout).toMatch(/^Planned: 24 runs in 3 shards/);
    const runs = project.read('big/runs.csv').trim().split('\n').slice(1);
    expect(runs.map(row => row.split(',').at(-1))).toEqual([1, 2, 3].flatMap(k => Array(8).fill(String(k))));

    const killed = start(project.folder, ['shard', 'big', '2/3']);
    const end = ended(killed);
    const log = () =>
      spawnSync('du', ['-sb', 'big/shards'], { cwd: project.folder, encoding: 'utf8' }).stdout;
    while (!(Number.parseInt(log(), 10) > 30_000) && killed.exitCode === null)
      await new Promise(r => setTimeout(r, 10));
    killed.kill('SIGKILL');
    await end;
    for (const share of ['3/3', '2', '1/3', '2/3']) {
      const { code, stderr, stdout } = await project.spawn('shard', 'big', share);
      expect([code, stderr.replace(/^note: \w+: \d of \d runs were done before\n/, '')]).toEqual([0, '']);
      expect(stdout).toMatch(/^Done: shard \d of 3, 8 runs(, all of them before)?$/m);
    }
    const merged = await project.spawn('merge', 'big', '--out', 'merged');
    expect([merged.code, merged.stderr]).toEqual([0, '']);
    await project.spawn('run', PLAIN, WET, '--out', 'one', ...SIZE);
    for (const name of ['plain', 'wet'])
      expect(tablesOf(join(project.folder, 'merged', name))).toEqual(
        tablesOf(join(project.folder, 'one', name)),
      );
  });

  it('take their number from the scheduler, and work from any folder', async () => {
    await project.spawn('plan', PLAIN, '--shards', '2', '--out', 'big', ...SIZE);
    const asTask = (name: string, value: string) =>
      ended(
        start(join(project.folder, 'models'), ['shard', '../big'], [], process.execPath, { [name]: value }),
      );
    expect((await asTask('SGE_TASK_ID', 'undefined')).stderr).toMatch(/^error: which shard\?/);
    expect((await asTask('SLURM_ARRAY_TASK_ID', '3')).stderr).toMatch(
      /^error: there is no shard SLURM_ARRAY_TASK_ID=3/,
    );
    expect((await asTask('SLURM_ARRAY_TASK_ID', '1')).stdout).toMatch(/^Done: shard 1 of 2/);
    expect((await asTask('JOB_COMPLETION_INDEX', '1')).stdout).toMatch(/^Done: shard 2 of 2/);
    expect((await project.spawn('merge', 'big')).code).toBe(0);
  });

  it('refuse inputs that are not as planned', async () => {
    await project.spawn('plan', PLAIN, '--shards', '2', '--out', 'big', ...SIZE);
    project.edit('models/village/rules/leaving.yaml', 'courage', ' courage');
    for (const words of [
      ['shard', 'big', '1/2'],
      ['merge', 'big'],
    ]) {
      const { code, stderr } = await project.spawn(...words);
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(
          /^error: plain is not as planned: found models\/village\/rules\/leaving.yaml changed/,
        ),
      ]);
    }
  });

  it('of which one is not done: merging says so, or does without it and says that', async () => {
    await project.spawn('plan', PLAIN, '--shards', '2', '--out', 'big', ...SIZE);
    const first = await project.spawn('shard', 'big', '1/2');
    expect(first.code).toBe(0);
    const { code, stderr } = await project.spawn('merge', 'big');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/missing 6 of 12 runs, of shard 2 /)]);
    const without = await project.spawn('merge', 'big', '--allow-missing');
    expect([without.code, without.stderr]).toEqual([0, 'note: missing 6 of 12 runs\n']);
    expect(JSON.parse(project.read('output/plain/manifest.json')).incomplete).toBe('missing 6 of 12 runs');
    expect(project.read('output/plain/runs.csv').match(/failed.*no shard has done it/g)).toHaveLength(6);
  });
});
