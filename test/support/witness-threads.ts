import { textAt } from '../../src/core/diagnostics.ts';
import type { Inputs, RunResult } from '../../src/engine/program/run-types.ts';
import { execute } from '../../src/execute/execute.ts';
import { instantiate } from '../../src/simulate/resolve.ts';

/** Everything that a run tells, but its time. */
export type Outcome = Omit<RunResult, 'wallSeconds'>;

const THREADS = { js: [1, 2, 3, 7], wasm: [0, 1, 2, 3, 7] };

/**
 * One run by each backend, by teams of 1, 2, 3 and 7 threads that share its agents, and in this thread; by the name of the way. A row for
 * every agent is written, too: their order is compared as well.
 */
export async function inAllWays({ scenario, ...inputs }: Inputs): Promise<Record<string, Outcome>> {
  const at = { file: 'scenario.yaml', line: 1, column: 1 };
  const columns = [{ name: 'place', text: textAt('place') }];
  const outputs = { agents: { columns, where: undefined, at, weeks: undefined } };
  const found: Record<string, Outcome> = {};
  for (const backend of ['js', 'wasm'] as const) {
    const { task } = instantiate({ ...inputs, scenario: { ...scenario, outputs } }, { backend, slots: 1 });
    for (const threads of THREADS[backend]) {
      const keys = [{ scenario: scenario.name, replicate: 1 }];
      const [{ wallSeconds, ...result }] = await execute(task, keys, { threads, teamFrom: 0 });
      found[`${backend}, ${threads} threads`] = result;
    }
  }
  return found;
}
