import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/engine/program/run-types.ts';
import { execute } from '../../src/execute/execute.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { type InlineModel, inlineInputs } from '../support/model.ts';
import { WITNESSES, witness } from '../support/witnesses.ts';
import { FAMILIES } from './families.ts';

/** The same families, who have children and die. */
const GENERATIONS: InlineModel = {
  ...FAMILIES,
  networks: FAMILIES.networks!.replace('head: age == adult', 'head: age == adult\n    most: 12'),
  rules: `
rule: bear
who: age == adult
chance: 0.05
births:
  inherit: [place, size]
  set: { age: child }
---
rule: die
dies: 0.03
---${FAMILIES.rules}`,
  more: 'capacity: 20000',
};

describe('a run with households', () => {
  it('has the same bytes with 1, 2, 3 and 7 threads, in both backends', async () => {
    const all = { js: [0, 2], wasm: [0, 2, 3, 7] };
    for (const [model, threadsOf] of [
      [FAMILIES, { js: [0], wasm: [3] }],
      [GENERATIONS, all],
    ] as const) {
      const inputs = inlineInputs(model, { weeks: 8, personsPerAgent: 0.4 });
      const results: Partial<RunResult>[] = [];
      for (const backend of ['js', 'wasm'] as const)
        for (const threads of threadsOf[backend]) {
          const { task } = instantiate(inputs, { backend, slots: 1 });
          const [{ wallSeconds, ...result }] = await execute(task, [{ scenario: 'inline', replicate: 1 }], {
            threads,
            teamFrom: 0,
          });
          results.push(result);
        }
      expect(results[0].flows!.reduce((a, b) => a + b)).toBeGreaterThan(300);
      for (const result of results) expect(result).toEqual(results[0]);
    }
  });

  it('gives the interpreter the same columns', () => {
    const [first, ...others] = Object.values(WITNESSES).map(backend => {
      const { failure, column } = witness(
        inlineInputs({ ...FAMILIES, parameters: { persons: 300, stays: 0.3 } }, { weeks: 5 }),
        backend,
        5,
      );
      return {
        failure,
        columns: ['place', 'wage', 'moved', 'alone', 'with_head', 'apart', 'head'].map(column),
      };
    });
    expect(first.failure).toBeUndefined();
    for (const other of others) expect(other).toEqual(first);
  });
});
