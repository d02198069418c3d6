import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDay } from '../../../src/core/calendar.ts';
import { execute } from '../../../src/execute/execute.ts';
import type { Executor } from '../../../src/execute/executor.ts';
import { readCsv } from '../../../src/io/text/csv.ts';
import { backtestText } from '../../../src/report/terminal/backtest.ts';
import { backtest } from '../../../src/workflows/backtest/backtest.ts';
import { theoryMeans } from '../../../src/workflows/backtest/theory-tables.ts';
import { runEnsemble } from '../../../src/workflows/run/ensemble.ts';
import type { Project } from '../../cli/process.ts';
import { printed, printMargins, villageProject } from './village.ts';

const ITEMS = ['brave', 'bold', 'gone', 'in_town'];
const WAVES = ['V1', 'V2', 'V3'];
/** All leave alike, after their friends, or in the first weeks alone. */
const RIVALS = `---
rule: leave-after-friends
draw: leave
who: not away
chance: per_week(rate * (0.3 + 6 * share(friends, away)))
then:
  place: choose(far where there != place, ease[there])
---
rule: leave-at-once
draw: leave
who: not away
chance: per_week(if(week < 6, rate, 0))
then:
  place: choose(far where there != place, ease[there])
`;

describe('a backtest of rival theories', () => {
  let project: Project;
  const at = (...path: string[]) => join(project.folder, ...path);

  beforeAll(() => {
    project = villageProject(
      WAVES.flatMap((wave, k) => ITEMS.map((item, j) => printed(`X${k}${j}`, wave, item, 0.5))),
      '',
    );
    const rules = 'models/village/rules/leaving.yaml';
    project.write(rules, project.read(rules).trimEnd().concat('\n', RIVALS));
    const variants =
      'variants:\n  leaving: { courage: [leave], friends: [leave-after-friends], rush: [leave-at-once] }\n';
    project.write('models/village/model.yaml', project.read('models/village/model.yaml').concat(variants));
    project.edit('models/village/parameters.csv', '0.02,"uniform(0, 1)"', '0.02,"uniform(0.02, 0.15)"');
    project.edit('models/village/parameters.csv', '0.1,"uniform(0, 1)"', '0.1,"uniform(0.05, 0.45)"');
  });
  afterAll(() => project.remove());

  it('finds the true one among three, each fitted to what was known', async () => {
    project.write(
      'scenarios/true.yaml',
      project.read('scenarios/plain.yaml').concat('choose: { leaving: friends }\n'),
    );
    await runEnsemble(at('scenarios/true.yaml'), {
      ...{ parameters: 'defaults', replicates: 1, personsPerAgent: 1, threads: 0, seed: 'truth' },
      ...{ set: { rate: 0.08, pull: 0.1 }, folder: at('truth') },
    });
    const answers = readCsv(at('truth/survey.csv')).rows.map(({ cells }) => cells);
    printMargins(
      project,
      WAVES.flatMap((wave, w) =>
        ITEMS.map((item, j) => {
          const { mean, respondents } = answers.find(
            row => row.wave === wave && row.item === item && row.subgroup === 'all' && row.mode === 'drawn',
          )!;
          const n = Math.round(Number(respondents));
          return printed(`X${w}${j}`, wave, item, Number(mean).toFixed(2)).replace(',,,200,', `,,,${n},`);
        }),
      ),
    );
    const found = await backtest(at('scenarios/plain.yaml'), {
      ...{ budget: 150, agents: 400, draws: 40, personsPerAgent: 10, skipNetworks: true },
      ...{ origins: [parseDay('2001-02-11')!], theories: 'leaving', threads: 0, folder: at('found') },
    });
    const { theories, weights, figures } = found.stacking!;
    expect(theories).toEqual(['courage', 'friends', 'rush']);
    expect(figures).toHaveLength(8);
    expect(weights[1]).toBeGreaterThan(0.6);
    const means = theoryMeans(found.stacking!);
    const crpsOf = (name: string) => means.find(({ theory }) => theory === name)!.crps;
    for (const wrong of ['courage', 'rush']) expect(crpsOf('friends')).toBeLessThan(crpsOf(wrong));
    // A rush and a snowball are far apart.
    expect(means.at(-1)!.structure).toBeGreaterThan(0.05);
    const text = backtestText(found, (_, words) => words).join('\n');
    expect(text).toContain('Theories of `leaving`');
    expect(text).toMatch(/^ {2}friends +0\.[6-9]\d +8 /m);
    expect(text).not.toContain('ran on the posterior of');
    // Each theory has a fit of its own, of this origin.
    for (const name of ['friends', 'rush'])
      expect(readCsv(at(`found-2001-02-11-${name}`, 'posterior.csv')).rows.length).toBeGreaterThan(0);
    expect(readCsv(at('found/theories.csv')).rows).toHaveLength(4);
    expect(readCsv(at('found/stacked.csv')).rows).toHaveLength(8);
  });

  it('goes on after a stop, and gives the same bytes with threads and any executor', async () => {
    const asked = {
      ...{ budget: 150, agents: 400, draws: 10, personsPerAgent: 10, skipNetworks: true },
      ...{ origins: [parseDay('2001-02-11')!], theories: 'leaving' },
    };
    const folder = at('found');
    const tables = () =>
      ['backtest.csv', 'theories.csv', 'stacked.csv'].map(name => readFileSync(join(folder, name), 'utf8'));
    // The fits of the test before are there, so these are projections alone.
    const notes: string[] = [];
    const first = { ...asked, folder, threads: 0, resume: true, onNote: (text: string) => notes.push(text) };
    await backtest(at('scenarios/plain.yaml'), first);
    expect(notes.filter(text => text.endsWith('is there already'))).toEqual([
      'the fit of `courage` to what was known on 2001-02-11 is there already',
      'the fit of `friends` to what was known on 2001-02-11 is there already',
      'the fit of `rush` to what was known on 2001-02-11 is there already',
    ]);
    const whole = tables();
    let runs = 0;
    const stopping: Executor = (task, keys, options) =>
      execute(task, keys, {
        ...options,
        onResult(index, result) {
          if (++runs > 13) throw new Error('the machine goes off');
          options.onResult?.(index, result);
        },
      });
    await expect(backtest(at('scenarios/plain.yaml'), { ...first, executor: stopping })).rejects.toThrow(
      'goes off',
    );
    await backtest(at('scenarios/plain.yaml'), { ...first, threads: 2 });
    expect(notes).toContain('3 of 10 runs were done before');
    expect(tables()).toEqual(whole);
  });

  it('names the theory and the figure that it can not reach', async () => {
    const margins = 'surveys/village-2001/marginals.csv';
    project.write(
      margins,
      project.read(margins).replace(/(?<head>X02,V1,gone,all,yes,)[\d.]+/, '$<head>0.999'),
    );
    await expect(
      backtest(at('scenarios/plain.yaml'), {
        ...{ budget: 150, agents: 400, origins: [parseDay('2001-02-11')!], theories: 'leaving' },
        ...{ threads: 0, folder: at('beyond') },
      }),
    ).rejects.toThrow(/the fit of `courage` to what was known on 2001-02-11: .*X02/);
  });
});
