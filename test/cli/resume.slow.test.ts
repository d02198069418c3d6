import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ended, makeProject, type Project, start } from './process.ts';
import { tablesOf } from './tables.ts';

const RUN = ['run', 'scenarios/plain.yaml', '--replicates', '60', '--threads', '2'];

describe('A run that is stopped', () => {
  let project: Project;
  let undisturbed: Record<string, string>;
  beforeAll(async () => {
    const other = makeProject();
    await other.spawn(...RUN);
    undisturbed = tablesOf(join(other.folder, 'output/plain'));
    other.remove();
  });
  beforeEach(() => {
    project = makeProject();
  });
  afterEach(() => project.remove());

  const log = () => join(project.folder, 'output/plain.runs/plain.log');
  const sizeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  /** Start, and disturb once some runs are on disk. */
  async function disturbed(signal: NodeJS.Signals, ...words: string[]) {
    const child = start(project.folder, [...RUN, ...words]);
    const end = ended(child);
    while (sizeOf(log()) < 20_000 && child.exitCode === null) await new Promise(wait => setTimeout(wait, 5));
    child.kill(signal);
    return end;
  }

  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'by %s goes on with --resume and ends with the same bytes',
    async signal => {
      const first = await disturbed(signal);
      expect(existsSync(join(project.folder, 'output/plain'))).toBe(false);
      if (signal === 'SIGTERM') {
        expect(first.code).toBe(143);
        expect(first.stderr).toMatch(
          /^stopped: \d+ of 60 runs are done and kept: --resume goes on with them\n$/,
        );
      }
      const { code, stderr } = await project.spawn(...RUN, '--resume');
      expect(stderr).toMatch(/^note: \d+ of 60 runs were done before\n$/);
      expect(code).toBe(0);
      expect(readdirSync(join(project.folder, 'output'))).toEqual(['plain']);
      expect(tablesOf(join(project.folder, 'output/plain'))).toEqual(undisturbed);
    },
  );

  it('in the midst of the other worlds of a validation goes on with these', async () => {
    const validate = ['validate', 'scenarios/plain.yaml', '--replicates', '200', '--threads', '2'];
    project.write(
      'surveys/village-2001/relations.csv',
      [
        'rel_id,cause,effect,sign,evidence,testable_statistic,source_id,operator,mechanism,tolerance,note',
        'R1,spring,leaving,+,chronicle,many,B01,"persons(2001-02-12, away)",dry_spring,,',
        'R2,pull,leaving,+,chronicle,many,B01,"persons(2001-02-12, away)",pull = 0,,',
      ].join('\n'),
    );
    await project.spawn(...validate, '--out', 'whole');
    const worlds = join(project.folder, 'output/validate/plain.runs/plain%40worlds-1.log');
    const child = start(project.folder, validate);
    const end = ended(child);
    while (sizeOf(worlds) < 2_000 && child.exitCode === null) await new Promise(wait => setTimeout(wait, 5));
    child.kill('SIGTERM');
    const first = await end;
    expect([first.code, first.stderr]).toEqual([
      143,
      expect.stringMatching(
        /^stopped: (\d+ of 200|earlier) runs are done and kept: --resume goes on with them\n$/,
      ),
    ]);
    const { code, stderr } = await project.spawn(...validate, '--resume');
    expect([code, stderr]).toEqual([0, 'note: 200 of 200 runs were done before\n']);
    expect(readdirSync(join(project.folder, 'output/validate'))).toEqual(['plain']);
    expect(tablesOf(join(project.folder, 'output/validate/plain'))).toEqual(
      tablesOf(join(project.folder, 'whole')),
    );
  });

  it('between two scenarios does not do the first again', async () => {
    project.write(
      'scenarios/wet.yaml',
      'extends: plain.yaml\ntitle: Wet\nassumes: rain\nwithout: [dry_spring]\n',
    );
    const both = ['run', 'scenarios/plain.yaml', 'scenarios/wet.yaml', '--weeks', '5', '--resume'];
    await project.spawn(...both);
    rmSync(join(project.folder, 'output/wet'), { recursive: true });
    const { code, stdout, stderr } = await project.spawn(...both);
    expect([code, stderr]).toEqual([0, 'note: scenarios/plain.yaml is done already\n']);
    expect(stdout).toMatch(/^\nWet\. /);
    const other = await project.spawn(...both, '--seed', 'other');
    expect([other.code, other.stderr]).toEqual([0, '']);
  });

  it('by a full disk keeps what was finished, and goes on when there is room', async ({ skip }) => {
    const disk = join(project.folder, 'output');
    mkdirSync(disk);
    const resize = (size: string, ...more: string[]) =>
      spawnSync('mount', ['-t', 'tmpfs', '-o', [...more, `size=${size}`].join(), 'tmpfs', disk]).status === 0;
    if (!resize('100k')) skip('only root can mount a small disk here');
    try {
      const refused = await project.spawn(...RUN);
      expect([refused.code, readdirSync(disk)]).toEqual([2, []]);
      expect(refused.stderr).toMatch(
        /need about \d+ KiB of disk in output\/plain: found \d+ KiB that are free .*--force/,
      );
      const full = await project.spawn(...RUN, '--force');
      expect(full.stderr).toMatch(/^error: writing output\/plain\.runs\/plain\.log failed: found ENOSPC\n/);
      expect(full.stderr).toMatch(/error: \d+ of 60 runs are done and kept: --resume goes on with them\n$/);
      expect([full.code, readdirSync(disk)]).toEqual([1, ['plain.runs']]);
      resize('40m', 'remount');
      const { code, stderr } = await project.spawn(...RUN, '--resume');
      expect([code, stderr]).toEqual([0, expect.stringMatching(/^note: \d+ of 60 runs were done before\n$/)]);
      expect(tablesOf(join(disk, 'plain'))).toEqual(undisturbed);
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  it('by a full disk while tables are written keeps all runs', async ({ skip }) => {
    const disk = join(project.folder, 'output');
    mkdirSync(disk);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=240k', 'tmpfs', disk]).status !== 0)
      skip('only root can mount a small disk here');
    try {
      const full = await project.spawn(...RUN, '--force');
      expect(full.stderr).toMatch(/^error: writing output\/plain failed, .*: found ENOSPC\n/);
      expect(full.stderr).toMatch(/error: all runs are done and kept: --resume goes on with them\n$/);
      expect([full.code, readdirSync(disk)]).toEqual([1, ['plain.runs']]);
    } finally {
      spawnSync('umount', [disk]);
    }
  });

  it('by the loss of its folder begins anew and says nothing false', async () => {
    const child = start(project.folder, RUN);
    const end = ended(child);
    while (sizeOf(log()) < 20_000 && child.exitCode === null) await new Promise(wait => setTimeout(wait, 5));
    rmSync(join(project.folder, 'output'), { recursive: true });
    const { code, stderr } = await end;
    expect([code, stderr]).toEqual([0, '']);
    expect(readdirSync(join(project.folder, 'output'))).toEqual(['plain']);
  });
});
