import type { Problem } from '../core/diagnostics.ts';
import type { BackendName, Inputs, RunKey, RunResult, Task } from '../engine/program/run-types.ts';

/** What a thread can be asked. It does one thing after the other, and errors cross threads as data. */
export interface Skills {
  /** Be ready for runs of a task. */
  open(post: Post): void;
  /** Do one run of it; a member that doesn't lead its team has no result. */
  run(key: RunKey): RunResult | undefined;
  /** Let go of the task and of its memory. */
  close(): void;
  /** Make people. */
  prepare(inputs: Inputs, options: { backend: BackendName; slots: number }): Task;
}

/** Where a thread does its runs: in a slot of the task's memory, alone or as a member of a team. */
export interface Post {
  task: Task;
  slot: number;
  team: { rank: number; size: number; memory: SharedArrayBuffer } | undefined;
  /** By slot: weeks done of the run that is going on. Shared, so that progress costs no messages. */
  weeksDone: Int32Array;
}

export interface Order<K extends keyof Skills = keyof Skills> {
  skill: K;
  given: Parameters<Skills[K]>;
}

/** A `fault` is an exception that is not a problem of the input: an error of ours. */
export type Answer =
  | { kind: 'done'; value: unknown }
  | { kind: 'problems'; problems: readonly Problem[] }
  | { kind: 'fault'; message: string; stack: string | undefined };
