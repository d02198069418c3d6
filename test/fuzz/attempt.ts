import { Script } from 'node:vm';
import { DiagnosticError, describe } from '../../src/core/diagnostics.ts';

/** Seconds of processor time that any input may take on a slow machine; a third of it is usual. */
const PATIENCE = 6;
/** Seconds on the clock after which it is stopped, on a machine that has much else to do. */
const LONGEST_WAIT = 60;
/** Characters that a message may have. */
const LONGEST_MESSAGE = 4000;
const MOST_PROBLEMS = 1000;

const HOOK = Symbol.for('rhizome fuzz');
const script = new Script(`globalThis[Symbol.for('rhizome fuzz')]()`);

export interface Outcome {
  /** undefined: nothing was wrong with it. */
  problems: readonly string[] | undefined;
  seconds: number;
}

/**
 * Read an input. It must be taken, or be refused with problems that can be shown as they are; anything else (another
 * error, a hang, a message that would upset a terminal) fails the test with the trial's name.
 */
export function attempt(trial: string, read: () => unknown): Outcome {
  (globalThis as Record<symbol, unknown>)[HOOK] = read;
  const before = computing();
  let problems: string[] | undefined;
  try {
    script.runInThisContext({ timeout: 1000 * LONGEST_WAIT });
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw new Error(`${trial} broke: ${(error as Error)?.stack}`);
    problems = error.problems.map(describe);
  }
  const seconds = computing() - before;
  if (seconds > PATIENCE) throw new Error(`${trial} took ${seconds.toFixed(1)} s: ${problems?.[0]}`);
  for (const problem of problems ?? []) {
    if (/[\p{Cc}\p{Cs}\p{Bidi_Control}]/u.test(problem) || problem.length > LONGEST_MESSAGE)
      throw new Error(
        `${trial} has a message that can't be shown: ${JSON.stringify(problem.slice(0, 5000))}`,
      );
    if (/\[object|\bat .*\.ts:/.test(problem)) throw new Error(`${trial} has a message of ours: ${problem}`);
  }
  if ((problems?.length ?? 0) > MOST_PROBLEMS) throw new Error(`${trial} has ${problems!.length} problems`);
  return { problems, seconds };
}

/** Seconds that this thread has computed. */
function computing(): number {
  const { user, system } = (process.threadCpuUsage ?? process.cpuUsage)();
  return (user + system) / 1e6;
}
