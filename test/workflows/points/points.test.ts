import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiagnosticError, describe as inWords } from '../../../src/core/diagnostics.ts';
import { execute } from '../../../src/execute/execute.ts';
import type { Executor } from '../../../src/execute/executor.ts';
import { readCsv } from '../../../src/io/text/csv.ts';
import { reportPage } from '../../../src/report/page/page.ts';
import { measuresFor } from '../../../src/workflows/points/measures.ts';
import { type RunPointsOptions, runPointTable } from '../../../src/workflows/points/points.ts';
import { runEnsemble } from '../../../src/workflows/run/ensemble.ts';
import { loadInputs } from '../../../src/workflows/run/load-inputs.ts';
import { makeProject, type Project } from '../../cli/process.ts';

describe('runs at points', () => {
  let project: Project;
  let plain: string;
  beforeAll(() => {
    project = makeProject();
    plain = join(project.folder, 'scenarios/plain.yaml');
  });
  afterAll(() => project.remove());

  const few = { threads: 0, backend: 'js', weeks: 9 } as const;
  /** Run a table of points; returns the rows of outcomes.csv by point, run and outcome. */
  async function outcomesOf(table: string, options: RunPointsOptions = {}) {
    project.write('points.csv', table);
    const folder = join(project.folder, 'out');
    const ran = await runPointTable(plain, join(project.folder, 'points.csv'), {
      ...few,
      folder,
      ...options,
    });
    const text = readFileSync(join(folder, 'outcomes.csv'), 'utf8');
    const rows = text
      .trim()
      .split('\n')
      .slice(1)
      .map(line => line.split(','));
    const values = new Map(rows.map(row => [row.slice(0, 3).join(' '), row[7]]));
    return { ran, text, rows, values };
  }

  it('give the numbers of `run` with the same values and seed', async () => {
    const table = [
      'point,rate,villagers,dry_spring.size,dry_spring.date,seed',
      'a,0.05,4000,1,2001-02-19,chronicle',
      'b,0.01,2000,2,2001-01-15,another',
    ];
    const outcomes = ['survey', 'drawn', 'metrics', 'gone:where=town@2001-01-08'];
    const { values, rows } = await outcomesOf(table.join('\n'), { outcomes });
    expect(rows[0].slice(2)).toEqual([
      'brave.yes@V1',
      'survey',
      '2001-02-05',
      'V1',
      'all',
      expect.anything(),
      'share',
    ]);
    for (const line of table.slice(1)) {
      const [point, rate, villagers, size, date, seed] = line.split(',');
      const folder = join(project.folder, `run-${point}`);
      const set = { rate: Number(rate), villagers: Number(villagers), 'dry_spring.size': Number(size) };
      const { frame, results } = await runEnsemble(plain, {
        ...{ ...few, folder, seed, replicates: 2, csv: 'full' },
        set: { ...set, 'dry_spring.date': date },
      });
      const { rows } = readCsv(join(folder, 'trajectories.csv'));
      const drawn = frame.survey.findIndex(row => row.mode === 'drawn' && row.item === 'brave');
      const expected = frame.survey.findIndex(row => row.mode === 'expected' && row.item === 'brave');
      for (const replicate of [1, 2]) {
        const cell = (metric: string, day: string, town = 'all') =>
          rows.find(
            ({ cells }) => cells.replicate === `${replicate}` && cells.date === day && cells.where === town,
          )?.cells[metric];
        const at = (name: string) => values.get(`${point} ${replicate} ${name}`);
        expect(at('gone@2001-02-05')).toBe(cell('gone', '2001-02-05'));
        expect(at('courage_mean@2001-02-26')).toBe(cell('courage_mean', '2001-02-26'));
        expect(at('gone:where=town@2001-01-08')).toBe(cell('gone', '2001-01-08', 'town'));
        const { surveyValues } = results[replicate - 1];
        expect(at('brave.yes@V1/drawn')).toBe(String(surveyValues[drawn]));
        expect(at('brave.yes@V1')).toBe(String(surveyValues[expected]));
      }
    }
  });

  it('are the same for any number of threads, and with other outcomes beside them', async () => {
    const table = 'rate,pull,replicate\n0.05,0.1,1\n0.01,0.3,7\n0.02,0.2,7\n';
    const [one, other] = [await outcomesOf(table), await outcomesOf(table, { threads: 2, backend: 'wasm' })];
    expect(other.text).toBe(one.text);
    expect(one.rows.map(row => row[0]).filter((id, k, all) => all.indexOf(id) === k)).toEqual([
      '1',
      '2',
      '3',
    ]);
    const { values } = await outcomesOf(table, { outcomes: ['gone@2001-02-05'] });
    expect([...values.keys()]).toEqual(['1 1', '2 7', '3 7'].map(run => `${run} gone@2001-02-05`));
    for (const [name, value] of values) expect(one.values.get(name)).toBe(value);
  });

  it('go on after a stop with the same bytes, and do nothing when all is done', async () => {
    const table = 'rate\n0.05\n0.01\n0.02\n';
    const whole = await outcomesOf(table);
    let runs = 0;
    const stopping: Executor = (task, keys, options) =>
      execute(task, keys, {
        ...options,
        onResult(index, result) {
          options.onResult?.(index, result);
          if (++runs === 3) throw new DiagnosticError([{ kind: 'failed', message: 'the end' }]);
        },
      });
    await expect(outcomesOf(`${table}0.07\n`, { executor: stopping })).rejects.toThrow(
      /3 of 8 runs are done/,
    );
    runs = 100;
    const resumed = await outcomesOf(`${table}0.07\n`, { executor: stopping, resume: true });
    expect(runs).toBe(105);
    expect(resumed.text.startsWith(whole.text)).toBe(true);
    expect((await outcomesOf(`${table}0.07\n`, { resume: true })).ran).toBeUndefined();
  });

  it('name the point that breaks, or do without it', async () => {
    const breaking: Executor = (task, keys, options) =>
      execute(task, keys, {
        ...options,
        onResult(index, result) {
          if (keys[index].parameters?.rate === 0.01)
            options.onFailure?.(index, [{ kind: 'failed', message: 'it broke' }], 1);
          else options.onResult?.(index, result);
        },
      });
    const table = 'point,rate\ngood,0.05\nbad,0.01\n';
    await expect(outcomesOf(table, { executor: breaking })).rejects.toThrow('point bad: it broke');
    const { ran, rows } = await outcomesOf(table, { executor: breaking, allowMissing: true });
    expect([ran?.runs, ran?.missing, new Set(rows.map(row => row[0]))]).toEqual([4, 2, new Set(['good'])]);
    expect(project.read('out/design.csv')).toContain(
      '\nbad,0,2,point bad: it broke; point bad: it broke,chronicle,0.01\n',
    );
    expect(JSON.parse(project.read('out/manifest.json')).incomplete).toBe('missing 2 of 4 runs');
    expect(reportPage(join(project.folder, 'out'))).toMatch(/2.points with 2.runs; 2.runs broke\./);
  });

  it.each([
    [
      'rat,rate\n1,2\n1,0.1\n',
      [
        '1:1: unknown parameter `rat` (did you mean `rate`?)',
        "2:3: `rate` can't be 2: expected 0 to 1 (per week), as parameters.csv has it",
      ],
    ],
    [
      'rate,replicate\n,0\n',
      [
        '2:1: `rate` needs a number: found an empty cell',
        '2:2: `replicate` is wrong: found `0`, expected a whole number from 1 to 4294967295',
      ],
    ],
    ['point,rate\na,0.1\na,0.2\n', ['3:1: the point `a` is in line 2, too']],
    ['point,rate\n', ['1:1: the table has no points']],
  ])('refuse a wrong cell with its place: %j', async (table, expected) => {
    const error: DiagnosticError = await outcomesOf(table).then(
      () => Promise.reject(),
      e => e,
    );
    expect(
      error.problems
        .map(inWords)
        .map(text => text.replace(/^.*points\.csv:/, ''))
        .sort(),
    ).toEqual(expected.sort());
  });

  it('refuse an unknown outcome with what there is', () => {
    const inputs = loadInputs(plain);
    expect(() => measuresFor(inputs, ['brave.yess@V1'])).toThrow('did you mean `brave.yes@V1`?');
    expect(() => measuresFor(inputs, ['gone@1999-01-01'])).toThrow('has no day of the run');
    expect(() => measuresFor(inputs, ['merry.yes@V1'])).toThrow('unknown outcome');
    expect(measuresFor(inputs, ['brave.yes@V1']).inputs.scenario.weeks).toBe(6);
  });
});
