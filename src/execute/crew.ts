import { type ResourceLimits, Worker } from 'node:worker_threads';
import { ProblemError } from '../problem.ts';
import type { RunResult, Task } from '../run.ts';
import { teamMemory } from '../team.ts';
import type { Answer, Order, WorkerStart } from './protocol.ts';

/** Starts a module in a thread. */
export const START = new URL('../../workers/start.mjs', import.meta.url);

/** A thread ended in the midst of its work: out of memory, or killed. Another crew may do better. */
export class CrewDied extends Error {}

/** Where a crew works. */
export interface Post {
  /** The module that `workers/start.mjs` imports. */
  entry: string;
  task: Task;
  slot: number;
  /** Threads that share each run. */
  size: number;
  /** By slot: weeks done of the run that is going on. */
  weeksDone: Int32Array;
  limits?: ResourceLimits;
}

/** The threads of one slot: one alone, or a team that shares each run. One order at a time. */
export class Crew {
  private readonly workers: readonly Worker[];
  private waiting: { resolve: (result: RunResult) => void; reject: (error: Error) => void } | undefined;
  private broken: Error | undefined;
  private opened = false;

  constructor({ entry, task, slot, size, weeksDone, limits }: Post) {
    const memory = size > 1 ? teamMemory(size, task) : undefined;
    this.workers = Array.from({ length: size }, (_, rank) => {
      const team = memory && { rank, size, memory };
      const start: WorkerStart = { entry, task, slot, weeksDone, team };
      const worker = new Worker(START, { workerData: start, resourceLimits: limits });
      worker.on('message', (answer: Answer) => this.hear(answer));
      worker.on('error', error => this.fail(new CrewDied(error.message)));
      worker.on('exit', code => this.fail(new CrewDied(`its thread ended with code ${code}`)));
      return worker;
    });
  }

  /** Whether it can take another order. After a run that broke, a thread alone can, a team can't. */
  get fit(): boolean {
    return this.broken === undefined;
  }

  /** Do one run. Rejects with a `ProblemError` (the run broke), `CrewDied`, or any other error (a fault of ours). */
  do(order: Order): Promise<RunResult> {
    return new Promise((resolve, reject) => {
      if (this.broken) return reject(this.broken);
      this.waiting = { resolve, reject };
      for (const worker of this.workers) worker.postMessage(order);
    });
  }

  async end(): Promise<void> {
    await Promise.all(this.workers.map(worker => worker.terminate()));
  }

  private hear(answer: Answer): void {
    if (answer.kind === 'fault') this.fail(asError(answer));
    if (answer.kind === 'problems') {
      const error = new ProblemError(answer.problems);
      if (this.workers.length > 1 || !this.opened) this.fail(error);
      else this.settle()?.reject(error);
    }
    if (answer.kind === 'ready') this.opened = true;
    if (answer.kind === 'done' && answer.result) this.settle()?.resolve(answer.result);
  }

  private fail(error: Error): void {
    this.broken ??= error;
    this.settle()?.reject(error);
  }

  private settle() {
    const waiting = this.waiting;
    this.waiting = undefined;
    return waiting;
  }
}

/** An exception of the worker with the stack it had there. */
function asError({ message, stack }: Extract<Answer, { kind: 'fault' }>): Error {
  const error = new Error(message);
  if (stack) error.stack = stack;
  return error;
}
