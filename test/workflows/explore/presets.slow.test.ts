import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../../app/engine/asking.ts';
import { createTask, loadProject, resolveScenario, simulate } from '../../../src/node.ts';
import { explorerPages } from '../../../src/workflows/explore/projects.ts';
import { runPointTable } from '../../../src/workflows/points/points.ts';
import { smallPages, terminalRun } from '../../support/explorer.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const names = explorerPages([], () => {}, ROOT)[0].project.presets.map(path =>
  path.replace(/^scenarios\/|\.yaml$/g, ''),
);
const folder = mkdtempSync(join(tmpdir(), 'rhizome-presets-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the explorer, the terminal, points and the API', () => {
  const [page] = smallPages(...names);
  const project = { ...page.project, others: [] };
  const [first] = project.runs;
  const engine = createEngine();
  const { catalogue } = project;
  engine({ kind: 'open', project });
  const own = loadProject(ROOT);

  it('have the same state at the end of every preset', () => {
    expect(names.length).toBeGreaterThan(15);
    const states = names.map((name, k) => {
      const asked = engine({ kind: 'run', question: `scenarios/${name}.yaml`, run: first });
      const explorer = asked.kind === 'ran' && asked.course.stateHash;
      expect([name, explorer]).toEqual([name, terminalRun(name, first).stateHash]);
      // The API reads the posterior again for each, so a few must do.
      if (k % 6 === 1) {
        const scenario = resolveScenario(own, name, { personsPerAgent: 10_000 });
        expect([name, simulate(createTask(scenario), 1).stateHash]).toEqual([name, explorer]);
      }
      return explorer;
    });
    // With few agents an event may change nobody.
    expect(new Set(states).size).toBeGreaterThan(names.length / 2);
  });

  it('have the same numbers at a point of a table', async () => {
    const name = 'visa-georgia';
    const parameters = Object.entries(first.parameters!);
    const table = join(folder, 'points.csv');
    writeFileSync(
      table,
      `point,${parameters.map(([key]) => key).join(',')}\na,${parameters.map(([, value]) => value).join(',')}\n`,
    );
    const scenario = join(ROOT, 'scenarios', `${name}.yaml`);
    const out = join(folder, 'out');
    const settings = { personsPerAgent: 10_000, replicates: 1, parameters: 'defaults' } as const;
    const outcomes = ['abroad:host=georgia@2023-12-25'];
    await runPointTable(scenario, table, { ...settings, outcomes, threads: 0, folder: out });
    const [head, row] = readFileSync(join(out, 'outcomes.csv'), 'utf8')
      .split('\n')
      .map(line => line.split(','));
    const asked = engine({
      kind: 'run',
      question: `scenarios/${name}.yaml`,
      run: { ...first, draw: undefined },
    });
    if (asked.kind !== 'ran') throw new Error(JSON.stringify(asked));
    const at = catalogue.series.findIndex(one => one.metric === 'abroad' && one.group === 'host=georgia');
    const week = (Date.parse('2023-12-25') / 86_400_000 - catalogue.startDay) / 7;
    const value = asked.course.trajectories[week * catalogue.series.length + at];
    expect(value).toBeGreaterThan(0);
    expect(Number(row[head.indexOf('value')])).toBe(value);
  });
});
