import type { Problem } from '../problem.ts';
import type { BackendName, Inputs, RunKey, RunResult, Task } from '../run.ts';

/** What a worker is given when it starts. */
export interface WorkerStart {
  /** The module that `workers/start.mjs` imports, relative to it. */
  entry: string;
  task: Task;
  /** The part of the task's memory in which this worker runs, alone or as a member of a team. */
  slot: number;
  team: { rank: number; size: number; memory: SharedArrayBuffer } | undefined;
  /** By slot: weeks done of the run that is going on. Shared, so that progress costs no messages. */
  weeksDone: Int32Array;
}

export interface Order {
  index: number;
  key: RunKey;
}

/** Errors cross threads as data. A `fault` is an exception that is not a problem of the input: an error of ours. */
export type Answer =
  | { kind: 'ready' }
  | { kind: 'done'; index: number; result: RunResult | undefined } // undefined: a member that doesn't lead its team
  | { kind: 'problems'; problems: readonly Problem[] }
  | { kind: 'fault'; message: string; stack: string | undefined };

/** What a thread is given that makes people and ends. */
export interface PrepareStart {
  entry: string;
  inputs: Inputs;
  backend: BackendName;
  slots: number;
}

export type PrepareAnswer = { kind: 'task'; task: Task } | Exclude<Answer, { kind: 'ready' | 'done' }>;
