import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDay } from '../src/core/calendar.ts';
import { readCsv } from '../src/io/text/csv.ts';
import {
  compare,
  compareRuns,
  createTask,
  DiagnosticError,
  loadProject,
  readProject,
  readTexts,
  resolveScenario,
  runScenario,
  simulateAll,
  streamRuns,
  writeFolder,
} from '../src/node.ts';
import { compare as compareFiles } from '../src/workflows/compare/compare.ts';

const VILLAGE = 'test/cli/fixture';
const project = loadProject(VILLAGE);
const DRY = {
  extends: 'plain.yaml',
  title: 'A drought',
  assumes: 'no rain',
  events: [{ kind: 'drought', from: '2001-02-05', to: '2001-03-04', size: 3 }],
};
const options = { threads: 0, weeks: 9 };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rhizome-node-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a project in a folder', () => {
  it('is found from a folder inside it, and read as texts', () => {
    expect(loadProject(join(VILLAGE, 'models/village')).root).toBe(project.root);
    const texts = readTexts(VILLAGE);
    expect(texts['scenarios/plain.yaml']).toBe(readFileSync(join(VILLAGE, 'scenarios/plain.yaml'), 'utf8'));
    expect(readProject(texts)).toMatchObject({
      models: expect.arrayContaining(['village']),
      scenarios: ['plain'],
    });
  });
});

describe('runs in memory', () => {
  it('are those of the pure entry, in the order of their numbers, on any number of threads', async () => {
    const settings = { weeks: 4, replicates: 3 };
    const pure = [
      ...simulateAll(createTask(resolveScenario(readProject(readTexts(VILLAGE)), 'plain', settings))),
    ];
    for (const threads of [0, 2]) {
      const { runs } = await runScenario(project, 'plain', { ...settings, threads });
      expect(runs.map(({ seconds: _, ...run }) => run)).toEqual(pure.map(({ seconds: _, ...run }) => run));
    }
  });

  it('give one table by the names of its columns', async () => {
    const { runs, columns } = await runScenario(project, 'plain', { ...options, replicates: 2 });
    const table = columns(['gone', 'gone:where=city']);
    expect(Object.keys(table)).toEqual(['scenario', 'run', 'draw', 'date', 'gone', 'gone:where=city']);
    expect(table.run).toEqual(Float64Array.from({ length: 18 }, (_, row) => (row < 9 ? 1 : 2)));
    expect(table.date.slice(8, 10)).toEqual(['2001-02-26', '2001-01-01']);
    expect(table.gone).toEqual(Float64Array.from([...runs[0].series.gone, ...runs[1].series.gone]));
    expect(() => columns(['gon'])).toThrow(/did you mean `gone`/);
  });

  it('give the bands of summary.csv', async () => {
    const out = join(folder, 'run');
    const settings = { ...options, replicates: 4, csv: 'full' } as const;
    const { files } = await writeFolder(project, 'plain', out, { ...settings, page: false });
    expect(files).toContain('summary.csv');
    const { q50, sd, n } = (await runScenario(project, 'plain', settings)).bands(['gone']).gone;
    const rows = readCsv(join(out, 'summary.csv')).rows.map(({ cells }) => cells);
    const written = rows.filter(({ metric, where }) => metric === 'gone' && where === 'all');
    expect([...q50]).toEqual(written.map(row => Number(row.q50)));
    expect([...sd]).toEqual(written.map(row => Number(row.sd)));
    expect([...n]).toEqual(written.map(() => 4));
  });

  it('come as they finish, and stop when nobody listens', async () => {
    const seen: number[] = [];
    let weeks = 0;
    const onProgress = (now: { weeksDone: number }) => {
      weeks = now.weeksDone;
    };
    for await (const { run } of streamRuns(project, 'plain', { ...options, replicates: 50, onProgress })) {
      seen.push(run);
      if (seen.length === 2) break;
    }
    expect(seen).toEqual([1, 2]);
    expect(weeks).toBeLessThan(50 * 9);
  });

  it('stop on a signal, and throw what is wrong as diagnostics', async () => {
    const error = (work: Promise<unknown>) => work.catch(error => error) as Promise<DiagnosticError>;
    const stopped = await error(runScenario(project, 'plain', { ...options, signal: AbortSignal.abort() }));
    expect(stopped).toBeInstanceOf(DiagnosticError);
    expect(stopped.problems).toMatchObject([{ kind: 'stopped' }]);
    const wrong = await error(runScenario(project, { ...DRY, until: '2001-02-30' }, options));
    expect(wrong.problems).toMatchObject([
      { at: { file: expect.stringContaining('scenarios/inline.yaml') } },
    ]);
  });
});

describe('a comparison', () => {
  it('of an inline scenario has the differences that the command writes', async () => {
    const settings = { ...options, replicates: 3 };
    const { base, others } = await compare(project, 'plain', [DRY], settings);
    const found = others[0].differences({ dates: ['2001-02-28'] });
    expect(compareRuns(base.runs, others[0].runs, { dates: ['2001-02-28'] })).toEqual(found);

    const scenario = join(folder, 'project');
    cpSync(VILLAGE, scenario, { recursive: true });
    const inline = join(scenario, 'scenarios/inline.yaml');
    writeFileSync(inline, JSON.stringify(DRY));
    const day = parseDay('2001-02-28')!;
    const written = await compareFiles(join(scenario, 'scenarios/plain.yaml'), [inline], {
      ...settings,
      day,
      folder: join(folder, 'compare'),
    });
    const rows = written.comparisons[0].rows.filter(({ date }) => date === '2001-02-26');
    expect(rows.length).toBeGreaterThan(3);
    for (const { metric, group, mean, p, adjusted } of rows) {
      const series = group === 'all' ? metric.name : `${metric.name}:${group}`;
      expect(found.find(row => row.series === series)).toMatchObject({
        date: '2001-02-26',
        mean,
        p,
        adjusted,
      });
    }
    expect(found.find(({ series }) => series === 'gone')!.mean).toBeGreaterThan(0);
  });
});
