import { DiagnosticError } from '../core/diagnostics.ts';
import type { RunKey, RunResult, Task } from '../engine/program/run-types.ts';
import { barrierMemory } from '../simulate/thread-barrier.ts';
import type { Pool, Thread } from './pool.ts';

/** Where a group works. */
export interface WorkPlace {
  /** Where its threads come from. */
  pool: Pool;
  task: Task;
  slot: number;
  /** Threads that share each run. */
  size: number;
  /** By slot: weeks done of the run that is going on. */
  weeksDone: Int32Array;
}

/** The threads of one slot: one alone, or a team that shares each run. One run at a time. */
export class WorkerGroup {
  private readonly pool: Pool;
  private readonly threads: readonly Thread[];
  private readonly opened: Promise<unknown>;
  /** Whether it can do another run. After one that broke, a thread alone can, a team can't. */
  fit = true;

  constructor({ pool, task, slot, size, weeksDone }: WorkPlace) {
    const memory = size > 1 ? barrierMemory(size, task) : undefined;
    this.pool = pool;
    this.threads = Array.from({ length: size }, () => pool.take());
    this.opened = Promise.all(
      this.threads.map((thread, rank) => {
        const barrier = memory && { rank, size, memory };
        return thread.ask('open', { task, slot, weeksDone, barrier });
      }),
    );
  }

  /** Do one run. Rejects as threads do. */
  async do(key: RunKey): Promise<RunResult> {
    try {
      await this.opened;
      const [result] = await Promise.all(this.threads.map(thread => thread.ask('run', key)));
      return result!;
    } catch (error) {
      this.fit = this.threads.length === 1 && error instanceof DiagnosticError;
      throw error;
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.threads.map(thread => this.pool.giveBack(thread)));
  }
}
