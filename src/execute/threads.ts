import { type Problem, ProblemError } from '../problem.ts';
import type { RunKey, RunResult } from '../run.ts';
import { Crew, CrewDied } from './crew.ts';
import { type Executor, PROGRESS_MS, stopped } from './executor.ts';
import type { Order } from './protocol.ts';

/** `.ts` as written, `.js` where the project has been compiled. */
const ENTRY = `./simulate.worker${import.meta.url.slice(import.meta.url.lastIndexOf('.'))}`;

/** A week of fewer agents is too short to be worth meeting for. */
const TEAM_AGENTS = 100_000;

/** How often a run is begun whose thread dies. */
const ATTEMPTS = 3;

interface Broken {
  problems: readonly Problem[];
  attempts: number;
}

/**
 * Whole runs side by side, each in a slot of the shared memory, the next key going to whoever is free. When there are
 * fewer runs than threads and many agents, several threads form a team that shares each run of a slot. A thread that dies
 * is replaced, and its run begun anew.
 */
export const executeInThreads: Executor = threadsFrom(ENTRY);

/** The same with another module in the threads. */
export function threadsFrom(entry: string): Executor {
  return async (task, keys, options) => {
    const { threads, teamFrom = TEAM_AGENTS, limits, onProgress, onResult, onFailure, signal } = options;
    if (signal?.aborted) throw stopped();
    const count = Math.min(threads, keys.length, task.layout.slots);
    const size = task.layout.agents >= teamFrom ? Math.floor(threads / count) : 1;
    const results: RunResult[] = new Array(keys.length);
    const weeksDone = new Int32Array(new SharedArrayBuffer(4 * count));
    const weeks = task.inputs.scenario.weeks;
    const orders = keys.entries(); // shared by all slots
    let runsDone = 0;
    let over = false;

    const report = () => {
      const going = weeksDone.reduce((sum, _, slot) => sum + Atomics.load(weeksDone, slot), 0);
      const all = { weeks: weeks * keys.length, runs: keys.length };
      onProgress?.({ weeksDone: runsDone * weeks + going, runsDone, ...all });
    };
    const start = (slot: number) => new Crew({ entry, task, slot, size, weeksDone, limits });
    const crews = Array.from({ length: count }, (_, slot) => start(slot));
    const fitCrew = async (slot: number) => {
      if (crews[slot].fit) return crews[slot];
      await crews[slot].end();
      if (!over) crews[slot] = start(slot);
      return crews[slot];
    };

    /** A run, begun again when its thread dies; what broke it in the end. */
    const attempt = async (slot: number, order: Order): Promise<RunResult | Broken> => {
      for (let k = 1; ; k++)
        try {
          return await (await fitCrew(slot)).do(order);
        } catch (error) {
          if (over) return { problems: [], attempts: k };
          if (error instanceof ProblemError) return { problems: error.problems, attempts: 1 };
          if (!(error instanceof CrewDied)) throw error;
          if (k === ATTEMPTS) return { problems: [died(order.key, error.message)], attempts: k };
        }
    };
    const live = async (slot: number) => {
      for (const [index, key] of orders) {
        const outcome = await attempt(slot, { index, key });
        if (over) return;
        if ('stateHash' in outcome) {
          results[index] = outcome;
          onResult?.(index, outcome);
        } else if (onFailure) onFailure(index, outcome.problems, outcome.attempts);
        else throw new ProblemError(outcome.problems);
        Atomics.store(weeksDone, slot, 0);
        runsDone++;
      }
    };

    const timer = onProgress && setInterval(report, PROGRESS_MS);
    try {
      await Promise.race([Promise.all(crews.map((_, slot) => live(slot))), aborted(signal)]);
    } finally {
      over = true;
      clearInterval(timer);
      await Promise.all(crews.map(crew => crew.end()));
    }
    report();
    return results;
  };
}

function died({ replicate, scenario }: RunKey, reason: string): Problem {
  const memory = /memory/i.test(reason);
  return {
    kind: 'failed',
    message: `replicate ${replicate} of ${scenario} was begun ${ATTEMPTS} times, and each time its thread died: ${reason}`,
    hint: memory ? 'ask for fewer --threads or for more persons per agent with --scale' : undefined,
  };
}

/** Rejects when the user stops; never resolves. */
function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(stopped()), { once: true });
  });
}
