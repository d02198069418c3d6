import { type ResourceLimits, Worker } from 'node:worker_threads';
import { DiagnosticError } from '../core/diagnostics.ts';
import type { Answer, WorkerApi, WorkerRequest } from './protocol.ts';

/** Starts a module in a thread. */
const START = new URL('../../workers/start.mjs', import.meta.url);

/** A thread ended in the midst of its work: out of memory, or killed. Another one may do better. */
export class ThreadDied extends Error {}

/** A thread that is asked one thing at a time. It keeps the process from ending only as long as it has something to do. */
export class Thread {
  private readonly worker: Worker;
  private waiting: { resolve: (value: never) => void; reject: (error: Error) => void } | undefined;
  private death: ThreadDied | undefined;
  private ending = false;

  constructor(entry: string, resourceLimits?: ResourceLimits) {
    this.worker = new Worker(START, { workerData: { entry }, resourceLimits });
    this.worker.unref();
    this.worker.on('message', (answer: Answer) => this.hear(answer));
    this.worker.on('error', error => this.die(error.message));
    this.worker.on('exit', code => this.die(`its thread ended with code ${code}`));
  }

  /** Whether it lives and has nothing to do. */
  get idle(): boolean {
    return !this.waiting && !this.death;
  }

  /** Rejects with a `DiagnosticError` (of the inputs or the run), `ThreadDied`, or any other error (a fault of ours). */
  ask<K extends keyof WorkerApi>(
    skill: K,
    ...given: Parameters<WorkerApi[K]>
  ): Promise<ReturnType<WorkerApi[K]>> {
    if (this.death) return Promise.reject(this.death);
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.worker.ref();
      this.worker.postMessage({ method: skill, given } satisfies WorkerRequest<K>);
    });
  }

  /** Resolves when it has ended; until then it keeps the process, whatever it still answers. */
  async end(): Promise<void> {
    this.ending = true;
    await this.worker.terminate();
  }

  private hear(answer: Answer): void {
    if (answer.kind === 'done') this.settle()?.resolve(answer.value as never);
    if (answer.kind === 'problems') this.settle()?.reject(new DiagnosticError(answer.problems));
    if (answer.kind === 'fault') this.settle()?.reject(asError(answer));
  }

  private die(reason: string): void {
    this.death ??= new ThreadDied(reason);
    this.settle()?.reject(this.death);
  }

  private settle() {
    const { waiting } = this;
    this.waiting = undefined;
    if (!this.ending) this.worker.unref();
    return waiting;
  }
}

/**
 * Threads that live as long as the process. To start one takes longer than many a run, and where dozens with WebAssembly come
 * and go V8 may fall over (docs/decisions/0002-simd-backend.md).
 */
export class Pool {
  private readonly idle: Thread[] = [];
  private readonly entry: string;
  private readonly limits: ResourceLimits | undefined;

  /**
   * @param entry the module that `workers/start.mjs` imports in each thread, relative to it
   * @param limits what a thread may take of memory; by default what Node allows
   */
  constructor(entry: string, limits?: ResourceLimits) {
    this.entry = entry;
    this.limits = limits;
  }

  take(): Thread {
    return this.idle.pop() ?? new Thread(this.entry, this.limits);
  }

  /** Take a thread back once it has let go of its task; one that is in the midst of something is ended. */
  async giveBack(thread: Thread): Promise<void> {
    if (!thread.idle) return thread.end();
    const keep = () => void this.idle.push(thread);
    await thread.ask('close').then(keep, () => thread.end());
  }
}

/** The threads of this process; a module of workers/ is `.ts` as written, `.js` where the project has been compiled. */
export const POOL = new Pool(`./simulate.worker${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`);

/** An exception of the thread with the stack it had there. */
function asError({ message, stack }: Extract<Answer, { kind: 'fault' }>): Error {
  const error = new Error(message);
  if (stack) error.stack = stack;
  return error;
}
