import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCsv } from '../../src/io/text/csv.ts';
import { runEnsemble } from '../../src/workflows/run/ensemble.ts';
import { loadInputs } from '../../src/workflows/run/load-inputs.ts';
import { traceAgent } from '../../src/workflows/trace/trace.ts';
import { validate } from '../../src/workflows/validate/validate.ts';
import { makeProject, type Project } from '../cli/process.ts';
import { problemOf } from '../io/problems.ts';
import { someDraws, writePosterior } from '../support/posterior.ts';

/** The small world on draws of a posterior. */
describe('runs on a posterior', () => {
  let project: Project;
  const scenario = () => join(project.folder, 'scenarios/plain.yaml');
  const at = (...parts: string[]) => join(project.folder, ...parts);
  const rows = (...parts: string[]) => readCsv(at(...parts)).rows.map(row => row.cells);
  const TABLES = ['trajectories', 'summary', 'flows', 'survey', 'population'];

  beforeAll(async () => {
    project = makeProject();
    writePosterior(project.folder);
    await runEnsemble(scenario(), { threads: 0, backend: 'js', folder: at('first') });
  });
  afterAll(() => project.remove());

  it('are draws x seeds, each with the values of its draw', () => {
    const runs = rows('first/runs.csv');
    const given = someDraws(20);
    expect(runs).toHaveLength(20);
    expect(runs.map(run => run.replicate)).toEqual(Array.from({ length: 20 }, (_, k) => String(k + 1)));
    for (const { draw, rate, pull } of runs)
      expect([rate, pull]).toEqual(given[Number(draw) - 1].map(String));
    const drawn = runs.map(run => Number(run.draw));
    expect(new Set(drawn).size).toBe(10);
    expect(drawn).toEqual(drawn.toSorted((a, b) => a - b));
    expect(drawn.filter((_, k) => k % 2)).toEqual(drawn.filter((_, k) => !(k % 2)));
    const { resources } = JSON.parse(project.read('first/datapackage.json'));
    const { fields } = resources.find((one: { name: string }) => one.name === 'runs').schema;
    expect(fields.at(-1)).toMatchObject({ name: 'pull', type: 'number' });
  });

  it('give the same bytes on any backend and number of threads', async () => {
    await runEnsemble(scenario(), { threads: 3, backend: 'wasm', folder: at('again') });
    for (const name of TABLES)
      expect(project.read(`again/${name}.csv`) === project.read(`first/${name}.csv`), name).toBe(true);
  });

  it('are those of the same values written into the scenario', async () => {
    const { draw, rate, pull } = rows('first/runs.csv')[4];
    expect(draw).toBe('6');
    project.write(
      'scenarios/fixed.yaml',
      `extends: plain.yaml\ntitle: t\nassumes: a\nreplicates: 6\nparameters: { rate: ${rate}, pull: ${pull} }\n`,
    );
    await runEnsemble(at('scenarios/fixed.yaml'), {
      parameters: 'defaults',
      threads: 0,
      folder: at('fixed'),
    });
    const of = (folder: string) =>
      rows(folder, 'trajectories.csv')
        .filter(({ replicate }) => replicate === '5')
        .map(row => Object.values(row).slice(1).join());
    expect(of('fixed')).toEqual(of('first'));
    expect(of('fixed').length).toBeGreaterThan(10);
    expect(rows('fixed/runs.csv')[4]).not.toHaveProperty('rate');
  });

  it('keep a value of the scenario in every draw', async () => {
    project.write(
      'scenarios/map.yaml',
      'extends: plain.yaml\ntitle: t\nassumes: a\nparameters: { rate: 0 }\n',
    );
    const { results } = await runEnsemble(at('scenarios/map.yaml'), { threads: 0, folder: at('map') });
    expect(results).toHaveLength(20);
    expect(Object.keys(rows('map/runs.csv')[0]).slice(-2)).toEqual(['error', 'pull']);
    const gone = rows('map/summary.csv').filter(({ metric, where }) => metric === 'gone' && where === 'all');
    expect(gone.every(({ q95 }) => q95 === '0')).toBe(true);
  });

  it('tell how much of the spread is parameters and how much chance', async () => {
    const last = rows('first/summary.csv').filter(
      ({ metric, where }) => metric === 'gone' && where === 'all',
    );
    const { parameter_share, chance_share } = last.at(-1)!;
    expect(Number(parameter_share)).toBeGreaterThan(0.8);
    expect(Number(parameter_share) + Number(chance_share)).toBeCloseTo(1, 2);
    await runEnsemble(scenario(), { threads: 0, seeds: 1, draws: 3, folder: at('single') });
    for (const row of rows('single/summary.csv'))
      expect([row.parameter_share, row.chance_share]).toEqual(['', '']);
  });

  it('are told from those on defaults, which stay as they were', async () => {
    const { results } = await runEnsemble(scenario(), {
      parameters: 'defaults',
      threads: 0,
      folder: at('plain'),
    });
    expect(results.map(({ key }) => key.draw)).toEqual([undefined, undefined]);
    const header = (folder: string, file: string) => project.read(`${folder}/${file}.csv`).split('\n')[0];
    expect(header('plain', 'summary')).not.toContain('share');
    expect(header('plain', 'runs')).toBe('scenario,replicate,draw,seed,status,weeks,agents,wall_s,error');
  });

  it('refuse a number that would mean nothing', () => {
    expect(problemOf(() => loadInputs(scenario(), { replicates: 4 }))).toMatchObject({
      kind: 'conflict',
      hint: 'say --draws and --seeds, or --parameters defaults',
    });
    expect(problemOf(() => loadInputs(scenario(), { parameters: 'defaults', seeds: 4 }))).toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('--seeds counts runs on a posterior'),
    });
  });

  it('refuse a draw of what makes the people', () => {
    const other = makeProject();
    try {
      writePosterior(other.folder, { names: ['villagers'], draws: [[3000], [5000]] });
      expect(problemOf(() => loadInputs(join(other.folder, 'scenarios/plain.yaml')))).toMatchObject({
        kind: 'conflict',
        message: expect.stringContaining('`villagers`'),
      });
    } finally {
      other.remove();
    }
  });

  it('can be followed', () => {
    const { stateHash, replicate } = traceAgent(scenario(), { agent: 3, replicate: 5 });
    expect(replicate).toBe(5);
    expect(stateHash).toBe(
      traceAgent(at('scenarios/fixed.yaml'), { agent: 3, replicate: 5, parameters: 'defaults' }).stateHash,
    );
    expect(() => traceAgent(scenario(), { agent: 3, replicate: 21 })).toThrow(/there is no run 21.*1 to 20/);
  });

  it('judge relations on the draws, in all worlds', async () => {
    project.write(
      'surveys/village-2001/relations.csv',
      [
        'rel_id,cause,effect,sign,evidence,testable_statistic,source_id,operator,mechanism,tolerance,note',
        'R1,drought,leaving,+,chronicle,more leave,B01,"persons(2001-04-23, away) - with(pull = 0, persons(2001-04-23, away))",leaving,,',
        '',
      ].join('\n'),
    );
    try {
      const { relations, results, design } = await validate(scenario(), { threads: 0, folder: at('judged') });
      expect(design).toEqual({ draws: 8, seeds: 1 });
      expect(results.map(({ key }) => key.draw)).toEqual([2, 4, 6, 9, 12, 14, 17, 20]);
      expect(relations[0].band.n).toBe(8);
      // An event of no size makes another world, in which each run still has the values of its draw.
      project.edit(
        'surveys/village-2001/relations.csv',
        'with(pull = 0,',
        'with(event(drought, 2001-04-02, 2001-04-15, 0),',
      );
      const { relations: same } = await validate(scenario(), { threads: 0, folder: at('judged') });
      expect(same[0].band).toMatchObject({ n: 8, mean: 0, q05: 0, q95: 0 });
    } finally {
      project.write('surveys/village-2001/relations.csv', '');
    }
  });
});
