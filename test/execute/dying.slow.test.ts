import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/core/diagnostics.ts';
import { execute } from '../../src/execute/execute.ts';
import { Pool } from '../../src/execute/pool.ts';
import { threadsFrom } from '../../src/execute/threads.ts';
import { readInputs } from '../../src/io/project/inputs.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { adjust } from '../../src/workflows/run/load-inputs.ts';
import { makeProject, type Project } from '../cli/process.ts';

const ENTRY = '../test/execute/dying.worker.ts';
const dying = threadsFrom(new Pool(ENTRY));
const KEYS = Array.from({ length: 5 }, (_, k) => ({ scenario: 'plain', replicate: k + 1 }));

describe('A thread that dies', () => {
  let project: Project;
  beforeEach(() => {
    project = makeProject();
  });
  afterEach(() => project.remove());

  const deaths = () => readFileSync(join(project.folder, 'deaths'), 'utf8').length;
  const taskThatDies = (times: number, how = 'exit') => {
    const inputs = adjust(readInputs(join(project.folder, 'scenarios/plain.yaml')), { replicates: 5 });
    const title = [join(project.folder, 'deaths'), 3, times, how].join('|');
    const told = { ...inputs, scenario: { ...inputs.scenario, title } };
    return instantiate(told, { backend: 'js', slots: 2 }).task;
  };

  it('is replaced, and the result is the same', async () => {
    const task = taskThatDies(2);
    const found = await dying(task, KEYS, { threads: 2 });
    const plain = await execute(task, KEYS, { threads: 0 });
    expect(found.map(run => run.stateHash)).toEqual(plain.map(run => run.stateHash));
    expect(deaths()).toBe(2);
  });

  it('takes its team with it, which is replaced whole', async () => {
    const task = taskThatDies(1);
    const found = await dying(task, KEYS.slice(2, 3), { threads: 2, teamFrom: 0 });
    const plain = await execute(task, KEYS.slice(2, 3), { threads: 0 });
    expect(found[0].stateHash).toBe(plain[0].stateHash);
  });

  it('a third time is a failure of that run alone, told in its own words', async () => {
    const failures: [number, readonly Diagnostic[]][] = [];
    const onFailure = (index: number, problems: readonly Diagnostic[]) => failures.push([index, problems]);
    const found = await dying(taskThatDies(9), KEYS, { threads: 2, onFailure });
    expect(found.map(run => run?.key.replicate)).toEqual([1, 2, undefined, 4, 5]);
    expect(failures).toHaveLength(1);
    expect(failures[0][0]).toBe(2);
    expect(failures[0][1][0].message).toMatch(/replicate 3 of plain .* its thread ended with code 3/);
    expect(deaths()).toBe(3);
  });

  it('for want of memory says so, and what to do', async () => {
    const small = threadsFrom(new Pool(ENTRY, { maxOldGenerationSizeMb: 40 }));
    const error = await small(taskThatDies(9, 'memory'), KEYS, { threads: 1 }).catch(e => e);
    expect(error.exitCode).toBe(1);
    expect(error.problems[0].message).toMatch(/memory/);
    expect(error.problems[0].hint).toMatch(/--threads/);
  });
});
