import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../../src/core/diagnostics.ts';
import { adoptPosterior, refuseFaults } from '../../../src/io/fit/fit-adopt.ts';
import { engineIdentity } from '../../../src/io/project/engine-identity.ts';
import { readInputs } from '../../../src/io/project/inputs.ts';
import { fitConditions } from '../../../src/project/fit-conditions.ts';
import { type Calibration, calibrate } from '../../../src/workflows/calibrate/calibrate.ts';
import { finishedFit } from '../../../src/workflows/calibrate/finished-fit.ts';
import { type CalibrateOptions, planFit } from '../../../src/workflows/calibrate/fit-plan.ts';
import { makeProject, type Project } from '../../cli/process.ts';

/** All tables of a fit but runs.csv, which tells the time. */
const TABLES = [
  ...['rounds', 'posterior', 'parameters', 'correlations', 'ppc', 'theta', 'x'].map(name => `${name}.csv`),
  ...['posterior', 'prior', 'emulators', 'idata'].map(name => `${name}.json`),
];

describe('A fit', () => {
  let project: Project;
  let first: Calibration;
  const path = (name: string) => join(project.folder, name);
  const fitTo = (name: string, options: CalibrateOptions = {}, scenario = 'scenarios/plain.yaml') =>
    calibrate(path(scenario), {
      agents: 200,
      budget: 160,
      threads: 0,
      ...options,
      folder: path(`output/${name}`),
    });
  const bytes = (name: string) =>
    Object.fromEntries(TABLES.map(file => [file, project.read(`output/${name}/${file}`)]));

  beforeAll(async () => {
    project = makeProject();
    first = await fitTo('first');
  });
  afterAll(() => project.remove());

  it('learns what the figures tell and leaves the rest at its prior', () => {
    const [header, ...rows] = project.read('output/first/parameters.csv').trim().split('\n');
    const shrinkage = header.split(',').indexOf('shrinkage');
    const of = new Map(rows.map(row => [row.split(',')[0], Number(row.split(',')[shrinkage])] as const));
    expect(of.get('pull')).toBeGreaterThan(0.3);
    expect(of.get('rate')).toBeLessThan(0.25);
    const z = Number(project.read('output/first/ppc.csv').trim().split('\n')[1].split(',').at(-1));
    expect(Math.abs(z)).toBeLessThan(2);
  });

  it('is the same with more threads and the other backend', async () => {
    await fitTo('other', { threads: 2, backend: 'js' });
    expect(bytes('other')).toEqual(bytes('first'));
  });

  it('goes on where it was stopped, and ends with the same bytes', async () => {
    const stop = new AbortController();
    const stopped = await fitTo('resumed', {
      signal: stop.signal,
      onProgress: ({ runsDone }) => runsDone >= 90 && stop.abort(),
    }).catch(error => error);
    expect(stopped).toBeInstanceOf(DiagnosticError);
    expect(stopped.exitCode).toBe(130);
    expect(stopped.problems[0].message).toMatch(/^\d+ runs are done and kept: --resume goes on with them$/);
    const log = path('output/resumed.runs/fit.records');
    // As a process leaves it that was killed while it wrote.
    truncateSync(log, readFileSync(log).length - 17);
    const runs: number[] = [];
    await fitTo('resumed', { resume: true, onProgress: ({ runsDone }) => runs.push(runsDone) });
    expect(runs[1]).toBeGreaterThanOrEqual(88);
    expect(bytes('resumed')).toEqual(bytes('first'));
    expect(existsSync(path('output/resumed.runs'))).toBe(false);
  });

  it('refuses to go on with a log of other work', async () => {
    const stop = new AbortController();
    await fitTo('foreign', {
      signal: stop.signal,
      onProgress: ({ runsDone }) => runsDone > 5 && stop.abort(),
    }).catch(() => {});
    const other = fitTo('foreign', { resume: true, seed: 'another' });
    await expect(other).rejects.toThrow(
      /foreign\.runs\/fit\.records holds runs of other inputs: found .*seed chronicle.*expected .*seed another.*name another folder/,
    );
  });

  it.each<[string, (own: Project) => void]>([
    [
      'an event before the last figure',
      own =>
        own.write(
          'scenarios/plain.yaml',
          `${own.read('scenarios/plain.yaml')}events:\n  - { kind: drought, from: 2001-01-15, to: 2001-02-04, size: 1 }\n`,
        ),
    ],
    [
      'an event of the study switched off',
      own => own.write('scenarios/plain.yaml', `${own.read('scenarios/plain.yaml')}without: [dry_spring]\n`),
    ],
    ['another rule', own => own.edit('models/village/rules/leaving.yaml', '(1 + drought)', '(2 + drought)')],
    ['another value of a place', own => own.edit('models/village/places.csv', '1,A00,0.5', '1,A00,0.6')],
    ['another figure', own => own.edit('surveys/village-2001/marginals.csv', 'yes,0.5', 'yes,0.51')],
  ])('refuses to go on with runs that were made without %s', async (_, edit) => {
    const own = makeProject();
    const folder = path('output/foreign');
    try {
      edit(own);
      const options = { agents: 200, budget: 160, threads: 0, resume: true, folder };
      await expect(calibrate(join(own.folder, 'scenarios/plain.yaml'), options)).rejects.toThrow(
        /foreign\.runs\/fit\.records holds runs of other inputs: found inputs .*expected inputs /,
      );
    } finally {
      own.remove();
    }
  });

  it('overwrites no runs without --resume', async () => {
    const records = path('output/foreign.runs/fit.records');
    const before = readFileSync(records);
    await expect(fitTo('foreign')).rejects.toThrow(/holds \d+ finished runs of an earlier attempt/);
    await expect(fitTo('foreign', { seed: 'another' })).rejects.toThrow(/holds runs of other inputs/);
    expect(readFileSync(records)).toEqual(before);
    expect(readdirSync(path('output/foreign.runs')).sort()).toEqual(['fit.records', 'owner.json']);
  });

  it('lets no other process at work on its folder', async () => {
    mkdirSync(path('output/busy.runs'), { recursive: true });
    const owner = { made_by: 'rhizome', host: hostname(), pid: process.ppid };
    writeFileSync(path('output/busy.runs/owner.json'), JSON.stringify(owner));
    await expect(fitTo('busy')).rejects.toThrow(/process \d+ is at work on .*busy/);
  });

  it('never sees what is held out', async () => {
    const other = makeProject();
    const table = 'surveys/village-2001/marginals.csv';
    other.write(
      table,
      `${other.read(table).trimEnd()}\nH01,V1,brave,where=mill,yes,0.9,share,exact,,,50,reported,B01,holdout\nH02,V1,merry,all,yes,0.1,share,exact,,,200,reported,B01,holdout\n`,
    );
    await calibrate(join(other.folder, 'scenarios/plain.yaml'), {
      agents: 200,
      budget: 160,
      threads: 0,
      folder: path('output/holdout'),
    });
    other.remove();
    expect(bytes('holdout')).toEqual(bytes('first'));
  });

  it('holds the same by abc-smc, which is less sure by nature', async () => {
    const [waves, abc] = [
      await fitTo('waves'),
      await fitTo('abc', { method: 'abc-smc', budget: 3000, threads: 2 }),
    ].map(({ parameters }) => parameters.find(({ name }) => name === 'pull')!);
    expect(waves.mean).toBeGreaterThan(abc.q05);
    expect(waves.mean).toBeLessThan(abc.q95);
    expect(abc.sd).toBeGreaterThan(0.8 * waves.sd);
    expect(abc.shrinkage).toBeGreaterThan(0.3);
  });

  it('holds the same by an ensemble, which is wider where answers bend', async () => {
    const waves = (await fitTo('waves')).parameters.find(({ name }) => name === 'pull')!;
    const { parameters, rounds, predictive } = await fitTo('ensemble', { method: 'ensemble', budget: 900 });
    const pull = parameters.find(({ name }) => name === 'pull')!;
    expect(Math.abs(pull.mean - waves.mean)).toBeLessThan(waves.sd);
    expect(pull.sd / waves.sd).toBeGreaterThan(0.8);
    expect(pull.sd / waves.sd).toBeLessThan(2);
    expect(rounds.map(({ kind }) => kind)).toEqual([...new Array(6).fill('step'), 'check']);
    for (const { z } of predictive) expect(Math.abs(z)).toBeLessThan(2);
  });

  it('gives ArviZ and sbi what they read', () => {
    const data = JSON.parse(project.read('output/first/idata.json'));
    expect(Object.keys(data.posterior)).toEqual(['rate', 'pull']);
    expect(data.posterior.rate.length).toBe(4);
    expect(data.posterior.rate[0].length).toBe(100);
    const [theta, x] = ['theta', 'x'].map(name =>
      project.read(`output/first/${name}.csv`).trim().split('\n'),
    );
    expect(theta.length).toBe(x.length);
    expect(theta[0]).toBe('rate,pull');
    expect(x[0]).toBe('V01');
  });

  it('varies a parameter that keeps its prior in all runs and draws, and learns nothing of it', async () => {
    const own = makeProject();
    own.edit(
      'models/village/parameters.csv',
      'rate of leaving of the bravest,yes',
      'rate of leaving of the bravest,prior',
    );
    const scenario = join(own.folder, 'scenarios/plain.yaml');
    const options = { agents: 200, budget: 160, threads: 0, folder: join(own.folder, 'output/fit') };
    const result = await calibrate(scenario, options);
    expect(result.parameters.map(({ name }) => name)).toEqual(['pull']);
    expect(result.kept).toEqual(['rate']);
    const columnOf = (file: string, name: string) => {
      const [header, ...rows] = own.read(`output/fit/${file}`).trim().split('\n');
      const at = header.split(',').indexOf(name);
      return rows.map(row => Number(row.split(',')[at]));
    };
    expect(new Set(columnOf('runs.csv', 'rate')).size).toBeGreaterThan(80);
    const draws = columnOf('posterior.csv', 'rate');
    // One in each of as many equal parts of its uniform prior.
    expect(new Set(draws.map(value => Math.floor(value * draws.length))).size).toBe(draws.length);
    adoptPosterior(result, scenario);
    expect(JSON.parse(own.read('models/village/posteriors/village-2001.json'))).toMatchObject({
      parameters: ['rate', 'pull'],
      kept: ['rate'],
    });
    expect(readInputs(scenario).posterior?.names).toEqual(['rate', 'pull']);
    own.remove();
  });

  it('can be put beside the model, where scenarios find it', async () => {
    const own = makeProject();
    copyFileSync(path('scenarios/plain.yaml'), join(own.folder, 'scenarios/plain.yaml'));
    const scenario = join(own.folder, 'scenarios/plain.yaml');
    const result = await calibrate(scenario, {
      agents: 200,
      budget: 160,
      threads: 0,
      folder: join(own.folder, 'output/fit'),
    });
    adoptPosterior(result, scenario);
    const { posterior } = readInputs(scenario);
    expect(posterior?.names).toEqual(['rate', 'pull']);
    expect(posterior?.values.length).toBe(400);
    expect(posterior?.warnings).toEqual([]);
    const note = JSON.parse(own.read('models/village/posteriors/village-2001.json'));
    expect(note).toMatchObject({
      engine: engineIdentity(),
      scenario: 'plain',
      conditions: fitConditions(result.inputs, ['rate', 'pull']),
    });
    own.edit('models/village/rules/leaving.yaml', 'ease[there]', '2 * ease[there]');
    expect(() => readInputs(scenario)).toThrow(/another version of the model/);
    own.remove();
  });

  it('is not adopted when it has faults, unless asked for anyway', async () => {
    const own = makeProject();
    const scenario = join(own.folder, 'scenarios/plain.yaml');
    const { folder, inputs } = first;
    const table = join(own.folder, 'models/village/posteriors/village-2001.csv');
    const bad = { folder, judgement: { chi2: 158, figures: 41, p: 1e-15, faults: ['V01 is missed'] } };
    expect(() => refuseFaults(bad)).toThrow(/not adopted.*V01 is missed.*--adopt-anyway/s);
    expect(() => refuseFaults(first)).not.toThrow();
    adoptPosterior({ ...bad, inputs }, scenario);
    expect(readFileSync(table, 'utf8')).toBe(project.read('output/first/posterior.csv'));
    expect(JSON.parse(readFileSync(table.replace('.csv', '.json'), 'utf8')).judgement).toEqual(
      first.judgement,
    );
    own.remove();
  });

  it('is found again by --resume when it is finished, and only when nothing has changed', async () => {
    const options = { agents: 200, budget: 160, threads: 0, folder: path('output/first') };
    const find = (more: CalibrateOptions = {}) =>
      finishedFit(path('scenarios/plain.yaml'), { ...options, ...more });
    const { judgement, outcomes } = first;
    expect(find()).toEqual({ folder: options.folder, runs: outcomes.length, judgement });
    for (const other of [
      { agents: 300 },
      { budget: 170 },
      { seed: 'another' },
      { method: 'abc-smc' as const },
    ])
      expect(find(other)).toBeUndefined();
    expect(find({ parameters: ['pull'] })).toBeUndefined();
    expect(find({ folder: path('output/nowhere') })).toBeUndefined();
    const draws = project.read('output/first/posterior.csv');
    project.write('output/first/posterior.csv', draws.replace(/[1-8](?=\n$)/, '9'));
    expect(find()).toBeUndefined();
    project.write('output/first/posterior.csv', draws);
    // What a process leaves that loses its power between its last file and its last folder.
    mkdirSync(path('output/first.runs'));
    expect(find()).toBeDefined();
    expect(existsSync(path('output/first.runs'))).toBe(false);
  });

  describe('refuses, with advice,', () => {
    const changed = (edit: (other: Project) => void, options: CalibrateOptions = {}) => {
      const other = makeProject();
      try {
        edit(other);
        const scenario = join(other.folder, 'scenarios/plain.yaml');
        return planFit(readInputs(scenario, 'defaults'), options);
      } finally {
        other.remove();
      }
    };
    const parameters = 'models/village/parameters.csv';

    it('a study without a free parameter', () => {
      const none = () =>
        changed(other => other.write(parameters, other.read(parameters).replaceAll(',yes', ',no')));
      expect(none).toThrow(/no parameter to fit/);
    });

    it('a parameter that nobody knows, has no prior or shapes the people', () => {
      expect(() => changed(() => {}, { parameters: ['rat'] })).toThrow(/unknown parameter `rat`/);
      const shaping = () =>
        changed(other => other.edit(parameters, '4000,fixed', '4000,"uniform(1, 5000)"'), {
          parameters: ['villagers'],
        });
      expect(shaping).toThrow(/shapes the people/);
      expect(() => changed(() => {}, { parameters: ['villagers'] })).toThrow(/has no prior/);
    });

    it('a budget too small for the method', async () => {
      await expect(fitTo('small', { budget: 20 })).rejects.toThrow(/budget is too small/);
    });

    it('a figure out of reach', async () => {
      const far = makeProject();
      far.edit(
        parameters,
        '"uniform(0, 1)",per week,0,1,A00,how fast',
        '"uniform(0, 0.001)",per week,0,1,A00,how fast',
      );
      far.edit('surveys/village-2001/marginals.csv', 'yes,0.5,', 'yes,0.99,');
      const error = await calibrate(join(far.folder, 'scenarios/plain.yaml'), {
        agents: 400,
        budget: 160,
        threads: 0,
        folder: join(far.folder, 'output/far'),
      }).catch(problem => problem);
      const isLeft = existsSync(join(far.folder, 'output'));
      far.remove();
      expect(isLeft).toBe(false);
      expect(error).toBeInstanceOf(DiagnosticError);
      expect(error.problems[0].message).toMatch(/out of the model's reach/);
      expect(error.problems[0].found).toMatch(/printed 0.99, runs give .* standard errors away/);
      expect(error.problems[0].hint).toMatch(/is the operator what the figure means\?/);
    });

    /** What a fit ends with, and how many runs it paid for. */
    const ended = async (edit: (other: Project) => void, options: CalibrateOptions = {}) => {
      const other = makeProject();
      edit(other);
      let runs = 0;
      const fitting = calibrate(join(other.folder, 'scenarios/plain.yaml'), {
        agents: 400,
        budget: 160,
        threads: 0,
        folder: join(other.folder, 'output/ended'),
        ...options,
        onProgress: ({ runsDone }) => {
          runs = runsDone;
        },
      });
      const error: unknown = await fitting.then(() => undefined).catch(problem => problem);
      other.remove();
      expect(error).toBeInstanceOf(DiagnosticError);
      const [problem, ...rest] = (error as DiagnosticError).problems;
      return { problem, rest, text: (error as DiagnosticError).message, runs };
    };
    const items = 'surveys/village-2001/items.csv';
    const marginals = 'surveys/village-2001/marginals.csv';
    const addRow = (table: string, row: string) => (other: Project) =>
      other.write(table, `${other.read(table).trimEnd()}\n${row}\n`);

    it.each(['waves', 'abc-smc'] as const)(
      'a figure that nobody answers, after a few runs of %s',
      async method => {
        const { text, rest, runs } = await ended(
          other => {
            addRow(items, 'nobody,asks nobody,state,yes,away and not away,away')(other);
            addRow(marginals, 'V19,V1,nobody,all,yes,0.3,share,exact,,,50,reported,B01,calibrate')(other);
          },
          { method, budget: method === 'waves' ? 160 : 3000 },
        );
        expect(text).toMatch(
          /marginals\.csv:\d+:1: nobody answers `V19` in 16 of 16 runs: its base is empty: found `nobody` is asked in V1 of those with `away` and `away and not away`/,
        );
        expect(text).toMatch(/look at `base` of `nobody` in items\.csv and `eligible` of `V1` in waves\.csv/);
        expect(rest).toEqual([]);
        expect(runs).toBe(16);
      },
    );

    it('a subgroup in which there is nobody', async () => {
      const { text } = await ended(
        addRow(marginals, 'V19,V1,brave,where=village,yes,0.3,share,exact,,,50,reported,B01,calibrate'),
      );
      expect(text).toMatch(/nobody answers `V19`.*`away` and `where=village`/);
    });

    it('a count that means something else than what is printed, before the first wave is paid for', async () => {
      const flows =
        'row_id,country,period_start,period_end,measure,unit,operator,value,se,value_low,value_high,source_id,use,note';
      const { problem, text, runs } = await ended(other =>
        other.write(
          'surveys/village-2001/flows.csv',
          `${flows}\nF1,all,2001-01-08,2001-01-14,left,persons,count(gone),900000,9000,,,B01,calibrate,\n`,
        ),
      );
      expect(text).toMatch(
        /flows\.csv:2:1: `F1` is out of the model's reach: found printed 900000, runs give .*counted by `count\(gone\)`/,
      );
      expect(problem.hint).toMatch(/is the operator what the figure means\?/);
      expect(runs).toBe(16);
    });

    it('only figures that no run can answer, each with the reason', () => {
      const none = () =>
        changed(other => {
          const table = 'surveys/village-2001/waves.csv';
          other.write(table, other.read(table).replaceAll(/2001-\d\d-\d\d/g, '1999-05-05'));
        });
      expect(none).toThrow(/there is no figure to fit to: found V01: it was asked before the model begins/);
    });
  });
});
