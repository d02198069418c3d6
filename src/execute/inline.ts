import { setImmediate } from 'node:timers/promises';
import { DiagnosticError } from '../core/diagnostics.ts';
import type { RunKey, RunResult } from '../engine/program/run-types.ts';
import { openTask } from '../simulate/simulate.ts';
import { type Executor, PROGRESS_MS } from './executor.ts';
import { stopped } from './stop.ts';

/** One run after the other in this thread: for tests, debuggers and small runs. Stops only between two runs. */
export const executeInline: Executor = async (task, keys, { onProgress, onResult, onFailure, signal }) => {
  const { run } = openTask(task);
  const weeks = task.inputs.scenario.weeks;
  const results: RunResult[] = new Array(keys.length);
  let runsDone = 0;
  let reported = performance.now();
  const report = (weeksDone: number) => {
    reported = performance.now();
    onProgress?.({ weeksDone, weeks: weeks * keys.length, runsDone, runs: keys.length });
  };
  const attempt = (key: RunKey): RunResult => {
    const started = performance.now();
    const onWeek = (week: number) => {
      if (performance.now() - reported >= PROGRESS_MS) report(runsDone * weeks + week + 1);
    };
    const result = run(key, 0, { onWeek })!;
    return { ...result, wallSeconds: (performance.now() - started) / 1000 };
  };
  for (const [index, key] of keys.entries()) {
    await setImmediate();
    if (signal?.aborted) throw stopped();
    let result: RunResult | undefined;
    try {
      result = attempt(key);
    } catch (error) {
      if (!onFailure || !(error instanceof DiagnosticError)) throw error;
      onFailure(index, error.problems, 1);
    }
    runsDone++;
    if (!result) continue;
    if (onResult) onResult(index, result);
    else results[index] = result;
  }
  report(weeks * keys.length);
  return results;
};
