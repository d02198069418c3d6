import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mostTasks, slurmScripts } from '../../src/workflows/cluster/slurm-scripts.ts';
import { ended, makeProject, type Project, start } from './process.ts';
import { tablesOf } from './tables.ts';

const HERE = resolve(import.meta.dirname, '../../scripts/slurm-here');
const SIZE = ['--replicates', '60', '--weeks', '8'];

/** A Slurm of one node whose arrays have three tasks at most; why there is none. */
const scratch = join(mkdtempSync(join(tmpdir(), 'rhizome-slurm-')), 'slurm');
const up = spawnSync(HERE, ['up', scratch], {
  encoding: 'utf8',
  env: { ...process.env, MAX_ARRAY_SIZE: '4' },
});
if (up.status !== 0) console.warn(`Slurm is not tested: ${up.stderr.trim().split('\n')[0]}`);
afterAll(() => spawnSync(HERE, ['down', scratch]));

describe.skipIf(up.status !== 0)('A Slurm cluster', () => {
  const slurm = { SLURM_CONF: join(scratch, 'slurm.conf') };
  let project: Project;
  beforeAll(() => {
    project = makeProject();
  });
  afterAll(() => project.remove());

  const rhizome = (...words: string[]) => ended(start(project.folder, words, [], process.execPath, slurm));
  const ask = (...words: string[]) =>
    spawnSync(words[0], words.slice(1), { encoding: 'utf8', env: { ...process.env, ...slurm } }).stdout;
  async function until(holds: () => boolean) {
    for (let k = 0; !holds(); k++) {
      if (k > 1200) throw new Error(`waited in vain; ${ask('squeue')}`);
      await wait(100);
    }
  }
  const queued = () => ask('squeue', '-h').trim().split('\n').filter(Boolean).length;

  it('does a plan in array tasks; one is cancelled midway; submitted again, the same bytes', async () => {
    await rhizome('plan', 'scenarios/plain.yaml', '--shards', '5', '--out', 'big', ...SIZE);
    const written = await rhizome(
      'slurm',
      'big',
      '--time',
      '0:10:00',
      '--partition',
      'all',
      '--out',
      'merged',
    );
    expect([written.code, written.stderr]).toEqual([0, '']);
    expect(written.stdout).toMatch(
      /5 shards in 3 tasks \(an array has at most 3 tasks here, so each does several\)/,
    );
    const submit = () =>
      /submitted: tasks (\d+), merge (\d+)/.exec(ask('sh', join(project.folder, 'big/slurm/submit.sh')))!;
    const mergeLog = (job: string) => project.read(`big/slurm/merge_${job}.log`);
    const [, tasks, early] = submit();
    await until(() => existsSync(join(project.folder, 'big/shards/0001.runs')));
    ask('scancel', `${tasks}_1`);
    await until(() => queued() === 0);
    expect(mergeLog(early)).toMatch(/^error: missing \d+ of 60 runs, of shards? /);
    expect(existsSync(join(project.folder, 'merged'))).toBe(false);
    const [, , late] = submit();
    await until(() => queued() === 0);
    expect(mergeLog(late)).not.toMatch(/^error:/m);
    await project.spawn('run', 'scenarios/plain.yaml', ...SIZE);
    expect(tablesOf(join(project.folder, 'merged'))).toEqual(tablesOf(join(project.folder, 'output/plain')));
  });
});

describe('The scripts for Slurm', () => {
  const plan = { shards: 7, scenarios: [{ name: 'a b', file: 'a b.yaml', seed: '', runs: 7, inputs: {} }] };
  const scripts = slurmScripts({
    folder: "/scratch/it's",
    plan,
    tasks: 3,
    rhizome: ['/usr/bin/node', '/opt/rhizome/start.mjs'],
    cpus: 2,
    header: '#SBATCH --account=x\nmodule load node',
  });

  it('are shell that parses, with every directive before the first command', () => {
    for (const text of Object.values(scripts)) {
      expect(spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' }).stderr).toBe('');
      const lines = text.split('\n').slice(1);
      const command = lines.findIndex(line => line !== '' && !line.startsWith('#'));
      expect(lines.slice(command).filter(line => line.startsWith('#SBATCH'))).toEqual([]);
    }
    expect(scripts['array.sh']).toContain(`shard '/scratch/it'\\''s' "$k/7"`);
    expect(scripts['array.sh']).toContain('#SBATCH --job-name=rhizome-a-b\n#SBATCH --array=1-3\n');
  });

  it('have no more tasks than the cluster allows', () => {
    expect(mostTasks('Licenses = (null)\nMaxArraySize            = 20\nMaxJobCount = 1')).toBe(19);
    expect(mostTasks(undefined)).toBe(1000);
  });
});
