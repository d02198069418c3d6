import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { engineIdentity } from '../../src/io/project/engine-identity.ts';
import { makeOtherEngine, type OtherEngine } from './other-engine.ts';
import { type Ended, ended, makeProject, type Project, start } from './process.ts';
import { tablesOf } from './tables.ts';

const PLAIN = 'scenarios/plain.yaml';

describe('Another engine under the same version', () => {
  let other: OtherEngine;
  let project: Project;
  beforeAll(() => {
    other = makeOtherEngine();
  });
  afterAll(() => other.remove());
  beforeEach(() => {
    project = makeProject();
  });
  afterEach(() => project.remove());

  const by = (...words: string[]): Promise<Ended> => ended(other.start(project.folder, words));
  /** Kill a command of this engine when some of its runs are in a file whose name ends so. */
  async function killed(words: readonly string[], folder: string, ending: string) {
    const child = start(project.folder, words);
    const over = ended(child);
    const at = join(project.folder, folder);
    const size = () =>
      (existsSync(at) ? readdirSync(at) : [])
        .filter(name => name.endsWith(ending))
        .reduce((sum, name) => sum + statSync(join(at, name)).size, 0);
    while (size() < 20_000 && child.exitCode === null) await wait(5);
    child.kill('SIGKILL');
    expect((await over).signal).toBe('SIGKILL');
  }
  const apart = (what: string) =>
    new RegExp(
      `^error: ${what} .*another engine: found engine ${engineIdentity()}.*expected engine ${other.identity}`,
    );

  it('computes other results', async () => {
    const words = ['run', PLAIN, '--weeks', '8'];
    expect((await project.spawn(...words, '--out', 'one')).code).toBe(0);
    expect((await by(...words, '--out', 'two')).code).toBe(0);
    const [one, two] = ['one', 'two'].map(name => tablesOf(join(project.folder, name)));
    expect(two['trajectories.csv']).not.toBe(one['trajectories.csv']);
    const engines = ['one', 'two'].map(name => JSON.parse(project.read(`${name}/manifest.json`)).engine);
    expect(engines).toEqual([engineIdentity(), other.identity]);
  });

  it('does not go on with runs, and does finished ones anew', async () => {
    const words = ['run', PLAIN, '--replicates', '300', '--threads', '1'];
    await killed(words, 'output/plain.runs', '.log');
    const { code, stderr } = await by(...words, '--resume');
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(apart('output/plain.runs/plain.log holds runs of')),
    ]);
    // The one that began goes on.
    expect((await project.spawn(...words, '--resume')).stderr).toMatch(
      /^note: \d+ of 300 runs were done before\n$/,
    );
    const again = await by(...words, '--resume');
    expect([again.code, again.stderr]).toEqual([
      0,
      `note: output/plain was made by another engine (${engineIdentity()}): its runs are repeated\n`,
    ]);
    const taken = await by(...words, '--resume');
    expect([taken.code, taken.stderr]).toEqual([0, `note: ${PLAIN} is done already\n`]);
  });

  it('does no shard of a plan and merges none', async () => {
    await project.spawn('plan', PLAIN, '--shards', '2', '--out', 'big', '--weeks', '8');
    expect((await project.spawn('shard', 'big', '1/2')).code).toBe(0);
    for (const words of [
      ['shard', 'big', '2/2'],
      ['merge', 'big'],
      ['slurm', 'big'],
    ]) {
      const { code, stderr } = await by(...words);
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(
          `^error: big was planned by another engine: found engine ${other.identity} .* here, expected engine ${engineIdentity()} `,
        ),
      ]);
    }
  });

  it('does not go on with a fit', async () => {
    const words = ['calibrate', PLAIN, '--budget', '160', '--agents', '300', '--threads', '1'];
    await killed(words, 'output/calibrate/plain.runs', '.records');
    const { code, stderr } = await by(...words, '--resume');
    expect([code, stderr]).toEqual([2, expect.stringMatching(apart('.* holds runs of'))]);
  });

  it('verifies by its own results, and says whose the others are', async () => {
    await project.spawn('run', PLAIN, '--weeks', '8', '--out', 'results');
    const { code, stderr } = await by('verify', 'results');
    expect(code).toBe(1);
    expect(stderr).toMatch(`note: results was made by another engine (${engineIdentity()})\n`);
    expect(stderr).toMatch(/error: results\/trajectories\.csv differs from row \d+ on/);
  });
});
