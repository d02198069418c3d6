import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/core/diagnostics.ts';
import { DiagnosticError } from '../../src/core/diagnostics.ts';
import type { RunResult } from '../../src/engine/program/run-types.ts';
import { execute } from '../../src/execute/execute.ts';
import type { Progress } from '../../src/execute/executor.ts';
import { readInputs } from '../../src/io/project/inputs.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { runEnsemble } from '../../src/workflows/run/ensemble.ts';
import { adjust } from '../../src/workflows/run/load-inputs.ts';
import { makeProject, type Project } from '../cli/process.ts';

/** Clock times stand in these alone. */
const CLOCKED = ['manifest.json', 'runs.csv'];

describe('executors', () => {
  let project: Project;
  let scenario: string;
  beforeAll(() => {
    project = makeProject();
    scenario = join(project.folder, 'scenarios/plain.yaml');
  });
  afterAll(() => project.remove());

  const prepared = (replicates: number, slots: number) =>
    instantiate(adjust(readInputs(scenario), { replicates }), { backend: 'js', slots });
  const keysOf = (replicates: number) =>
    Array.from({ length: replicates }, (_, k) => ({ scenario: 'plain', replicate: k + 1 }));

  it('write the same bytes: inline, one thread, two, three, and again', async () => {
    const written: [string, string][][] = [];
    for (const [name, threads] of Object.entries({ inline: 0, one: 1, two: 2, three: 3, again: 2 })) {
      const folder = join(project.folder, 'results', name);
      await runEnsemble(scenario, { threads, folder, replicates: 5 });
      const files = readdirSync(folder)
        .filter(file => !CLOCKED.includes(file))
        .sort();
      written.push(files.map(file => [file, readFileSync(join(folder, file), 'utf8')]));
    }
    expect(written[0].length).toBeGreaterThanOrEqual(5);
    for (const files of written.slice(1)) {
      const differing = files.filter(([, text], k) => text !== written[0][k][1]).map(([file]) => file);
      expect([files.length, differing]).toEqual([written[0].length, []]);
    }
  });

  it('give results in the order of the keys, each like the run alone', async () => {
    const { task } = prepared(6, 2);
    const keys = keysOf(6).reverse();
    const together = await execute(task, keys, { threads: 2 });
    expect(together.map(result => result.key)).toEqual(keys);
    expect(new Set(together.map(result => result.stateHash)).size).toBe(6);
    const [alone] = await execute(task, [keys[2]], { threads: 0 });
    const bare = ({ wallSeconds, ...rest }: typeof alone) => rest;
    expect(bare(together[2])).toEqual(bare(alone));
    for (const { wallSeconds } of together) expect(wallSeconds).toBeGreaterThan(0);
  });

  it('share one run among the threads of a team without changing a bit', async () => {
    const { task } = prepared(2, 2);
    const keys = keysOf(2);
    const bare = ({ wallSeconds, ...rest }: { wallSeconds: number }) => rest;
    const alone = await execute(task, keys, { threads: 0 });
    for (const threads of [2, 3, 5]) {
      const together = await execute(task, keys.slice(0, 1), { threads, teamFrom: 0 });
      expect(bare(together[0])).toEqual(bare(alone[0]));
    }
    const teams = await execute(task, keys, { threads: 4, teamFrom: 0 });
    expect(teams.map(bare)).toEqual(alone.map(bare));
  });

  it.each([0, 2])('report progress to the end (%i threads)', async threads => {
    const seen: Progress[] = [];
    const { task } = prepared(3, 2);
    await execute(task, keysOf(3), { threads, onProgress: progress => seen.push(progress) });
    expect(seen.at(-1)).toEqual({ weeksDone: 51, weeks: 51, runsDone: 3, runs: 3 });
    const weeks = seen.map(progress => progress.weeksDone);
    expect(weeks).toEqual(weeks.toSorted((a, b) => a - b));
  });

  it.each([0, 1, 2])('stop when asked (%i threads)', async threads => {
    const { task } = prepared(200, 2);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    const error = await execute(task, keysOf(200), { threads, signal: stop.signal }).catch(e => e);
    expect(error).toBeInstanceOf(DiagnosticError);
    expect(error.exitCode).toBe(130);
  });

  it.each([0, 2])('tell a broken run as a problem (%i threads)', async threads => {
    const broken = makeProject();
    broken.edit(
      'models/village/rules/leaving.yaml',
      'courage + pull *',
      'courage + 0 / (courage - courage) + pull *',
    );
    const inputs = readInputs(join(broken.folder, 'scenarios/plain.yaml'));
    const { task } = instantiate(inputs, { backend: 'js', slots: 2 });
    const error = await execute(task, keysOf(2), { threads }).catch(e => e);
    broken.remove();
    expect(error).toBeInstanceOf(DiagnosticError);
    expect(error.exitCode).toBe(1);
    expect(error.problems[0]).toMatchObject({ kind: 'failed', at: { line: 4 } });
  });

  it.each([0, 1, 2])('go on past broken runs when these are asked for (%i threads)', async threads => {
    const { task } = prepared(5, 2);
    const keys = keysOf(5).map((key, k) => (k === 1 ? { ...key, parameters: { pull: Number.NaN } } : key));
    const failed: number[] = [];
    const finished: number[] = [];
    const onFailure = (index: number, problems: readonly Diagnostic[]) =>
      void failed.push(index * Number(problems[0].kind === 'failed'));
    const onResult = (index: number, result: RunResult) =>
      void finished.push(index * Number(result.agents > 0));
    const taken = await execute(task, keys, { threads, onFailure, onResult });
    expect(failed).toEqual([1]);
    expect(finished.sort()).toEqual([0, 2, 3, 4]);
    // Who takes results keeps of them what is needed: nobody else holds them.
    expect(taken.filter(Boolean)).toEqual([]);
    const results = await execute(task, keys, { threads, onFailure });
    expect(results[1]).toBeUndefined();
    expect(results[4].key.replicate).toBe(5);
  });
});
