import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { meanOf } from '../../../src/core/math/statistics.ts';
import { readCsv } from '../../../src/io/text/csv.ts';
import { loadInputs } from '../../../src/workflows/run/load-inputs.ts';
import { runKeysOf } from '../../../src/workflows/run/run-keys.ts';
import { makeProject, type Project } from '../../cli/process.ts';
import { writePosterior } from '../../support/posterior.ts';

/** All leave by their courage, at once, or not at all. */
const RIVALS = `---
rule: leave-at-once
draw: leave
who: not away
chance: per_week(if(week < 4, 8 * rate, 0))
then:
  place: choose(far where there != place, ease[there])
---
rule: leave-never
draw: leave
who: not away
chance: per_week(0 * rate)
then:
  place: choose(far where there != place, ease[there])
`;
const WEIGHTS = {
  made_by: 'rhizome',
  study: 'village-2001',
  variant: 'leaving',
  origins: ['2001-02-11'],
  figures: 8,
  weights: { courage: 0.5, rush: 0.3, never: 0.2 },
};
const FILE = 'models/village/posteriors/village-2001.leaving.json';
const FAST = ['--scale', '40', '--weeks', '8', '--threads', '0'];

describe('rival theories projected together', () => {
  let project: Project;
  const at = (...path: string[]) => join(project.folder, ...path);
  const rows = (path: string) => readCsv(at(path)).rows.map(({ cells }) => cells);
  const run = (...words: string[]) =>
    project.rhizome('run', 'scenarios/plain.yaml', '--theories', 'leaving', ...FAST, ...words);

  beforeAll(() => {
    project = makeProject();
    const rules = 'models/village/rules/leaving.yaml';
    project.write(rules, project.read(rules).trimEnd().concat('\n', RIVALS));
    project.write(
      'models/village/model.yaml',
      project
        .read('models/village/model.yaml')
        .concat('variants:\n  leaving: { courage: [leave], rush: [leave-at-once], never: [leave-never] }\n'),
    );
    mkdirSync(at('models/village/posteriors'));
    project.write(FILE, JSON.stringify(WEIGHTS));
    for (const name of ['village-2001', 'village-2001.leaving-rush', 'village-2001.leaving-never'])
      writePosterior(project.folder, { name });
  });
  afterAll(() => project.remove());

  it('has as many draws of each as its weight says, each run of its theory alone', async () => {
    const ended = await run('--draws', '10', '--seeds', '2', '--out', 'together');
    expect(ended.stderr).toBe('');
    expect(ended.stdout.replace(/\s+/g, ' ')).toContain(
      '3 theories of leaving together, by weight and draws: courage 0.50 (5), rush 0.30 (3), never 0.20 (2); weights by 8 figures later than 2001-02-11. Of the variance of',
    );
    expect(rows('together/theories.csv').map(row => [row.theory, row.weight, row.draws])).toEqual([
      ['courage', '0.5', '5'],
      ['never', '0.2', '2'],
      ['rush', '0.3', '3'],
    ]);
    const runs = rows('together/runs.csv');
    expect(runs).toHaveLength(20);
    const courses = rows('together/trajectories.csv');
    const gone = (replicate: string, week: string) =>
      Number(
        courses.find(row => row.replicate === replicate && row.date === week && row.where === 'all')!.gone,
      );
    for (const { replicate, theory } of runs) {
      const [before, after] = ['2001-01-22', '2001-02-19'].map(week => gone(replicate, week));
      if (theory === 'never') expect(after).toBe(0);
      if (theory === 'rush') expect([before > 0, after]).toEqual([true, before]);
      if (theory === 'courage') expect(after).toBeGreaterThan(before);
    }
  });

  it('tells apart what lies between theories, between parameters and in chance', () => {
    const last = '2001-02-19';
    const theories = rows('together/runs.csv');
    const values = rows('together/trajectories.csv').filter(row => row.date === last && row.where === 'all');
    // The law of total variance by hand: two seeds a draw, draws within theories, theories.
    const draws = Array.from({ length: 10 }, (_, k) => {
      const own = [2 * k, 2 * k + 1].map(one =>
        Number(values.find(({ replicate }) => replicate === String(one + 1))!.gone),
      );
      return { theory: theories[2 * k].theory, mean: meanOf(own), within: (own[0] - own[1]) ** 2 / 2 };
    });
    const chance = meanOf(draws.map(({ within }) => within));
    const groups = [...Map.groupBy(draws, ({ theory }) => theory).values()];
    const all = meanOf(draws.map(({ mean }) => mean));
    let [inside, outside] = [0, 0];
    for (const own of groups) {
      const mean = meanOf(own.map(one => one.mean));
      inside += own.reduce((sum, one) => sum + (one.mean - mean) ** 2, 0) / 7;
      outside += own.length * (mean - all) ** 2;
    }
    const structure = Math.max(0, outside - 2 * inside) / 10;
    const parameters = Math.max(0, inside - chance / 2);
    const row = rows('together/summary.csv').find(
      one => one.metric === 'gone' && one.date === last && one.where === 'all',
    )!;
    const total = structure + parameters + chance;
    expect(structure / total).toBeGreaterThan(0.1);
    expect(Number(row.structure_share)).toBeCloseTo(structure / total, 2);
    expect(Number(row.parameter_share)).toBeCloseTo(parameters / total, 2);
    expect(Number(row.chance_share)).toBeCloseTo(chance / total, 2);
    const page = project
      .read('together/report.html')
      .replace(/<[^>]+>/g, '')
      .replace(/\s+/g, ' ');
    expect(page).toContain(
      'They hold 3 theories of leaving together, by weight and draws: courage 0.50 (5), never 0.20 (2), rush 0.30 (3); weights by 8 figures',
    );
    expect(page).toContain('on 10 sets of parameter values');
    expect(page).toContain('lies between theories.');
  });

  it('gives the same bytes with threads, and goes on after a stop', async () => {
    await run('--draws', '10', '--seeds', '2', '--threads', '2', '--out', 'threaded');
    for (const name of ['summary.csv', 'trajectories.csv', 'theories.csv'])
      expect(readFileSync(at('threaded', name), 'utf8')).toBe(readFileSync(at('together', name), 'utf8'));
    const again = await run('--draws', '10', '--seeds', '2', '--out', 'together', '--resume');
    expect(again.stderr).toContain('scenarios/plain.yaml is done already');
  });

  it('is off unless it is asked for: the posterior of the usual theory is that of the study', async () => {
    const inputs = loadInputs(at('scenarios/plain.yaml'));
    expect(inputs.theories).toBeUndefined();
    expect(runKeysOf(inputs).every(key => !('theory' in key))).toBe(true);
  });

  it('takes the posterior of its own for a scenario that chooses another theory', () => {
    project.write(
      'scenarios/rush.yaml',
      'extends: plain.yaml\ntitle: Rush\nassumes: they leave at once\nchoose: { leaving: rush }\n',
    );
    expect(loadInputs(at('scenarios/rush.yaml')).posterior!.file).toContain('village-2001.leaving-rush.csv');
    const together = loadInputs(at('scenarios/rush.yaml'), { theories: 'leaving' });
    expect(together.theories!.options.map(({ choose }) => choose)).toEqual([
      {},
      { leaving: 'rush' },
      { leaving: 'never' },
    ]);
  });

  it('compares, sweeps and runs points on the same shares of draws', async () => {
    project.write(
      'scenarios/dry.yaml',
      'extends: plain.yaml\ntitle: Dry\nassumes: no rain\nevents:\n  - { kind: drought, from: 2001-01-08, to: 2001-02-04, size: 2, places: [village] }\n',
    );
    const common = ['--theories', 'leaving', '--scale', '40', '--threads', '0'];
    const compared = await project.rhizome(
      ...['compare', 'scenarios/plain.yaml', 'scenarios/dry.yaml', ...common],
      ...['--weeks', '8', '--draws', '10', '--seeds', '1', '--out', 'compared'],
    );
    expect(compared.stderr).toBe('');
    expect(compared.stdout.replace(/\s+/g, ' ')).toContain('3 theories of leaving together');
    const difference = rows('compared/compare.csv').findLast(
      row => row.metric === 'gone' && row.group === 'all',
    )!;
    // Drought moves those who leave by their courage only: all of one theory differ, none of the others.
    expect(Number(difference.p_greater)).toBe(0.5);
    expect(Number(difference.structure_share)).toBeGreaterThan(0.3);

    mkdirSync(at('scenarios/sweeps'));
    project.write(
      'scenarios/sweeps/rates.yaml',
      'title: Rates\nscenario: ../plain.yaml\ndesign: grid\nlevers:\n  pull: { parameter: pull, values: [0, 0.3] }\noutcomes: [gone@2001-02-19]\ndraws: 10\nseeds: 1\n',
    );
    const swept = await project.rhizome('sweep', 'scenarios/sweeps/rates.yaml', ...common, '--out', 'swept');
    expect(swept.stderr).toBe('');
    expect(rows('swept/effects.csv')[0].structure_share).not.toBe('');
    expect(rows('swept/theories.csv').map(({ draws }) => draws)).toEqual(['5', '2', '3']);

    project.write('points.csv', 'pull\n0\n0.3\n');
    const pointed = await run(
      '--points',
      'points.csv',
      '--outcomes',
      'gone@2001-02-19',
      '--draws',
      '10',
      '--seeds',
      '1',
      '--out',
      'pointed',
    );
    expect(pointed.stderr).toBe('');
    const atFirst = rows('pointed/outcomes.csv').filter(({ point }) => point === '1');
    expect(atFirst.filter(({ value }) => value === '0')).toHaveLength(2);
  });

  it('says what is missing: weights, a posterior, options, posteriors at all', async () => {
    const failed = async (...words: string[]) => {
      const { code, stderr } = await run(...words);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await failed('--parameters', 'defaults')).toContain('rival theories run on what was fitted');
    project.write(FILE, JSON.stringify({ ...WEIGHTS, weights: { courage: 0.5, dash: 0.5 } }));
    expect(await failed()).toContain('`leaving` has no option `dash`');
    project.write(FILE, JSON.stringify({ ...WEIGHTS, weights: { courage: 0.5, rush: 0.3 } }));
    expect(await failed()).toContain('the weights of the theories do not add up to 1');
    const other = await project.rhizome('run', 'scenarios/plain.yaml', '--theories', 'leavin');
    expect(other.stderr).toContain('the model has no variant `leavin`');
    project.edit('models/village/model.yaml', 'never: [leave-never]', 'never: [leave-never], slow: [leave]');
    for (const name of ['village-2001', 'village-2001.leaving-rush', 'village-2001.leaving-never'])
      writePosterior(project.folder, { name });
    project.write(FILE, JSON.stringify({ ...WEIGHTS, weights: { courage: 0.5, slow: 0.5 } }));
    const lacking = await failed();
    expect(lacking).toContain('the theory `slow` has a weight but no posterior of its own');
    expect(lacking).toContain('choose: { leaving: slow }');
  });
});
