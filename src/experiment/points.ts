import { execute } from '../execute/execute.ts';
import type { Progress } from '../execute/executor.ts';
import type { Frame, RunKey, RunResult, Task } from '../run.ts';

/** Results that are held at a time: enough that starting threads anew is not felt. */
const BATCH_BYTES = 2 ** 27;

export interface PointsOptions {
  threads: number;
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** Do many runs of one task and keep of each only what `keep` takes: whole results of thousands would fill the memory. */
export async function runPoints<Kept>(
  task: Task,
  frame: Frame,
  keys: readonly RunKey[],
  keep: (result: RunResult) => Kept,
  { threads, onProgress, signal }: PointsOptions,
): Promise<Kept[]> {
  const numbers = frame.weeks * (frame.series.length + frame.places.length * frame.places.length);
  const batch = Math.max(16, Math.floor(BATCH_BYTES / 8 / numbers));
  const kept: Kept[] = [];
  for (let done = 0; done < keys.length; done += batch) {
    const show = ({ weeksDone, runsDone }: Progress) =>
      onProgress?.({
        weeksDone: done * frame.weeks + weeksDone,
        weeks: keys.length * frame.weeks,
        runsDone: done + runsDone,
        runs: keys.length,
      });
    const results = await execute(task, keys.slice(done, done + batch), {
      threads,
      signal,
      onProgress: show,
    });
    for (const result of results) kept.push(keep(result));
  }
  return kept;
}
