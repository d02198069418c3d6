import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePosterior } from '../support/posterior.ts';
import { makeProject, type Project } from './process.ts';

const RUN = ['run', 'scenarios/plain.yaml', '--threads', '0', '--out', 'out'];

describe('a project with a posterior', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject();
    writePosterior(project.folder);
  });
  afterAll(() => project.remove());

  it('says on what the runs stand, and where their uncertainty comes from', async () => {
    const { code, stdout, stderr } = await project.rhizome(...RUN);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('10 draws of the posterior x 2 seeds of 400 agents');
    expect(stdout).toMatch(
      /where the uncertainty of 2001-04-23 comes from\n {2}gone +parameters \d+ % +chance +\d+ %/,
    );
    const { draws, seeds, replicates } = JSON.parse(
      (await project.rhizome(...RUN, '--draws', '3', '--seeds', '1', '--json')).stdout,
    )[0];
    expect([draws, seeds, replicates]).toEqual([3, 1, 3]);
  });

  it('runs on defaults when told so', async () => {
    const { code, stdout } = await project.rhizome(...RUN, '--parameters', 'defaults', '--replicates', '3');
    expect(code).toBe(0);
    expect(stdout).toContain('3 replicates of 400 agents');
    expect(stdout).not.toContain('uncertainty');
    const check = await project.rhizome('check', 'scenarios/plain.yaml');
    expect(check.stdout).toContain('400 agents x 17 weeks x 10 draws x 2 seeds = 136 000 agent-weeks');
  });

  it('ends with 2 and advice where options contradict it, or it is of another version', async () => {
    const twice = await project.rhizome(...RUN, '--replicates', '3');
    expect([twice.code, twice.stdout]).toEqual([2, '']);
    expect(twice.stderr).toMatch(
      /^error: scenarios\/plain\.yaml:\d+:\d+: --replicates counts .*--draws and --seeds/,
    );
    const wrong = await project.rhizome(...RUN, '--parameters', 'default');
    expect(wrong.stderr).toMatch(/--parameters can't be `default`: expected posterior or defaults/);
    project.edit('models/village/rules/leaving.yaml', '(1 + drought)', '(1 + 2 * drought)');
    const old = await project.rhizome(...RUN);
    expect(old.code).toBe(2);
    expect(old.stderr).toMatch(
      /^error: models\/village\/posteriors\/village-2001\.json:4:\d+: the posterior was fitted with another version.*run `rhizome calibrate scenarios\/plain\.yaml`, or say `parameters: defaults`/,
    );
    expect((await project.rhizome(...RUN, '--parameters', 'defaults')).code).toBe(0);
  });
});
