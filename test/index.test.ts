import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  createTask,
  DiagnosticError,
  readProject,
  resolveScenario,
  simulate,
  simulateAll,
} from '../src/index.ts';
import { runInputs } from '../src/workflows/run/ensemble.ts';
import { loadInputs } from '../src/workflows/run/load-inputs.ts';
import { problemOf } from './io/problems.ts';
import { inTemporaryFolder } from './support/temporary.ts';
import { textsOf } from './support/texts.ts';

const VILLAGE = 'test/cli/fixture';
const project = readProject(textsOf(VILLAGE));

afterEach(() => vi.unstubAllGlobals());

describe('a project of texts', () => {
  it('names its models, studies and scenarios', () => {
    expect(project).toMatchObject({
      models: ['village'],
      studies: ['village-2001'],
      scenarios: ['plain'],
    });
  });

  it('gives the runs that the same files on the disk give', async () => {
    const scenario = resolveScenario(project, 'plain');
    const runs = [...simulateAll(createTask(scenario))];
    await inTemporaryFolder(async folder => {
      const inputs = loadInputs(`${VILLAGE}/scenarios/plain.yaml`);
      const { results } = await runInputs(inputs, { threads: 0, folder });
      expect(runs.map(run => run.stateHash)).toEqual(results.map(result => result.stateHash));
      expect(scenario.runs).toHaveLength(2);
    });
  });

  it('gives the same bits on both backends, and where threads can share no memory', () => {
    const hash = (backend: 'js' | 'wasm') =>
      simulate(createTask(resolveScenario(project, 'plain'), { backend }), 1).stateHash;
    const usual = hash('wasm');
    expect(hash('js')).toBe(usual);
    vi.stubGlobal('SharedArrayBuffer', undefined);
    expect(hash('wasm')).toBe(usual);
    expect(hash('js')).toBe(usual);
  });

  it('names numbers by metric and group, week by week', () => {
    const scenario = resolveScenario(project, 'plain', { weeks: 5 });
    const { series, dates, places } = simulate(createTask(scenario), 1);
    expect(dates).toEqual(['2001-01-01', '2001-01-08', '2001-01-15', '2001-01-22', '2001-01-29']);
    expect(Object.keys(series)).toEqual(scenario.series.map(({ name }) => name));
    const byPlace = places.map(place => series[`gone:where=${place}`][4]);
    expect(byPlace.reduce((sum, persons) => sum + persons)).toBe(series.gone[4]);
    expect(series.gone[4]).toBeGreaterThan(series.gone[0]);
  });

  it('takes settings in place of what the files say', () => {
    const { runs, dates, inputs } = resolveScenario(project, 'plain', {
      replicates: 3,
      weeks: 2,
      seed: 'other',
      set: { rate: 0.5 },
    });
    expect([runs.length, dates.length]).toEqual([3, 2]);
    expect(inputs.scenario).toMatchObject({ seed: 'other', parameters: { rate: 0.5 } });
  });

  it('takes a scenario as an object and as a text, extending one of its files', () => {
    const nobody = {
      extends: 'plain.yaml',
      title: 'Nobody leaves',
      assumes: 'walls',
      parameters: { rate: 0 },
    };
    const text = 'extends: plain.yaml\ntitle: Nobody leaves\nassumes: walls\nparameters:\n  rate: 0\n';
    for (const given of [nobody, text]) {
      const scenario = resolveScenario(project, given, { weeks: 3, name: 'walls' });
      expect(scenario.name).toBe('walls');
      expect([...simulate(createTask(scenario)).series.gone]).toEqual([0, 0, 0]);
    }
  });

  it('gives one run other parameters, and refuses those that no run can have', () => {
    const task = createTask(resolveScenario(project, 'plain', { weeks: 3 }));
    const usual = simulate(task, 1);
    const still = simulate(task, 1, { parameters: { rate: 0 } });
    expect([usual.series.gone[2] > 0, still.series.gone[2]]).toEqual([true, 0]);
    const refusal = (parameters: Record<string, number>) =>
      problemOf(() => simulate(task, 1, { parameters }));
    expect(refusal({ rat: 1 })).toMatchObject({ kind: 'unknown', hint: 'did you mean `rate`?' });
    expect(refusal({ rate: 2 })).toMatchObject({ kind: 'value', expected: '0 to 1' });
    expect(refusal({ villagers: 10 })).toMatchObject({ kind: 'conflict' });
  });

  it('throws one class of errors, with the place of each', () => {
    const broken = textsOf(VILLAGE);
    broken['models/village/rules/leaving.yaml'] = broken['models/village/rules/leaving.yaml'].replace(
      'rate * courage',
      'rat * courage',
    );
    const resolve = () => resolveScenario(readProject(broken), 'plain');
    expect(resolve).toThrow(DiagnosticError);
    expect(problemOf(resolve)).toMatchObject({
      kind: 'unknown',
      at: { file: 'models/village/rules/leaving.yaml', line: 8 },
      hint: 'did you mean `rate`?',
    });
    expect(problemOf(() => resolveScenario(project, 'plan'))).toMatchObject({
      kind: 'missing',
      hint: 'did you mean `scenarios/plain.yaml`?',
    });
    const empty = readProject({ 'a.txt': '' });
    expect(empty).toMatchObject({ models: [], studies: [], scenarios: [] });
    expect(problemOf(() => resolveScenario(empty, 'plain'))).toMatchObject({ kind: 'missing' });
  });
});
