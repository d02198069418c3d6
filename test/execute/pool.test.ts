import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../src/core/diagnostics.ts';
import type { BackendName, Task } from '../../src/engine/program/run-types.ts';
import { execute } from '../../src/execute/execute.ts';
import { Pool, type Thread } from '../../src/execute/pool.ts';
import { threadsFrom } from '../../src/execute/threads.ts';
import { readInputs } from '../../src/io/project/inputs.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { adjust } from '../../src/workflows/run/load-inputs.ts';
import { makeProject, type Project } from '../cli/process.ts';

const KEYS = Array.from({ length: 4 }, (_, k) => ({ scenario: 'plain', replicate: k + 1 }));
const hashes = (task: Task) =>
  execute(task, KEYS, { threads: 0 }).then(runs => runs.map(run => run.stateHash));

describe('Threads of a process', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject();
  });
  afterAll(() => project.remove());

  const taskOf = (seed: string, backend: BackendName = 'js') =>
    instantiate(adjust(readInputs(join(project.folder, 'scenarios/plain.yaml')), { seed, weeks: 6 }), {
      backend,
      slots: 2,
    }).task;
  const poolOfTwo = () => {
    const pool = new Pool('./simulate.worker.ts');
    return { pool, work: threadsFrom(pool) };
  };
  /** All that wait there: two, and one more would be new. */
  async function waiting(pool: Pool) {
    const threads = [pool.take(), pool.take()];
    await Promise.all(threads.map(thread => pool.giveBack(thread)));
    return threads;
  }
  const same = (threads: readonly Thread[], others: readonly Thread[]) =>
    threads.filter(thread => others.includes(thread)).length;

  it('are started once; alone or in a team, they do one task after the other', async () => {
    const { pool, work } = poolOfTwo();
    const threads = await waiting(pool);
    for (const [k, backend] of (['js', 'wasm', 'wasm', 'js'] as const).entries()) {
      const task = taskOf(`seed ${k}`, backend);
      const alone = await hashes(task);
      const found = await work(task, KEYS, { threads: 2 });
      expect(found.map(run => run.stateHash)).toEqual(alone);
      const [shared] = await work(task, KEYS.slice(0, 1), { threads: 2, teamFrom: 0 });
      expect(shared.stateHash).toBe(alone[0]);
    }
    expect(same(await waiting(pool), threads)).toBe(2);
  });

  it('stay after a run that broke; those that were stopped in the midst of one are replaced', async () => {
    const { pool, work } = poolOfTwo();
    const threads = await waiting(pool);
    const task = taskOf('any');
    const broken = [{ ...KEYS[0], parameters: { pull: Number.NaN } }];
    await expect(work(task, broken, { threads: 1 })).rejects.toThrow(DiagnosticError);
    expect(same(await waiting(pool), threads)).toBe(2);
    const stop = new AbortController();
    const many = Array.from({ length: 400 }, (_, k) => ({ scenario: 'plain', replicate: k + 1 }));
    const options = { threads: 2, signal: stop.signal, onResult: () => stop.abort() };
    await expect(work(task, many, options)).rejects.toThrow(DiagnosticError);
    expect(same(await waiting(pool), threads)).toBe(0);
    const found = await work(task, KEYS, { threads: 2 });
    expect(found.map(run => run.stateHash)).toEqual(await hashes(task));
  });

  it('keep the process until they have ended, also when an answer comes meanwhile', () => {
    const program = `
      import { Thread } from '${new URL('../../src/execute/pool.ts', import.meta.url)}';
      const thread = new Thread('./simulate.worker.ts');
      await thread.ask('close');
      thread.ask('close');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300); // the answer is there, but not heard
      await thread.end();
      console.log('ended');`;
    const file = join(project.folder, 'ending.mjs');
    writeFileSync(file, program);
    const { stdout, status } = spawnSync(process.execPath, [file]);
    expect([String(stdout), status]).toEqual(['ended\n', 0]);
  });
});
