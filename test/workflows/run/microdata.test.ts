import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiagnosticError, describe as words } from '../../../src/core/diagnostics.ts';
import { estimateResources } from '../../../src/execute/limits.ts';
import { readCsv } from '../../../src/io/text/csv.ts';
import { resolveScenario } from '../../../src/simulate/resolve.ts';
import { runEnsemble } from '../../../src/workflows/run/ensemble.ts';
import { loadInputs, loadScenario } from '../../../src/workflows/run/load-inputs.ts';
import { makeProject, type Project } from '../../cli/process.ts';
import { outputsWith, SCENARIO } from './microdata-outputs.ts';

const OUTPUTS = outputsWith(['wealth: wealth', 'week: week', 'gone: away']);

/** What a rule of the model makes of courage, and with how much chance. */
const SLOPE = 2;
const MODEL = 'models/village/model.yaml';

describe('tables of single agents, respondents and ties', () => {
  let project: Project;
  const at = (path: string) => join(project.folder, path);
  beforeEach(() => {
    project = makeProject();
    project.edit(MODEL, 'plan: [', 'plan: [earn, ');
    project.edit(MODEL, 'fields:', '  wealth: { type: number }\nfields:');
    project.write(
      'models/village/rules/earn.yaml',
      `rule: earn\ntitle: who dares wins\nset:\n  wealth: 1 + ${SLOPE} * courage + normal('luck')\n`,
    );
    project.edit('surveys/village-2001/waves.csv', ',away', ',true');
    // Courage as it was when it earned: who is asked at the end of a week has it still.
    project.edit(MODEL, 'pluck-up, ', '');
    project.write(SCENARIO, project.read(SCENARIO) + OUTPUTS);
  });
  afterEach(() => project.remove());

  const run = (folder: string, more: Parameters<typeof runEnsemble>[1] = {}) =>
    runEnsemble(at(SCENARIO), { threads: 0, backend: 'js', replicates: 3, ...more, folder: at(folder) });
  const rowsOf = (folder: string, table: string) =>
    readCsv(at(`${folder}/${table}.csv`)).rows.map(row => row.cells);
  const problemOf = (edit: () => void) => {
    edit();
    try {
      loadScenario(at(SCENARIO));
    } catch (error) {
      if (error instanceof DiagnosticError)
        return error.problems
          .map(words)
          .join('\n')
          .replaceAll(/\S*(?=scenarios\/plain)/g, '');
      throw error;
    }
    return '';
  };

  it('give back the coefficient of the model in a regression on simulated respondents', async () => {
    await run('out');
    // An agent who was drawn twice tells nothing new.
    const once = new Map(rowsOf('out', 'respondents').map(row => [`${row.replicate} ${row.agent}`, row]));
    const people = [...once.values()].map(row => [Number(row.courage), Number(row.wealth)]);
    expect(people.length).toBeGreaterThan(350);
    const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
    const [x, y] = [0, 1].map(k => people.map(row => row[k]));
    const [mx, my] = [mean(x), mean(y)];
    const sxx = x.reduce((sum, one) => sum + (one - mx) ** 2, 0);
    const slope = x.reduce((sum, one, k) => sum + (one - mx) * (y[k] - my), 0) / sxx;
    const residual = y.reduce((sum, one, k) => sum + (one - my - slope * (x[k] - mx)) ** 2, 0);
    const se = Math.sqrt(residual / (x.length - 2) / sxx);
    expect(se).toBeLessThan(0.25);
    expect(Math.abs(slope - SLOPE)).toBeLessThan(2 * se);
  });

  it('agree with the metrics, with each other and with Parquet', async () => {
    await run('out');
    const agents = rowsOf('out', 'agents');
    const ends = rowsOf('out', 'trajectories').filter(({ date }) => date === '2001-04-23');
    for (const { replicate, gone } of ends) {
      const own = agents.filter(row => row.replicate === replicate && row.date === '2001-04-23');
      expect(own.length * 10).toBe(Number(gone));
      expect(own.every(({ away, where }) => away === '1' && where !== 'village')).toBe(true);
    }
    const respondents = rowsOf('out', 'respondents');
    for (const { brave, courage, draw, week, gone } of respondents) {
      // Only those who are away are asked.
      expect(brave).toBe(gone === '0' ? '' : Number(courage) > 0.5 ? '1' : '0');
      expect([draw, week]).toEqual(['', '2001-02-05']);
    }
    expect(respondents.slice(0, 3).map(({ respondent }) => respondent)).toEqual(['1', '2', '3']);
    for (const table of ['agents', 'respondents', 'ties']) {
      const bytes = readFileSync(at(`out/${table}.parquet`));
      const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
      const rows = await parquetReadObjects({ file });
      const text = (value: unknown) =>
        value instanceof Date ? value.toISOString().slice(0, 10) : value === null ? '' : String(value);
      const cells = rows.map(row =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            name === 'courage' || name === 'wealth'
              ? String(Number(Number(value).toPrecision(7)))
              : text(value),
          ]),
        ),
      );
      expect(cells).toEqual(rowsOf('out', table));
    }
    const { resources } = JSON.parse(project.read('out/datapackage.json'));
    const described = resources.find(({ name }: { name: string }) => name === 'respondents').schema;
    expect(described.primaryKey).toEqual(['scenario', 'replicate', 'wave', 'respondent']);
  });

  it('change no other table, and no other command takes their rows', async () => {
    const { frame } = await run('with');
    expect(frame.microdata).toHaveLength(3);
    expect(resolveScenario(loadInputs(at(SCENARIO))).frame.microdata).toBeUndefined();
    project.write(SCENARIO, project.read(SCENARIO).replace(OUTPUTS, ''));
    await run('without');
    const others = ['trajectories', 'summary', 'flows', 'survey', 'population'].map(name => `${name}.csv`);
    for (const name of others) expect(project.read(`with/${name}`)).toBe(project.read(`without/${name}`));
  });

  it('are checked by `check`, which tells that they are asked for', async () => {
    const { stdout } = await project.rhizome('check', SCENARIO);
    expect(stdout).toContain('tables of single: agents, respondents, ties');
    project.edit(SCENARIO, 'where, courage', 'where, courag');
    const { code, stderr } = await project.rhizome('check', SCENARIO);
    expect([code, stderr]).toEqual([2, expect.stringContaining('unknown name `courag`')]);
  });

  it('are part of what is estimated', () => {
    const { inputs, ...resolved } = loadScenario(at(SCENARIO));
    const keys = [{ scenario: 'plain', replicate: 1 }];
    const asked = estimateResources(inputs, resolved, keys, 1);
    const { microdata: _, ...frame } = resolved.frame;
    const plain = estimateResources(inputs, { ...resolved, frame }, keys, 1);
    // 400 agents at two dates, 1 + 4 words; 200 respondents, 2 + 7; 1600 ties, as if directed, 2 + 2.
    const words = 2 * 400 * 5 + 200 * 9 + 1600 * 4;
    expect(asked.log - plain.log).toBe(4 * words);
    expect(asked.tables - plain.tables).toBeGreaterThan(4 * words);
  });

  it('are refused with their place when a name, a date or a condition is wrong', () => {
    const line = (text: string) =>
      project.read(SCENARIO).slice(0, project.read(SCENARIO).indexOf(text)).split('\n').length;
    const edit = (from: string, to: string) => () => project.edit(SCENARIO, from, to);
    const courage = line('[trade, where');
    expect(problemOf(edit('where, courage', 'where, courag'))).toBe(
      `${SCENARIO}:${courage}:29: unknown name \`courag\` (did you mean \`courage\`?)`,
    );
    project.edit(SCENARIO, 'where, courag,', 'where, courage,');
    expect(problemOf(edit('2001-01-14', '2002-01-14'))).toContain(
      `:${courage + 1}:13: the date lies outside the simulated time: found 2002-01-14`,
    );
    expect(problemOf(edit('2002-01-14', '2001-04-25'))).toContain('two dates lie in one week');
    project.edit(SCENARIO, '2001-04-25', '2001-01-14');
    expect(problemOf(edit('    where: away', '    where: courage'))).toContain('wrong type');
    project.edit(SCENARIO, '    where: courage', '    where: away');
    expect(problemOf(edit('  ties:\n', '  ties:\n    networks: [frends]\n'))).toContain(
      'unknown network `frends`',
    );
    project.edit(SCENARIO, '    networks: [frends]\n', '');
    expect(problemOf(edit('      trade: trade', '      brave: trade'))).toContain(
      'two columns of respondents are called `brave`',
    );
  });
});
