import type { Diagnostic } from '../core/diagnostics.ts';
import type { BackendName, Inputs, RunKey, RunResult, Task } from '../engine/program/run-types.ts';

/** What a thread can be asked. It does one thing after the other, and errors cross threads as data. */
export interface WorkerApi {
  /** Be ready for runs of a task. */
  open(post: Assignment): void;
  /** Do one run of it; a member that doesn't lead its team has no result. */
  run(key: RunKey): RunResult | undefined;
  /** Let go of the task and of its memory. */
  close(): void;
  /** Make people. */
  instantiate(inputs: Inputs, options: { backend: BackendName; slots: number }): Task;
}

/** Where a thread does its runs: in a slot of the task's memory, alone or as a member of a team. */
export interface Assignment {
  task: Task;
  slot: number;
  barrier: { rank: number; size: number; memory: SharedArrayBuffer } | undefined;
  /** By slot: weeks done of the run that is going on. Shared, so that progress costs no messages. */
  weeksDone: Int32Array;
}

export interface WorkerRequest<K extends keyof WorkerApi = keyof WorkerApi> {
  method: K;
  given: Parameters<WorkerApi[K]>;
}

/** A `fault` is an exception that is not a problem of the input: an error of ours. */
export type Answer =
  | { kind: 'done'; value: unknown }
  | { kind: 'problems'; problems: readonly Diagnostic[] }
  | { kind: 'fault'; message: string; stack: string | undefined };
