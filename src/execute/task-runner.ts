import { DiagnosticError } from '../core/diagnostics.ts';
import type { BackendName, Inputs, RunKey, Task } from '../engine/program/run-types.ts';
import type { Outcome } from '../io/checkpoint/run-record.ts';
import { POOL } from './pool.ts';
import { RunLane } from './run-lane.ts';

/** The slots of one task: people are made once for all runs that ask for the same inputs. */
interface Desk {
  hash: string;
  slots: Promise<RunLane[]>;
  /** Runs that are under way or wait here. */
  runs: Set<Promise<unknown>>;
  /** Slots by number that have nothing to do, and who waits for one. */
  free: number[];
  waiting: (() => void)[];
}

/** Does runs of any inputs, those of one task at a time: another task's people are made when its runs are done. */
export class TaskRunner {
  private desk: Desk | undefined;
  private readonly threads: number;
  private readonly backend: BackendName;
  private readonly inputsOf: (hash: string) => Promise<Inputs>;

  /** @param inputsOf where inputs come from, by their hash */
  constructor(threads: number, backend: BackendName, inputsOf: (hash: string) => Promise<Inputs>) {
    this.threads = threads;
    this.backend = backend;
    this.inputsOf = inputsOf;
  }

  /** Do one run. What is wrong with the inputs or the run is its outcome; rejects with faults and inputs that can't be had. */
  do(hash: string, key: RunKey): Promise<Outcome> {
    if (this.desk?.hash !== hash) this.desk = this.open(hash, this.desk);
    const desk = this.desk;
    const run = this.runAt(desk, key);
    desk.runs.add(run);
    const done = () => desk.runs.delete(run);
    run.then(done, done);
    return run;
  }

  /** Make the people of a task before its first run. Rejects as threads do, with a DiagnosticError for what is wrong with the inputs. */
  async begin(hash: string): Promise<void> {
    this.desk = this.open(hash, this.desk);
    await this.desk.slots;
  }

  /** @param waits for runs that are under way; else they end where they are */
  async end({ waits }: { waits: boolean }): Promise<void> {
    if (this.desk) await close(this.desk, waits);
  }

  private open(hash: string, before: Desk | undefined): Desk {
    const { threads, backend } = this;
    const make = async () => {
      if (before) await close(before);
      const task = await prepareInThread(await this.inputsOf(hash), backend, threads);
      const weeksDone = new Int32Array(new SharedArrayBuffer(4 * threads));
      const place = { pool: POOL, task, size: 1, weeksDone };
      return Array.from({ length: threads }, (_, slot) => new RunLane({ ...place, slot }));
    };
    const slots = make();
    const free = Array.from({ length: threads }, (_, slot) => slot);
    const desk: Desk = { hash, slots, runs: new Set(), free, waiting: [] };
    slots.catch(() => {
      if (this.desk === desk) this.desk = undefined; // the next run tries again
    });
    return desk;
  }

  private async runAt({ slots, free, waiting }: Desk, key: RunKey): Promise<Outcome> {
    try {
      const all = await slots;
      while (free.length === 0) await new Promise<void>(resolve => waiting.push(resolve));
      const slot = free.pop()!;
      try {
        const outcome = await all[slot].do(key);
        if (!outcome) throw new Error('the worker was ended');
        if ('stateHash' in outcome) return { result: outcome };
        return { failure: { key, problems: outcome.problems } };
      } finally {
        free.push(slot);
        waiting.shift()?.();
      }
    } catch (error) {
      if (error instanceof DiagnosticError) return { failure: { key, problems: error.problems } };
      throw error;
    }
  }
}

/** End the threads of a desk once its runs are done. */
async function close({ slots, runs }: Desk, waits = true): Promise<void> {
  if (waits) await Promise.allSettled(runs);
  const all = await slots.catch(() => []);
  await Promise.all(all.map(slot => slot.end()));
}

/** Make the people in a thread. */
async function prepareInThread(inputs: Inputs, backend: BackendName, slots: number): Promise<Task> {
  const thread = POOL.take();
  try {
    return await thread.ask('instantiate', inputs, { backend, slots });
  } finally {
    await POOL.giveBack(thread);
  }
}
