import type { BackendName, Frame, RunKey, RunResult, Task } from '../../engine/program/run-types.ts';
import { execute } from '../../execute/execute.ts';
import type { Executor, Progress } from '../../execute/executor.ts';
import { type CheckpointOptions, executeResumable } from '../../execute/resumable-runs.ts';
import { type RunFailure, runId } from '../../io/checkpoint/run-record.ts';
import type { Copy } from '../../io/folder/copies.ts';
import type { Reporter } from '../../io/folder/report.ts';

/** Results that are held at a time: enough that opening the task again is not felt. */
const BATCH_BYTES = 2 ** 27;

export interface PointsOptions extends Pick<CheckpointOptions, 'resume' | 'onNote' | 'executor'> {
  threads: number;
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** Where runs are kept until the tables of all points are written. */
export interface PointsLog {
  /** The output folder. */
  folder: string;
  /** Name of the log, where a folder has several tasks. */
  part: string;
}

/** How an analysis of many runs is done, whatever it asks. */
export interface ManyRunsOptions extends Pick<CheckpointOptions, 'resume' | 'onNote' | 'executor'> {
  /** Begin even what seems to need more memory or disk than there is. */
  force?: boolean;
  threads?: number;
  backend?: BackendName;
  folder?: string;
  onStep?: (text: string) => void;
  onProgress?: (progress: Progress) => void;
  signal?: AbortSignal;
  /** Writes the page of the folder; without it, none. */
  reporter?: Reporter;
  /** Copies of the tables for spreadsheets. */
  copies?: readonly Copy[];
}

/** Whole results held at a time when few numbers of each are kept. */
export const HELD = 16;

/**
 * Do many runs of one task and keep of each only the numbers that `keep` takes, in memory and in the log: whole results of
 * thousands would fill both. Runs with equal keys are done once. Values are in the order of the keys; those of a run that broke
 * are undefined, where runs may be missing.
 * @param keep its name tells what is kept, so that a log of other numbers is not taken for this one
 */
export async function runPoints(
  task: Task,
  frame: Frame,
  keys: readonly RunKey[],
  keep: { name: string; of: (result: RunResult) => readonly number[] },
  log: PointsLog,
  { threads, onProgress, signal, executor = execute, ...keeping }: PointsOptions,
): Promise<{ values: (readonly number[] | undefined)[]; failures: readonly RunFailure[] }> {
  const numbers = frame.weeks * (frame.series.length + frame.places.length * frame.places.length);
  const batch = Math.max(HELD, Math.floor(BATCH_BYTES / 8 / numbers));
  const only = { name: keep.name, of: (result: RunResult) => bare(result, keep.of(result)) };
  const { results, failures } = await executeResumable(
    task,
    keys,
    {
      ...keeping,
      ...log,
      only,
      allowNone: true,
      keep: ({ key, statistics }) => ({ id: runId(key), values: [...statistics] }),
      executor: inBatches(executor, batch),
    },
    { threads, onProgress, signal },
  );
  const byId = new Map(results.map(({ id, values }) => [id, values]));
  return { values: keys.map(key => byId.get(runId(key))), failures };
}

/** A result that holds nothing but some numbers, in the place of its statistics. */
function bare(result: RunResult, values: readonly number[]): RunResult {
  const entries = Object.entries(result).map(([name, value]) => [
    name,
    value instanceof Float64Array ? new Float64Array() : value,
  ]);
  return { ...Object.fromEntries(entries), statistics: Float64Array.from(values) };
}

/** The same executor, given this many runs at a time; their results are told, not gathered. */
const inBatches =
  (executor: Executor, size: number): Executor =>
  async (task, keys, options) => {
    const weeks = task.inputs.scenario.weeks;
    for (let done = 0; done < keys.length; done += size)
      await executor(task, keys.slice(done, done + size), {
        ...options,
        onProgress: ({ weeksDone, runsDone }) =>
          options.onProgress?.({
            weeksDone: done * weeks + weeksDone,
            weeks: keys.length * weeks,
            runsDone: done + runsDone,
            runs: keys.length,
          }),
        onResult: (index, result) => options.onResult?.(done + index, result),
        onFailure:
          options.onFailure &&
          ((index, problems, attempts) => options.onFailure?.(done + index, problems, attempts)),
      });
    return [];
  };
