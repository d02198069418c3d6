import { Worker } from 'node:worker_threads';
import { type Problem, ProblemError } from '../problem.ts';
import type { RunKey, RunResult, Task } from '../run.ts';
import { teamMemory } from '../team.ts';
import { type Executor, PROGRESS_MS, stopped } from './executor.ts';
import type { Answer, Order, WorkerStart } from './protocol.ts';

const START = new URL('../../workers/start.mjs', import.meta.url);
/** `.ts` as written, `.js` where the project has been compiled. */
const ENTRY = `./simulate.worker${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`;

/** A week of fewer agents is too short to be worth meeting for. */
const TEAM_AGENTS = 100_000;

/**
 * Whole runs side by side, each in a slot of the shared memory, the next key going to whoever is free. When there are
 * fewer runs than threads and many agents, several workers form a team that shares each run of a slot.
 */
export const executeInThreads: Executor = async (
  task,
  keys,
  { threads, teamFrom = TEAM_AGENTS, onProgress, onResult, onFailure, signal },
) => {
  if (signal?.aborted) throw stopped();
  const count = Math.min(threads, keys.length, task.layout.slots);
  const size = task.layout.agents >= teamFrom ? Math.floor(threads / count) : 1;
  const results: RunResult[] = new Array(keys.length);
  const weeksDone = new Int32Array(new SharedArrayBuffer(4 * count));
  const weeks = task.inputs.scenario.weeks;
  let taken = 0;
  let runsDone = 0;

  const report = () => {
    const going = weeksDone.reduce((sum, _, slot) => sum + Atomics.load(weeksDone, slot), 0);
    onProgress?.({
      weeksDone: runsDone * weeks + going,
      weeks: weeks * keys.length,
      runsDone,
      runs: keys.length,
    });
  };
  const next = () => (taken < keys.length ? { index: taken, key: keys[taken++] } : undefined);
  const done = (slot: number, index: number, result: RunResult) => {
    results[index] = result;
    onResult?.(index, result);
    ended(slot);
  };
  const ended = (slot: number) => {
    Atomics.store(weeksDone, slot, 0);
    runsDone++;
  };
  // A team that broke can't go on; a thread alone can.
  const broken = (slot: number) =>
    onFailure && size === 1
      ? (index: number, problems: readonly Problem[]) => {
          onFailure(index, problems);
          ended(slot);
        }
      : undefined;

  const teams = Array.from({ length: count }, (_, slot) => startTeam(task, slot, size, weeksDone));
  const workers = teams.flat();
  const timer = onProgress && setInterval(report, PROGRESS_MS);
  try {
    const lives = teams.map((team, slot) =>
      live(team, next, (index, result) => done(slot, index, result), broken(slot)),
    );
    await Promise.race([Promise.all(lives), aborted(signal)]);
  } finally {
    clearInterval(timer);
    await Promise.all(workers.map(worker => worker.terminate()));
  }
  report();
  return results;
};

/** The workers of one slot, its leader first. */
function startTeam(task: Task, slot: number, size: number, weeksDone: Int32Array): Worker[] {
  const memory = size > 1 ? teamMemory(size, task.sums) : undefined;
  return Array.from({ length: size }, (_, rank) => {
    const start: WorkerStart = {
      entry: ENTRY,
      task,
      slot,
      weeksDone,
      team: memory && { rank, size, memory },
    };
    return new Worker(START, { workerData: start });
  });
}

/** One team from start to the last key; rejects when a run breaks or a thread dies. */
function live(
  team: readonly Worker[],
  next: () => Order | undefined,
  done: (index: number, result: RunResult) => void,
  broken: ((index: number, problems: readonly Problem[]) => void) | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let order: Order | undefined;
    for (const [rank, worker] of team.entries()) {
      worker.on('message', (answer: Answer) => {
        if (answer.kind === 'problems') {
          if (!broken || !order) return reject(new ProblemError(answer.problems));
          broken(order.index, answer.problems);
        }
        if (answer.kind === 'fault') return reject(asError(answer));
        if (rank > 0) return;
        try {
          if (answer.kind === 'done' && answer.result) done(answer.index, answer.result);
        } catch (error) {
          return reject(error);
        }
        order = next();
        if (!order) return resolve();
        for (const member of team) member.postMessage(order);
      });
      worker.on('error', error => reject(died(order?.key, error.message)));
      worker.on('exit', code => reject(died(order?.key, `its thread ended with code ${code}`)));
    }
  });
}

function died(key: RunKey | undefined, reason: string): ProblemError {
  const where = key ? `replicate ${key.replicate} of ${key.scenario}` : 'a worker thread';
  const memory = /memory/i.test(reason);
  const hint = memory ? 'ask for fewer --threads or for more persons per agent with --scale' : undefined;
  return new ProblemError([{ kind: 'failed', message: `${where} died: ${reason}`, hint }]);
}

/** An exception of the worker with the stack it had there. */
function asError({ message, stack }: Extract<Answer, { kind: 'fault' }>): Error {
  const error = new Error(message);
  if (stack) error.stack = stack;
  return error;
}

/** Rejects when the user stops; never resolves. */
function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(stopped()), { once: true });
  });
}
