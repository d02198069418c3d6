import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../src/core/diagnostics.ts';
import { bandOf } from '../../src/core/math/statistics.ts';
import type { RunResult } from '../../src/engine/program/run-types.ts';
import { execute } from '../../src/execute/execute.ts';
import type { Executor } from '../../src/execute/executor.ts';
import { writeOutputs } from '../../src/io/folder/outputs.ts';
import { heldCourses, summarize } from '../../src/observe/series/summary.ts';
import { summaryJson } from '../../src/report/terminal/json.ts';
import { summaryText } from '../../src/report/terminal/terminal.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { mergeShards } from '../../src/workflows/cluster/merge.ts';
import { planShards, runShard } from '../../src/workflows/cluster/shards.ts';
import { type Ensemble, type EnsembleOptions, runInputs } from '../../src/workflows/run/ensemble.ts';
import { compareFlows } from '../../src/workflows/run/flow-lines.ts';
import { loadInputs, type Overrides } from '../../src/workflows/run/load-inputs.ts';
import { designOf, runKeysOf } from '../../src/workflows/run/run-keys.ts';
import { compareSurvey } from '../../src/workflows/run/survey-lines.ts';
import { makeProject, type Project } from '../cli/process.ts';

const TABLES = ['trajectories', 'summary', 'flows', 'survey', 'population'];

/** A run streams its results through the log; here the same tables are made from whole results in memory. */
describe('Tables of runs whose long columns were never held', () => {
  let project: Project;
  const at = (path: string) => join(project.folder, path);
  beforeEach(() => {
    project = makeProject();
  });
  afterEach(() => project.remove());

  const SIZE = { weeks: 12, replicates: 5 };
  const open = (overrides: Overrides = SIZE) => loadInputs(at('scenarios/plain.yaml'), overrides);
  const run = (folder: string, options: EnsembleOptions = {}, overrides?: Overrides) =>
    runInputs(open(overrides), { threads: 0, backend: 'js', ...options, folder: at(folder) });
  const tables = (folder: string) => TABLES.map(name => project.read(`${folder}/${name}.csv`));

  /** Whole results, and the tables that they make without a log. */
  async function held(folder: string): Promise<RunResult[]> {
    const inputs = open();
    const { task, frame, population, resolved, warnings } = instantiate(inputs, { backend: 'js', slots: 1 });
    const { model, study } = resolved;
    const results = await execute(task, runKeysOf(inputs, {}), { threads: 0 });
    const courses = heldCourses(results);
    const summary = summarize(frame, results, courses, designOf(inputs, {})?.seeds);
    const [survey, flows] = [compareSurvey(frame, results, study), compareFlows(results, study)];
    const made = { inputs, model, study, frame, population, results, courses, summary, survey, flows };
    await writeOutputs(at(folder), { ...made, warnings, seconds: {} });
    return results;
  }

  const plain = (_: string, text: string) => text;
  /** What is said at the end, but for what the clock, the folder and the threads say. */
  const saidOf = (ensemble: Ensemble) => {
    const same = { folder: 'f', threads: 0, seconds: { people: 0, runs: 0, files: 0 } };
    return [
      summaryText({ ...ensemble, ...same }, true, plain, 120),
      summaryText({ ...ensemble, ...same }, false, plain, 120),
      summaryJson({ ...ensemble, ...same }),
    ];
  };

  it('are the same bytes for both backends and any number of threads, and so is what is said', async () => {
    const results = await held('held');
    const said: unknown[] = [];
    for (const backend of ['js', 'wasm'] as const)
      for (const threads of [0, 2]) {
        const ensemble = await run(`${backend}-${threads}`, { backend, threads });
        expect(tables(`${backend}-${threads}`)).toEqual(tables('held'));
        said.push(saidOf(ensemble));
      }
    for (const other of said) expect(other).toEqual(said[0]);
    const [, , json] = said[0] as [unknown, unknown, ReturnType<typeof summaryJson>];
    expect(json.state_hashes).toEqual(results.map(({ stateHash }) => stateHash));
    const { series, weeks } = (await run('again')).frame;
    const gone = series.findIndex(({ metric, group }) => metric === 'gone' && group === 'all');
    const values = results.map(({ trajectories }) => trajectories[(weeks - 1) * series.length + gone]);
    expect(json.metrics.find(({ metric, group }) => metric === 'gone' && group === 'all')).toMatchObject({
      mean: bandOf(values).mean,
      q05: bandOf(values).q05,
      q50: bandOf(values).q50,
      q95: bandOf(values).q95,
    });
  });

  /** Stops when so many runs are in the log. */
  const stopping =
    (after: number): Executor =>
    (task, keys, options) => {
      let done = 0;
      return execute(task, keys, {
        ...options,
        onResult(index, result) {
          options.onResult?.(index, result);
          if (++done === after) throw new DiagnosticError([{ kind: 'failed', message: 'the end' }]);
        },
      });
    };

  it('are the same after a stop, and where records of the log were damaged meanwhile', async () => {
    await held('held');
    const whole = saidOf(await run('whole'));
    await expect(run('stopped', { executor: stopping(3) })).rejects.toThrow('the end');
    expect(saidOf(await run('stopped', { resume: true }))).toEqual(whole);
    expect(tables('stopped')).toEqual(tables('held'));

    await expect(run('damaged', { executor: stopping(4) })).rejects.toThrow('the end');
    const log = at('damaged.runs/plain.log');
    const bytes = readFileSync(log);
    // In the midst of the second record: it is done anew at the end, so the log is not in the order of the runs.
    bytes[Math.floor(bytes.length * 0.4)] ^= 1;
    writeFileSync(log, bytes);
    const notes: string[] = [];
    const onNote = (note: string) => notes.push(note);
    expect(saidOf(await run('damaged', { resume: true, onNote }))).toEqual(whole);
    expect(notes.join()).toMatch(/damaged in 1 place.*3 of 5 runs were done before/);
    expect(tables('damaged')).toEqual(tables('held'));
  });

  it('are the same when shards are merged, in whatever order they were done', async () => {
    await held('held');
    await planShards([at('scenarios/plain.yaml')], 3, at('big'), SIZE);
    for (const shard of [3, 1, 2]) await runShard(at('big'), shard, { threads: 0, backend: 'js' });
    const [merged] = await mergeShards(at('big'), () => at('merged'), { threads: 0, backend: 'js' });
    expect(tables('merged')).toEqual(tables('held'));
    expect(saidOf(merged)).toEqual(saidOf(await run('whole')));
  });

  it('leave nothing behind that grows with the weeks of each run', async () => {
    /** Bytes of all columns that can be reached from a value. */
    const bytesIn = (value: unknown, seen = new Set<unknown>()): number => {
      const inner = ArrayBuffer.isView(value) ? value.buffer : value;
      if (typeof inner !== 'object' || inner === null || seen.has(inner)) return 0;
      seen.add(inner);
      if ('byteLength' in inner) return Number(inner.byteLength);
      return Object.values(inner).reduce((sum: number, one) => sum + bytesIn(one, seen), 0);
    };
    const sizeOf = async (replicates: number, weeks: number) => {
      const { results, frame } = await run('out', { trajectories: 'none' }, { weeks, replicates });
      expect(results).toHaveLength(replicates);
      return { bytes: bytesIn(results), perRun: 8 * (3 * frame.survey.length + frame.figures.length) };
    };
    for (const [replicates, weeks] of [
      [3, 10],
      [3, 20],
      [30, 20],
    ]) {
      const { bytes, perRun } = await sizeOf(replicates, weeks);
      expect(bytes).toBe(replicates * perRun);
    }
  });

  it('are not made, and the runs are kept, when the log is cut before', async () => {
    const further = async () => {
      writeFileSync(at('cut.runs/plain.log'), '');
      return [];
    };
    const error: DiagnosticError = await run('cut', { further }).catch(error => error);
    expect(error.problems.map(({ kind, message }) => [kind, message.replace(/^.*\//, '')])).toEqual([
      ['failed', "plain.log can't be read any more"],
      ['failed', 'all runs are done and kept: --resume goes on with them'],
    ]);
    expect(() => tables('cut')).toThrow(/ENOENT/);
  });
});
