import type { Diagnostic } from '../core/diagnostics.ts';
import type { RunKey, RunResult, Task } from '../engine/program/run-types.ts';

/** How far a set of runs has come; counted in weeks, because runs are few and long. */
export interface Progress {
  weeksDone: number;
  weeks: number;
  runsDone: number;
  runs: number;
  /** What else is worth knowing meanwhile. */
  note?: string;
}

export interface ExecuteOptions {
  /** Worker threads, at most `task.layout.slots`; 0: in the calling thread. Results never depend on it. */
  threads: number;
  /** From this number of agents on, threads without a run of their own help with the others'; by default 100 000. */
  teamFrom?: number;
  /** Called at most about ten times a second, and once at the end. */
  onProgress?: (progress: Progress) => void;
  /** Called with each run as it finishes, in any order; it takes the result, which is then not gathered. */
  onResult?: (index: number, result: RunResult) => void;
  /**
   * Called with each run that breaks; the others then go on, and its place in the results stays empty. More than one attempt:
   * not the run broke, but its thread died each time.
   */
  onFailure?: (index: number, problems: readonly Diagnostic[], attempts: number) => void;
  /** Aborting stops every run and rejects with a problem of kind `stopped`. */
  signal?: AbortSignal;
}

/**
 * Do the runs `keys` of one task. Results come in the order of `keys`, whoever finished first; none where `onResult` takes them. Without `onFailure`, the first
 * run that breaks stops the others and rejects with its problems.
 */
export type Executor = (task: Task, keys: readonly RunKey[], options: ExecuteOptions) => Promise<RunResult[]>;

/** Milliseconds between two reports of progress. */
export const PROGRESS_MS = 100;
