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
    const { code, stdout, stderr } = await project.rhizome(...RUN, '--verbose');
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
    expect(stdout).toContain('3 runs (parameters fixed: the bands hold chance only) of 400 agents');
    expect(stdout).not.toContain('uncertainty');
    const check = await project.rhizome('check', 'scenarios/plain.yaml');
    expect(check.stdout).toContain('20 runs of 400 agents over 17 weeks');
  });

  it('judges it: what it was fitted to, what it projects, what was held out', async () => {
    const study = 'surveys/village-2001';
    const [waves, margins] = ['waves', 'marginals'].map(name => project.read(`${study}/${name}.csv`));
    project.write(
      `${study}/waves.csv`,
      `${waves}P1,a round to come,2001-03-26,2001-04-01,300,planned,1,B01,away\n`,
    );
    project.write(
      `${study}/marginals.csv`,
      `${margins}H01,P1,brave,all,yes,0.55,share,exact,,,200,reported,B01,holdout\n`,
    );
    const JUDGE = ['validate', 'scenarios/plain.yaml', '--posterior', '--scale', '10', '--threads', '0'];
    const { code, stdout, stderr } = await project.rhizome(...JUDGE, '--draws', '8');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(
      '8 runs (8 sets of parameter values that fit the survey, 1 seed each) of 400 agents',
    );
    expect(stdout).toMatch(/figures within 2 standard errors: \d of 1/);
    expect(stdout).toMatch(/P1: a round to come\n.*last kept +straight line +no networks +nobody moves\n/);
    expect(stdout).toMatch(/brave = yes +\d+ % +\d+ % to \d+ % +50 % +- +\d+ % +-\n/);
    expect(stdout).toMatch(/H01 +P1 brave = yes +printed 55 % +projected \d+ % .* z [+-]/);
    expect(stdout).toMatch(
      /the 50 % interval holds [01] of 1, the 80 % .*, the 95 % interval holds [01] of 1\./,
    );
    expect(stdout).toMatch(
      /Skill against naive forecasts, .*: last kept -?[\d.]+ \(1\), no networks -?[\d.]+ \(1\)\./,
    );
    expect(project.read('output/validate/plain-posterior/holdout.csv')).toContain('\nH01,');
    const both = await project.rhizome(...JUDGE, '--strict');
    expect([both.code, both.stdout]).toEqual([2, '']);
    expect(both.stderr).toMatch(/--posterior and --strict exclude each other/);
    project.write(`${study}/waves.csv`, waves);
    project.write(`${study}/marginals.csv`, margins);
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
    // Who only looks isn't stopped.
    const look = await project.rhizome('list', 'rules', '--scenario', 'scenarios/plain.yaml');
    expect([look.code, look.stderr]).toEqual([0, '']);
  });
});
