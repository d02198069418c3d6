import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../src/core/diagnostics.ts';
import type { RunResult, Task } from '../../src/engine/program/run-types.ts';
import { execute } from '../../src/execute/execute.ts';
import type { Executor } from '../../src/execute/executor.ts';
import { executeResumable, finishRuns, type ResumableOptions } from '../../src/execute/resumable-runs.ts';
import { stopped } from '../../src/execute/stop.ts';
import { leaveRuns } from '../../src/io/folder/runs-folder.ts';
import { readInputs } from '../../src/io/project/inputs.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { adjust } from '../../src/workflows/run/load-inputs.ts';
import { makeProject, type Project } from '../cli/process.ts';
import { watchDisk } from '../support/watched-disk.ts';

const KEYS = Array.from({ length: 6 }, (_, k) => ({ scenario: 'plain', replicate: k + 1 }));
const keep = (result: RunResult) => result;
const hashes = (results: readonly RunResult[]) => results.map(run => run.stateHash);

describe('Runs that are kept', () => {
  let project: Project;
  let task: Task;
  let folder: string;
  let undisturbed: string[];
  /** Replicates that were really run. */
  let done: number[];
  let notes: string[];

  beforeEach(async () => {
    project = makeProject();
    folder = join(project.folder, 'output/plain');
    task = open({ weeks: 6 });
    undisturbed = hashes(await execute(task, KEYS, { threads: 0 }));
    [done, notes] = [[], []];
  });
  afterEach(() => project.remove());

  const open = (overrides: { weeks: number; seed?: string }) =>
    instantiate(adjust(readInputs(join(project.folder, 'scenarios/plain.yaml')), overrides), {
      backend: 'js',
      slots: 1,
    }).task;
  /** Counts runs, and ends like a full disk or a killed process once `after` of them are done. */
  const counting =
    (after = Number.POSITIVE_INFINITY): Executor =>
    (given, keys, options) =>
      execute(given, keys, {
        ...options,
        onResult(index, result) {
          options.onResult?.(index, result);
          done.push(keys[index].replicate);
          if (done.length >= after) throw new DiagnosticError([{ kind: 'failed', message: 'the end' }]);
        },
      });
  const run = (keeping: Partial<ResumableOptions<RunResult>> = {}, given = task) =>
    executeResumable(
      given,
      KEYS,
      { folder, keep, onNote: note => notes.push(note), ...keeping },
      { threads: 0 },
    );
  const failing = (work: Promise<unknown>): Promise<DiagnosticError> =>
    work.then(
      () => Promise.reject(),
      e => e,
    );
  const log = () => join(`${folder}.runs`, 'plain.log');

  it('are the same with and without a stop between', async () => {
    const error = await failing(run({ executor: counting(2) }));
    expect(error.problems.map(problem => problem.message)).toEqual([
      'the end',
      '2 of 6 runs are done and kept: --resume goes on with them',
    ]);
    expect(done).toEqual([1, 2]);
    const { results } = await run({ resume: true, executor: counting() });
    expect(done).toEqual([1, 2, 3, 4, 5, 6]);
    expect(hashes(results)).toEqual(undisturbed);
    expect(notes).toEqual(['2 of 6 runs were done before']);
    await finishRuns(folder, async () => {});
    expect(
      readdirSync(project.folder).includes('output') && readdirSync(join(project.folder, 'output')),
    ).toEqual([]);
  });

  it('survive that the log was torn in the midst of a record', async () => {
    await failing(run({ executor: counting(3) }));
    truncateSync(log(), readFileSync(log()).length - 100);
    const { results } = await run({ resume: true, executor: counting() });
    expect(done).toEqual([1, 2, 3, 3, 4, 5, 6]);
    expect(hashes(results)).toEqual(undisturbed);
  });

  it('start again without --resume, and this is said', async () => {
    await failing(run({ executor: counting(2) }));
    const { results } = await run({ executor: counting() });
    expect(done).toEqual([1, 2, 1, 2, 3, 4, 5, 6]);
    expect(hashes(results)).toEqual(undisturbed);
    expect(notes).toEqual(['2 of 6 runs of an earlier attempt are repeated: --resume keeps them']);
  });

  it('of other inputs are refused, or overwritten when not asked for', async () => {
    await failing(run({ executor: counting(2) }));
    const other = open({ weeks: 6, seed: 'another' });
    const error = await failing(run({ resume: true }, other));
    expect(error.exitCode).toBe(2);
    expect(error.problems[0].message).toMatch(/holds runs of other inputs/);
    const { results } = await run({}, other);
    expect(hashes(results)).not.toEqual(undisturbed);
    expect(notes).toEqual([]);
  });

  it('that were asked for with more replicates serve those with fewer', async () => {
    await failing(run({ executor: counting(4) }));
    const more = [...KEYS, { scenario: 'plain', replicate: 7 }];
    const keeping = { folder, keep, resume: true, executor: counting() };
    const { results } = await executeResumable(task, more, keeping, { threads: 0 });
    expect(done).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(hashes(results).slice(0, 6)).toEqual(undisturbed);
  });

  it('leave nothing when not one was finished', async () => {
    await failing(run({ executor: async () => Promise.reject(new Error('at once')) }));
    expect(existsSync(join(project.folder, 'output'))).toBe(false);
  });

  it('of an earlier task of the folder are told of when the next has none', async () => {
    await run();
    const next = { folder, keep, part: 'next', executor: async () => Promise.reject(stopped()) };
    const error = await failing(executeResumable(task, KEYS, next, { threads: 0 }));
    expect(error.problems.map(problem => problem.message)).toEqual([
      'earlier runs are done and kept: --resume goes on with them',
    ]);
    expect(readdirSync(`${folder}.runs`).sort()).toEqual(['owner.json', 'plain.log']);
  });

  it('stay, and the first error is told, when the disk takes nothing any more', async () => {
    let disk: ReturnType<typeof watchDisk> | undefined;
    const full: Executor = (given, keys, options) =>
      execute(given, keys, {
        ...options,
        onResult(index, result) {
          options.onResult?.(index, result);
          disk = watchDisk(Number.POSITIVE_INFINITY, ['writeFileSync']);
          throw new DiagnosticError([{ kind: 'failed', message: 'disk full' }]);
        },
      });
    const error = await failing(run({ executor: full })).finally(() => disk?.end());
    expect(error.problems.map(problem => problem.message)).toEqual([
      'disk full',
      '1 of 6 runs are done and kept: --resume goes on with them',
    ]);
    expect(readdirSync(`${folder}.runs`).sort()).toEqual(['owner.json', 'plain.log']);
    expect(hashes((await run({ resume: true })).results)).toEqual(undisturbed);
  });

  it('stay when their tables cannot be written', async () => {
    await run();
    const full = async () => Promise.reject(new DiagnosticError([{ kind: 'failed', message: 'disk full' }]));
    const error = await failing(finishRuns(folder, full));
    expect(error.problems.map(problem => problem.message)).toEqual([
      'disk full',
      'all runs are done and kept: --resume goes on with them',
    ]);
    const { results } = await run({ resume: true, executor: counting() });
    expect([done, hashes(results)]).toEqual([[], undisturbed]);
  });

  describe('of which one breaks', () => {
    const breaking =
      (attempts: number): Executor =>
      (given, keys, options) => {
        const bad = keys.findIndex(key => key.replicate === 3);
        const others = keys.filter((_, k) => k !== bad);
        const back = (k: number) => keys.indexOf(others[k]);
        options.onFailure?.(bad, [{ kind: 'failed', message: 'out of memory' }], attempts);
        return execute(given, others, {
          ...options,
          onResult: (index, result) => options.onResult?.(back(index), result),
        });
      };

    it('are done to the last when a thread died, then refused', async () => {
      const error = await failing(run({ executor: breaking(3) }));
      expect(error.problems.map(problem => problem.message)).toEqual([
        'out of memory',
        'missing 1 of 6 runs, so no tables were made',
        '5 of 6 runs are done and kept: --resume goes on with them',
      ]);
      const { results } = await run({ resume: true, executor: counting() });
      expect([done, hashes(results)]).toEqual([[3], undisturbed]);
    });

    it('do without it when allowed', async () => {
      const { results, failures } = await run({ executor: breaking(1), allowMissing: true });
      expect(hashes(results)).toEqual(undisturbed.toSpliced(2, 1));
      expect(failures).toEqual([{ key: KEYS[2], problems: [{ kind: 'failed', message: 'out of memory' }] }]);
      expect(notes).toEqual(['missing 1 of 6 runs']);
    });

    it('end at once when the model broke it', async () => {
      const error = await failing(run({ executor: breaking(1) }));
      expect(error.problems.map(problem => problem.message)).toEqual(['out of memory']);
    });
  });

  it('are one process at a time', async () => {
    await failing(run({ executor: counting(1) }));
    const owner = join(`${folder}.runs`, 'owner.json');
    const own = (pid: number) => JSON.stringify({ made_by: 'rhizome', host: hostname(), pid });
    expect(readFileSync(owner, 'utf8')).toBe('{"made_by":"rhizome"}');
    writeFileSync(owner, own(process.ppid));
    const error = await failing(run({ resume: true }));
    expect(error.problems[0].message).toMatch(/process \d+ is at work on .*plain$/);
    // A process of the same machine that is no more, and one whose number another one has now.
    writeFileSync(owner, own(2 ** 30));
    mkdirSync(`${folder}.runs/new`);
    writeFileSync(`${folder}.runs/new/summary.csv`, 'half-written');
    expect(hashes((await run({ resume: true })).results)).toEqual(undisturbed);
    expect(readdirSync(`${folder}.runs`).sort()).toEqual(['owner.json', 'plain.log']);
    leaveRuns(folder);
    const began = 'another boot/1';
    writeFileSync(owner, JSON.stringify({ ...JSON.parse(own(process.ppid)), began }));
    expect(hashes((await run({ resume: true })).results)).toEqual(undisturbed);
  });
});
