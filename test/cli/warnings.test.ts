import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, type Project } from './process.ts';

const SCENARIO = 'scenarios/plain.yaml';
const RULES = 'models/village/rules/leaving.yaml';
const MARGINS = 'models/village/margins.csv';

/** How each command ends on the terminal. */
const LINE = '2 warnings: leaving.yaml:12: rule `idle` never acts: no plan names it; see `check`';

describe('warnings', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject();
    const rules = project.read(RULES).trimEnd();
    project.write(RULES, `${rules}\n---\nrule: idle\nset: { courage: 0 }\n`);
    // 0.25 x 0.5 + 0.75 x 0.4 is 0.425, too far from 0.45 for rounding, not for chance.
    project.edit('models/village/population.yaml', '[smith, baker]', '[smith, baker]\n  skill: [low, high]');
    project.edit('models/village/networks.yaml', 'degree: 4', 'degree: 4\n    homophily: { skill: 1 }');
    project.edit(
      MARGINS,
      'smiths',
      'smiths\nall,skill,high,,0.45,,400,1,A00,skilled\nof smiths,skill,high,trade=smith,0.5,,100,1,A00,skilled\nof bakers,skill,high,trade=baker,0.4,,300,1,A00,skilled',
    );
    project.write(
      'scenarios/wet.yaml',
      'extends: plain.yaml\ntitle: A wet spring\nassumes: rain\nwithout: [dry_spring]\n',
    );
    project.write(
      'scenarios/pull.yaml',
      'title: Pull\nscenario: plain.yaml\nlevers:\n  pull: { parameter: pull, values: [0, 0.1] }\nseeds: 1\n',
    );
  });
  afterAll(() => project.remove());

  const warned = (folder: string) =>
    JSON.parse(readFileSync(join(project.folder, folder, 'manifest.json'), 'utf8')).warnings;

  it('are printed by check, of the model first, then of the people', async () => {
    const { code, stdout, stderr } = await project.rhizome('check', SCENARIO);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').filter(line => line.startsWith('warning:'))).toEqual([
      `warning: ${RULES}:12:1: rule \`idle\` never acts: no plan names it (name it in \`plan\` or in an option of \`variants\` of model.yaml, or remove it)`,
      expect.stringMatching(
        /^warning: models\/village\/margins.csv:2:20: margins trade, all, of smiths, of bakers /,
      ),
    ]);
  });

  it('are errors of check --strict', async () => {
    const { code, stdout, stderr } = await project.rhizome('check', '--strict', SCENARIO);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^error: .*rule `idle` never acts.*\nerror: .*margins trade, all, of smiths, of bakers .*\n$/,
    );
  });

  const commands: [string, string[], string][] = [
    ['run', ['run', SCENARIO], 'output/plain'],
    ['compare', ['compare', SCENARIO, 'scenarios/wet.yaml'], 'output/compare/plain-vs-wet'],
    ['sweep', ['sweep', 'scenarios/pull.yaml'], 'output/sweep/pull'],
    [
      'sensitivity',
      ['sensitivity', SCENARIO, '--trajectories', '2', '--agents', '100'],
      'output/sensitivity/plain',
    ],
    ['validate', ['validate', SCENARIO], 'output/validate/plain'],
    ['calibrate', ['calibrate', SCENARIO, '--agents', '100', '--budget', '150'], 'output/calibrate/plain'],
  ];
  it.each(commands)('stand in one line of %s, its manifest and its page', async (_, words, folder) => {
    const { code, stdout, stderr } = await project.rhizome(...words, '--threads', '0');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').filter(line => line.includes('warning'))).toContain(LINE);
    expect(warned(folder)).toMatchObject([
      { kind: 'unknown', at: { file: RULES, line: 12, column: 1 } },
      { kind: 'conflict', at: { file: MARGINS } },
    ]);
    const page = parseHTML(readFileSync(join(project.folder, folder, 'report.html'), 'utf8')).document;
    const items = [...page.querySelectorAll('#warnings li')].map(item => item.textContent);
    expect(items).toEqual([
      expect.stringMatching(/^leaving\.yaml:12:1: rule `idle` never acts/),
      expect.stringMatching(/^margins\.csv:2:20: margins trade, all/),
    ]);
    const order = [...page.querySelectorAll('section')].map(section => section.id);
    // Behind the answer, its curve and the hosts.
    expect(order.indexOf('warnings')).toBeLessThan(4);
  });

  it('are told to programs', async () => {
    const { stdout } = await project.rhizome('run', SCENARIO, '--json', '--out', 'json', '--threads', '0');
    const [{ warnings }] = JSON.parse(stdout);
    expect(warnings).toEqual(warned('json'));
  });
});
