import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/engine/program/run-types.ts';
import { execute } from '../../src/execute/execute.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { inlineInputs } from '../support/model.ts';
import { GENERATIONS } from './generations.ts';

describe('a run with entries, births and deaths', () => {
  it('has the same bytes with 1, 2, 3 and 7 threads, in both backends', async () => {
    const inputs = inlineInputs(GENERATIONS, { weeks: 12, personsPerAgent: 0.1 });
    const results: Partial<RunResult>[] = [];
    const threadsOf = { js: [0, 2], wasm: [0, 2, 3, 7] };
    for (const backend of ['js', 'wasm'] as const)
      for (const threads of threadsOf[backend]) {
        const { task } = instantiate(inputs, { backend, slots: 1 });
        const keys = [{ scenario: 'inline', replicate: 1 }];
        const [{ wallSeconds, ...result }] = await execute(task, keys, { threads, teamFrom: 0 });
        results.push(result);
      }
    expect(results[0].vitals!.reduce((a, b) => a + b)).toBeGreaterThan(100);
    for (const result of results) expect(result).toEqual(results[0]);
  });
});
