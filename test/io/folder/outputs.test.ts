import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseDay } from '../../../src/core/calendar.ts';
import { DiagnosticError } from '../../../src/core/diagnostics.ts';
import type { RunResult } from '../../../src/engine/program/run-types.ts';
import { checkFolder } from '../../../src/io/folder/folder.ts';
import { OutputFolder } from '../../../src/io/folder/output-folder.ts';
import { type Results, writeOutputs } from '../../../src/io/folder/outputs.ts';
import { writeTrajectories } from '../../../src/io/folder/parquet-tables.ts';
import { trajectoryTable } from '../../../src/io/folder/tables.ts';
import { readCsv } from '../../../src/io/text/csv.ts';
import { heldCourses, summarize } from '../../../src/observe/series/summary.ts';
import { targetOf, zOf } from '../../../src/survey/targets.ts';
import { sparseFlows } from '../../support/flows.ts';
import { inlineInputs } from '../../support/model.ts';
import { problemOf } from '../problems.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'rhizome-outputs-'));
});
afterEach(() => rmSync(parent, { recursive: true }));

const START = parseDay('2022-02-21')!;
const PLACES = ['origin', 'b', 'a'];
const SERIES = [
  { metric: 'out', group: 'host=b' },
  { metric: 'out', group: 'all' },
  { metric: 'back', group: 'all' },
];

function run(replicate: number, weeks: number): RunResult {
  const flows = new Float64Array(weeks * 9);
  for (let week = 0; week < weeks; week++) flows[week * 9 + 1] = 10 * replicate; // origin -> b
  return {
    key: { scenario: 'inline', replicate },
    agents: 100,
    weeks,
    trajectories: Float64Array.from({ length: weeks * 3 }, (_, k) =>
      k === 0 ? Number.NaN : replicate / 10 + k,
    ),
    flows: sparseFlows(flows),
    surveyValues: new Float64Array(),
    surveyRespondents: new Float64Array(),

    surveyAgents: new Float64Array(),
    figures: new Float64Array(),
    statistics: new Float64Array(),
    stateHash: '',
    wallSeconds: 1.23456,
  };
}

const margin = (row: string, item: string, response = 'yes') => ({
  row,
  wave: 'W1',
  item,
  subgroup: 'all',
  response,
  value: 0.4,
  low: undefined,
  high: undefined,
  qualifier: 'exact',
  n: 1000,
  sourceId: 'A00',
  use: 'calibrate' as const,
  note: '',
  at: { file: 'm.csv', line: 2, column: 1 },
});

function ensemble(
  weeks = 3,
  { results = [run(10, weeks), run(2, weeks)], ...more }: Partial<Results> & { results?: RunResult[] } = {},
): Results {
  const plain = { weeks, startDay: START, places: PLACES, series: SERIES, survey: [], figures: [] };
  const { frame = plain } = more;
  const courses = heldCourses(results);
  const wave = { id: 'W1', deff: 2, startDay: START, endDay: START } as never;
  const reached = margin('C01', 'stay', '=1+1');
  const target = targetOf(reached, wave);
  return {
    inputs: inlineInputs({ columns: 'x: { type: number }' }, { weeks }),
    model: { metrics: [{ name: 'out', unit: 'persons', text: 'who is out' }] as never },
    study: { waves: [wave], margins: [reached, margin('C02', 'missed')] } as never,
    frame,
    population: {
      margins: [
        { margin: 'sex', category: 'male', given: 0.5, used: 0.5, fitted: 0.49999, integer: 0.5, z: 0 },
        {
          margin: 'age',
          category: 'old, "very"',
          given: 0.1,
          used: 0.1,
          fitted: undefined,
          integer: undefined,
          z: undefined,
        },
      ],
    },
    results,
    courses,
    summary: summarize(frame, results, courses),
    survey: [
      {
        row: { wave: 'W1', item: 'stay', subgroup: 'all', response: '=1+1', mode: 'drawn' },
        band: { n: 2, mean: 0.45, q05: 0.4, q50: 0.45, q95: 0.5 },
        respondents: 998.5,
        margin: reached,
        target,
        z: zOf(target, 0.45),
      },
    ],
    warnings: [],
    seconds: { runs: 1.5 },
    ...more,
  };
}

const bytesOf = (name: string) => {
  const bytes = readFileSync(join(parent, 'out', name));
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
};
const columnsOf = (name: string) =>
  parquetMetadata(bytesOf(name))
    .schema.slice(1)
    .map(element => element.name);
const parquetOf = (table: string) => parquetReadObjects({ file: bytesOf(`${table}.parquet`) });
const read = (...path: string[]) => readFileSync(join(parent, ...path), 'utf8');
const linesOf = (file: string) => read('out', file).trimEnd().split('\n');

describe('the tables', () => {
  beforeEach(async () => {
    const files = await writeOutputs(join(parent, 'out'), ensemble());
    expect([...files].sort()).toEqual(readdirSync(join(parent, 'out')).sort());
    expect(readdirSync(parent)).toEqual(['out']);
  });

  it('trajectories: a row a run and week, a column a metric', () => {
    expect(linesOf('trajectories.csv')).toEqual([
      'scenario,replicate,date,host,out,back',
      'inline,2,2022-02-21,all,1.2,2.2',
      'inline,2,2022-02-28,all,4.2,5.2',
      'inline,2,2022-03-07,all,7.2,8.2',
      'inline,10,2022-02-21,all,2,3',
      'inline,10,2022-02-28,all,5,6',
      'inline,10,2022-03-07,all,8,9',
    ]);
  });

  it('summary: over the replicates, of groups at the ends of months', () => {
    expect(linesOf('summary.csv')).toEqual([
      'scenario,date,metric,host,n,mean,sd,q05,q25,q50,q75,q95',
      'inline,2022-02-21,back,all,2,2.6,0.5657,2.24,2.4,2.6,2.8,2.96',
      'inline,2022-02-21,out,all,2,1.6,0.5657,1.24,1.4,1.6,1.8,1.96',
      'inline,2022-02-21,out,b,0,,,,,,,',
      'inline,2022-02-28,back,all,2,5.6,0.5657,5.24,5.4,5.6,5.8,5.96',
      'inline,2022-02-28,out,all,2,4.6,0.5657,4.24,4.4,4.6,4.8,4.96',
      'inline,2022-03-07,back,all,2,8.6,0.5657,8.24,8.4,8.6,8.8,8.96',
      'inline,2022-03-07,out,all,2,7.6,0.5657,7.24,7.4,7.6,7.8,7.96',
      'inline,2022-03-07,out,b,2,6.6,0.5657,6.24,6.4,6.6,6.8,6.96',
    ]);
  });

  it('flows: by the month of each Thursday, where somebody moved', () => {
    // Weeks of 21 and 28 February (Thursdays 24 February and 3 March), 7 March.
    expect(linesOf('flows.csv')).toEqual([
      'scenario,replicate,month,from,to,persons',
      'inline,2,2022-02,origin,b,20',
      'inline,2,2022-03,origin,b,40',
      'inline,10,2022-02,origin,b,100',
      'inline,10,2022-03,origin,b,200',
    ]);
  });

  it('Parquet: every group, in single precision, null where there is no value', async () => {
    const trajectories = await parquetOf('trajectories');
    expect(trajectories).toHaveLength(2 * 3 * 2);
    const first = { scenario: 'inline', replicate: 2, date: new Date('2022-02-21') };
    expect(trajectories.slice(0, 2)).toEqual([
      { ...first, host: 'all', out: Math.fround(1.2), back: Math.fround(2.2) },
      { ...first, host: 'b', out: null, back: null },
    ]);
    expect(trajectories.at(-1)).toMatchObject({ replicate: 10, host: 'b', out: 7, back: null });
    const summary = await parquetOf('summary');
    expect(summary).toHaveLength(9);
    expect(summary[2]).toMatchObject({ metric: 'out', host: 'b', n: 0, mean: null, q95: null });
    expect(summary[5]).toMatchObject({
      host: 'b',
      n: 2,
      mean: Math.fround(3.6),
      sd: Math.fround(Math.sqrt(0.32)),
    });
  });

  it('survey: printed figures beside simulated ones; what the model does not reach stands there too', () => {
    const { columns, rows } = readCsv(join(parent, 'out', 'survey.csv'));
    expect(columns.join()).toBe(
      'scenario,wave,item,subgroup,response,mode,respondents,mean,q05,q50,q95,target,target_se,target_low,target_high,z,use',
    );
    expect(rows.map(row => row.cells)).toMatchObject([
      {
        item: 'missed',
        response: 'yes',
        mode: '',
        respondents: '',
        mean: '',
        z: '',
        target: '0.4',
        use: 'calibrate',
      },
      {
        item: 'stay',
        response: "'=1+1",
        mode: 'drawn',
        respondents: '998.5',
        mean: '0.45',
        target: '0.4',
        target_low: '',
      },
    ]);
    const [missed, reached] = rows.map(row => row.cells);
    const se = Math.sqrt((2 * 0.4 * 0.6) / 1000 + 0.01 ** 2 / 12 + 0.02 ** 2);
    expect(Number(reached.target_se)).toBeCloseTo(se, 12);
    expect(missed.target_se).toBe(reached.target_se);
    expect(Number(reached.z)).toBeCloseTo(0.05 / se, 10);
  });

  it('population and runs', () => {
    expect(linesOf('population.csv')).toEqual([
      'margin,category,given,used,fitted,integer,z',
      'age,"old, ""very""",0.1,0.1,,,',
      'sex,male,0.5,0.5,0.49999,0.5,0',
    ]);
    expect(linesOf('runs.csv')).toEqual([
      'scenario,replicate,draw,seed,status,weeks,agents,wall_s,error',
      'inline,2,,a seed,ok,3,100,1.235,',
      'inline,10,,a seed,ok,3,100,1.235,',
    ]);
  });

  it('are described as a data package', () => {
    const { resources, metrics } = JSON.parse(read('out', 'datapackage.json'));
    expect(metrics).toEqual([{ name: 'out', unit: 'persons', description: 'who is out' }]);
    for (const { path, schema, format } of resources) {
      const names = schema.fields.map((field: { name: string }) => field.name);
      if (format === 'csv') expect(linesOf(path)[0]).toBe(names.join(','));
      else expect(columnsOf(path)).toEqual(names);
      expect(names).toEqual(expect.arrayContaining(schema.primaryKey));
    }
    expect(resources.map(({ name }: { name: string }) => name)).toEqual([
      ...['key_figures', 'trajectories', 'trajectories_parquet', 'summary', 'summary_parquet'],
      ...['flows', 'survey', 'population', 'runs'],
    ]);
  });

  it('are listed with their hashes in the manifest', () => {
    const manifest = JSON.parse(read('out', 'manifest.json'));
    expect(manifest).toMatchObject({
      made_by: 'rhizome',
      scenario: { name: 'inline', seed: 'a seed' },
      seconds: { runs: 1.5 },
    });
    expect(Object.keys(manifest.outputs)).toHaveLength(10);
    const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(manifest.outputs['trajectories.csv']).toEqual({ sha256, lines: 7 });
    // Rows: it has no lines.
    expect(manifest.outputs['trajectories.parquet']).toEqual({ sha256, lines: 12 });
  });

  it('have the same bytes when made again, times aside', async () => {
    await writeOutputs(join(parent, 'again'), ensemble());
    for (const file of readdirSync(join(parent, 'out')))
      if (file !== 'manifest.json')
        expect(
          readFileSync(join(parent, 'again', file)).equals(readFileSync(join(parent, 'out', file))),
        ).toBe(true);
  });
});

describe('full CSV tables', () => {
  it('have every group, pair of places and digit', async () => {
    await writeOutputs(join(parent, 'out'), ensemble(3, { csv: 'full' }));
    expect(linesOf('trajectories.csv').slice(1, 4)).toEqual([
      'inline,2,2022-02-21,all,1.2,2.2',
      'inline,2,2022-02-21,b,,',
      'inline,2,2022-02-28,all,4.2,5.2',
    ]);
    const summary = linesOf('summary.csv');
    expect(summary[1]).toMatch(/^inline,2022-02-21,back,all,2,2\.6,0\.565685424949\d*,2\.24/);
    expect(summary).toHaveLength(10);
    const flows = linesOf('flows.csv');
    expect(flows.slice(0, 3)).toEqual([
      'scenario,replicate,month,from,to,persons',
      'inline,2,2022-02,a,b,0',
      'inline,2,2022-02,a,origin,0',
    ]);
    expect(flows).toHaveLength(1 + 2 * 2 * 6);
  });
});

describe('summary.csv', () => {
  const series = ['far', 'near'].flatMap(metric => ['all', 'host=b'].map(group => ({ metric, group })));
  const frame = { ...ensemble().frame, series };
  const runs = [1000, 1010.000000000001].map((value, k) => ({
    ...run(k + 1, 3),
    trajectories: new Float64Array(12).fill(value),
  }));

  it('splits headlines alone by group, and rounds counts to what one agent stands for', async () => {
    const metrics = [
      { name: 'far', measure: 'persons', headline: true },
      { name: 'near', measure: 'persons', headline: false },
    ] as never;
    const base = ensemble(3, { frame, results: runs });
    const inputs = { ...base.inputs, scenario: { ...base.inputs.scenario, personsPerAgent: 250 } };
    await writeOutputs(join(parent, 'out'), { ...base, inputs, model: { metrics } });
    const rows = linesOf('summary.csv').slice(1);
    expect(rows.filter(row => row.includes(',near,b,'))).toEqual([]);
    expect(rows[0]).toBe('inline,2022-02-21,far,all,2,1005,7,1001,1003,1005,1008,1010');
    expect(rows.filter(row => row.includes(',far,b,'))).toHaveLength(2);
  });
});

describe('key_figures.csv', () => {
  it('has headlines at the ends of years and the first by group at the end, as they are quoted', async () => {
    const series = [
      { metric: 'far', group: 'host=b' },
      { metric: 'far', group: 'all' },
      { metric: 'back', group: 'all' },
      { metric: 'rest', group: 'all' },
    ];
    const frame = { ...ensemble(50).frame, series };
    const runs = [0.25, 0.252, 0.254].map((share, k) => ({
      ...{ ...run(k + 1, 50), agents: 10_000 },
      trajectories: Float64Array.from(
        { length: 200 },
        (_, at) => [4787.500000000001, 9000 + k * 2000, share, 1][at % 4],
      ),
    }));
    const metrics = [
      { name: 'far', measure: 'persons', headline: true, title: 'Far away', unit: 'persons' },
      { name: 'back', measure: 'share', headline: true, title: 'Back', unit: 'share' },
      { name: 'rest', measure: 'share', headline: false, title: 'Rest', unit: 'share' },
    ] as never;
    const places = { labels: ['origin', 'b'], titles: ['Home', 'Bee'], iso: ['', 'DEU'], origin: 0 };
    const base = ensemble(50, { frame, results: runs });
    const inputs = { ...base.inputs, scenario: { ...base.inputs.scenario, personsPerAgent: 250 } };
    await writeOutputs(join(parent, 'out'), { ...base, inputs, model: { metrics, places } as never });
    expect(linesOf('key_figures.csv')).toEqual([
      'scenario,metric,label,unit,group,place,place_label,iso,date,median,low,high',
      'inline,back,Back,share,,all,,,2022-12-26,0.252,0.25,0.254',
      'inline,back,Back,share,,all,,,2023-01-30,0.252,0.25,0.254',
      'inline,far,Far away,persons,,all,,,2022-12-26,11000,9000,13000',
      'inline,far,Far away,persons,,all,,,2023-01-30,11000,9000,13000',
      'inline,far,Far away,persons,host,b,Bee,DEU,2023-01-30,5000,5000,5000',
    ]);
  });
});

describe('trajectories.parquet', () => {
  it('is written by groups of rows, which hold the same as one', async () => {
    const { frame, results, courses } = ensemble();
    const table = trajectoryTable(['host'], [{ name: 'out' }, { name: 'back' }]);
    mkdirSync(join(parent, 'out'));
    const write = (name: string, numbers: number) =>
      writeTrajectories(join(parent, 'out', name), table, 'inline', frame, results, courses, 'all', numbers);
    expect([write('trajectories.parquet', 1e6), write('pieces.parquet', 12)]).toEqual([12, 12]);
    const groups = (name: string) => parquetMetadata(bytesOf(name)).row_groups.length;
    expect([groups('trajectories.parquet'), groups('pieces.parquet')]).toEqual([1, 2]);
    expect(await parquetOf('pieces')).toEqual(await parquetOf('trajectories'));
  });
});

describe('trajectories', () => {
  const groups = ['all', 'host=near', 'host=far'];
  const frame = { ...ensemble().frame, series: groups.map(group => ({ metric: 'abroad', group })) };
  const results = [{ ...run(1, 3), trajectories: new Float64Array(9).fill(2) }];
  const written = (trajectories: Results['trajectories']) =>
    writeOutputs(join(parent, 'out'), ensemble(3, { frame, results, trajectories }));
  const asked = () => JSON.parse(read('out', 'manifest.json')).asked;

  it('have the rows that are asked for', async () => {
    const askedFor = [];
    for (const [kept, found] of [
      ['all', ['all', 'far', 'near']],
      ['total', ['all']],
    ] as const) {
      await written(kept);
      const rows = await parquetOf('trajectories');
      expect([...new Set(rows.map(row => row.host))]).toEqual(found);
      expect(rows).toHaveLength(3 * found.length);
      expect(linesOf('trajectories.csv')).toHaveLength(1 + 3);
      askedFor.push(asked());
    }
    await written(undefined);
    expect(asked()).toBe(askedFor[0]);
    expect(askedFor[1]).not.toBe(askedFor[0]);
  });

  it('may be left out; bands of everything stay', async () => {
    const files = await written('none');
    expect(files).not.toContain('trajectories.csv');
    expect(files).not.toContain('trajectories.parquet');
    expect(read('out', 'datapackage.json')).not.toContain('trajectories.');
    expect(await parquetOf('summary')).toHaveLength(9);
  });
});

describe('texts', () => {
  it('that a spreadsheet would run are neutralised, in every column of texts', async () => {
    const frame = {
      ...ensemble().frame,
      series: ['=cmd()', '+1', '-1', '@x', '\tx', 'a,b'].map(metric => ({ metric, group: 'all' })),
    };
    const results = [{ ...run(1, 3), trajectories: new Float64Array(18).fill(-1) }];
    await writeOutputs(join(parent, 'out'), ensemble(3, { frame, results }));
    const { rows } = readCsv(join(parent, 'out', 'summary.csv'));
    expect(rows.slice(0, 6).map(row => row.cells.metric)).toEqual([
      "'\tx",
      "'+1",
      "'-1",
      "'=cmd()",
      "'@x",
      'a,b',
    ]);
    expect(rows[0].cells.mean).toBe('-1');
    expect(linesOf('trajectories.csv')[0]).toContain(`,'=cmd(),'+1,'-1,'@x,'\tx,"a,b"`);
  });
});

describe('an output folder', () => {
  const out = () => join(parent, 'out');

  it('is replaced when it was made here, whole', async () => {
    await writeOutputs(out(), ensemble(3));
    const before = read('out', 'trajectories.csv');
    writeFileSync(join(out(), 'report.html'), 'old');
    await writeOutputs(out(), ensemble(4));
    expect(read('out', 'trajectories.csv').length).toBeGreaterThan(before.length);
    expect(existsSync(join(out(), 'report.html'))).toBe(false);
    expect(readdirSync(parent)).toEqual(['out']);
  });

  it('may be read by whom the system lets', async () => {
    mkdirSync(join(parent, 'plain'));
    await writeOutputs(out(), ensemble());
    expect(statSync(out()).mode).toBe(statSync(join(parent, 'plain')).mode);
  });

  it('may be new, deep or empty', async () => {
    mkdirSync(out());
    await writeOutputs(out(), ensemble());
    await writeOutputs(join(parent, 'a/b/c'), ensemble());
    expect(existsSync(join(parent, 'a/b/c/manifest.json'))).toBe(true);
  });

  const conflict = async (path: string, message: RegExp) => {
    const before = readdirSync(parent, { recursive: true }).sort();
    const error = (await writeOutputs(path, ensemble()).catch(error => error)) as DiagnosticError;
    expect(error).toBeInstanceOf(DiagnosticError);
    expect(error.problems).toMatchObject([{ kind: 'conflict', message: expect.stringMatching(message) }]);
    expect(error.exitCode).toBe(2);
    expect(problemOf(() => checkFolder(path)).kind).toBe('conflict');
    expect(readdirSync(parent, { recursive: true }).sort()).toEqual(before);
  };

  it("stays as it is when it isn't ours", async () => {
    mkdirSync(out());
    writeFileSync(join(out(), 'thesis.txt'), 'ten years');
    await conflict(out(), /holds something else/);
    writeFileSync(join(out(), 'manifest.json'), '{"made_by": "another"}');
    await conflict(out(), /holds something else/);
    writeFileSync(join(out(), 'manifest.json'), 'not JSON');
    await conflict(out(), /holds something else/);
  });

  it("isn't written where there is a file", async () => {
    writeFileSync(out(), 'a file');
    await conflict(out(), /is a file/);
    await conflict(join(out(), 'inside'), /can't be written/);
  });

  it('is found behind a link', async () => {
    mkdirSync(join(parent, 'real'));
    symlinkSync(join(parent, 'real'), out());
    await writeOutputs(out(), ensemble());
    expect(existsSync(join(parent, 'real/manifest.json'))).toBe(true);
  });

  it('leaves the old one, and nothing else, when writing breaks', async () => {
    await writeOutputs(out(), ensemble());
    const before = read('out', 'manifest.json');
    const broken = ensemble();
    const population = {
      get margins(): never {
        throw new Error('a bug');
      },
    };
    await expect(writeOutputs(out(), { ...broken, population })).rejects.toThrow('a bug');
    expect(readdirSync(parent)).toEqual(['out']);
    expect(read('out', 'manifest.json')).toBe(before);
  });

  it('tells of a disk that fails as a failed run', async () => {
    const vanishing = {
      get margins() {
        for (const name of readdirSync(parent)) rmSync(join(parent, name), { recursive: true });
        return [];
      },
    };
    const error = (await writeOutputs(out(), ensemble(3, { population: vanishing })).catch(
      error => error,
    )) as DiagnosticError;
    expect(error.problems).toMatchObject([{ kind: 'failed', found: 'ENOENT' }]);
    expect(error.exitCode).toBe(1);
    expect(readdirSync(parent)).toEqual([]);
  });

  it('is not put over what came meanwhile', async () => {
    const folder = new OutputFolder(out());
    writeFileSync(folder.file('a'), '');
    mkdirSync(out());
    writeFileSync(join(out(), 'thesis.txt'), 'ten years');
    await expect(folder.commit()).rejects.toThrow(/holds something else/);
    folder.discard();
    expect(readdirSync(parent)).toEqual(['out']);
    expect(readdirSync(out())).toEqual(['thesis.txt']);
  });
});
