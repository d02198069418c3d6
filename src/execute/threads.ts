import { Worker } from 'node:worker_threads';
import { ProblemError } from '../problem.ts';
import type { RunKey, RunResult, Task } from '../run.ts';
import { type Executor, PROGRESS_MS, stopped } from './executor.ts';
import type { Answer, Order, WorkerStart } from './protocol.ts';

const START = new URL('../../workers/start.mjs', import.meta.url);
/** `.ts` as written, `.js` where the project has been compiled. */
const ENTRY = `./simulate.worker${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`;

/** Whole runs side by side: each worker has a slot of the shared memory and takes the next key when it is free. */
export const executeInThreads: Executor = async (task, keys, { threads, onProgress, signal }) => {
  if (signal?.aborted) throw stopped();
  const count = Math.min(threads, keys.length, task.layout.slots);
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
    Atomics.store(weeksDone, slot, 0);
    runsDone++;
  };

  const start = (_: unknown, slot: number) =>
    new Worker(START, { workerData: startData(task, slot, weeksDone) });
  const workers = Array.from({ length: count }, start);
  const timer = onProgress && setInterval(report, PROGRESS_MS);
  try {
    const lives = workers.map((worker, slot) =>
      live(worker, next, (index, result) => done(slot, index, result)),
    );
    await Promise.race([Promise.all(lives), aborted(signal)]);
  } finally {
    clearInterval(timer);
    await Promise.all(workers.map(worker => worker.terminate()));
  }
  report();
  return results;
};

function startData(task: Task, slot: number, weeksDone: Int32Array): WorkerStart {
  return { entry: ENTRY, task, slot, weeksDone };
}

/** One worker from start to the last key; rejects when a run breaks or the thread dies. */
function live(
  worker: Worker,
  next: () => Order | undefined,
  done: (index: number, result: RunResult) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let order: Order | undefined;
    worker.on('message', (answer: Answer) => {
      if (answer.kind === 'problems') return reject(new ProblemError(answer.problems));
      if (answer.kind === 'fault') return reject(asError(answer));
      if (answer.kind === 'done') done(answer.index, answer.result);
      order = next();
      if (order) worker.postMessage(order);
      else resolve();
    });
    worker.on('error', error => reject(died(order?.key, error.message)));
    worker.on('exit', code => reject(died(order?.key, `its thread ended with code ${code}`)));
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
