import { DiagnosticError } from '../core/diagnostics.ts';
import type { RunResult } from '../engine/program/run-types.ts';
import { type Executor, PROGRESS_MS } from './executor.ts';
import { POOL, type Pool } from './pool.ts';
import { RunLane } from './run-lane.ts';
import { stopped, unlessStopped } from './stop.ts';

/** A week of fewer agents is too short to be worth meeting for. */
const TEAM_AGENTS = 100_000;

/**
 * Whole runs side by side, each in a slot of the shared memory, the next key going to whoever is free. When there are
 * fewer runs than threads and many agents, several threads form a team that shares each run of a slot. A thread that dies
 * is replaced, and its run begun again.
 */
export const executeInThreads: Executor = threadsFrom(POOL);

/** The same with other threads. */
export function threadsFrom(pool: Pool): Executor {
  return async (task, keys, options) => {
    const { threads, teamFrom = TEAM_AGENTS, onProgress, onResult, onFailure, signal } = options;
    if (signal?.aborted) throw stopped();
    const count = Math.min(threads, keys.length, task.layout.slots);
    const size = task.layout.agents >= teamFrom ? Math.floor(threads / count) : 1;
    const results: RunResult[] = new Array(keys.length);
    const weeksDone = new Int32Array(new SharedArrayBuffer(4 * count));
    const weeks = task.inputs.scenario.weeks;
    const wanted = keys.entries(); // shared by all slots
    let runsDone = 0;

    const report = () => {
      const going = weeksDone.reduce((sum, _, slot) => sum + Atomics.load(weeksDone, slot), 0);
      const all = { weeks: weeks * keys.length, runs: keys.length };
      onProgress?.({ weeksDone: runsDone * weeks + going, runsDone, ...all });
    };
    const slots = Array.from(
      { length: count },
      (_, slot) => new RunLane({ pool, task, slot, size, weeksDone }),
    );
    const live = async (slot: number) => {
      for (const [index, key] of wanted) {
        const outcome = await slots[slot].do(key);
        if (!outcome) return;
        if ('stateHash' in outcome) {
          if (onResult) onResult(index, outcome);
          else results[index] = outcome;
        } else if (onFailure) onFailure(index, outcome.problems, outcome.attempts);
        else throw new DiagnosticError(outcome.problems);
        Atomics.store(weeksDone, slot, 0);
        runsDone++;
      }
    };

    const timer = onProgress && setInterval(report, PROGRESS_MS);
    try {
      await unlessStopped(signal, Promise.all(slots.map((_, slot) => live(slot))));
    } finally {
      clearInterval(timer);
      await Promise.all(slots.map(slot => slot.end()));
    }
    report();
    return results;
  };
}
