import { setImmediate } from 'node:timers/promises';
import type { RunResult } from '../run.ts';
import { openTask } from '../simulate.ts';
import { type Executor, PROGRESS_MS, stopped } from './executor.ts';

/** One run after the other in this thread: for tests, debuggers and small runs. Stops only between two runs. */
export const executeInline: Executor = async (task, keys, { onProgress, signal }) => {
  const { run } = openTask(task);
  const weeks = task.inputs.scenario.weeks;
  const results: RunResult[] = [];
  let reported = performance.now();
  const report = (weeksDone: number) => {
    reported = performance.now();
    onProgress?.({ weeksDone, weeks: weeks * keys.length, runsDone: results.length, runs: keys.length });
  };
  for (const key of keys) {
    await setImmediate();
    if (signal?.aborted) throw stopped();
    const started = performance.now();
    const onWeek = (week: number) => {
      if (performance.now() - reported >= PROGRESS_MS) report(results.length * weeks + week + 1);
    };
    const result = run(key, 0, { onWeek })!;
    results.push({ ...result, wallSeconds: (performance.now() - started) / 1000 });
  }
  report(weeks * keys.length);
  return results;
};
