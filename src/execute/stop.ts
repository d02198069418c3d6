import { DiagnosticError } from '../core/diagnostics.ts';

/** What asks a process to end, with the exit code that says so (128 and the signal's number). SIGHUP ends it at once, always. */
const CODES = { SIGINT: 130, SIGTERM: 143 } as const;
type Name = keyof typeof CODES;
const NAMES = Object.keys(CODES) as Name[];

/** After this time a process that was asked to end does, whatever still waits in it. */
const GRACE_MS = 1500;
/** Two signals within this time are one. */
const SAME_MS = 300;
const same = () => {};

/** Listens to the system, and doesn't any more. */
interface System {
  on(): void;
  off(): void;
}

const systems = new WeakMap<AbortSignal, System>();

/** The signal that ended the waiting of this process. */
let asked: Name | undefined;

/** The exit code of a process that was asked to end. */
export const stopCode = () => CODES[asked ?? 'SIGINT'];

/**
 * A signal that the system's SIGINT and SIGTERM abort, but only while somebody waits in `unlessStopped` or `heed`s it. At all other times the
 * thread may be busy for minutes (making people, writing tables) and couldn't answer: then they end the process at once, as they
 * do by themselves. So does a second one.
 * @param grace false: what is under way may take its time after the first one
 */
export function systemSignal({ grace = true } = {}): AbortSignal {
  const stop = new AbortController();
  let waiting = 0;
  const hear = (name: Name) => {
    asked = name;
    for (const each of NAMES) {
      process.off(each, hear);
      // A launcher passes on what the terminal has sent to both.
      process.on(each, same);
      setTimeout(() => process.off(each, same), SAME_MS).unref();
    }
    if (grace) setTimeout(() => process.exit(CODES[name]), GRACE_MS).unref();
    stop.abort();
  };
  systems.set(stop.signal, {
    on: () => {
      if (waiting++ === 0 && !asked) for (const name of NAMES) process.on(name, hear);
    },
    off: () => {
      if (--waiting === 0) for (const name of NAMES) process.off(name, hear);
    },
  });
  return stop.signal;
}

/** Let the system's signals abort this one until the function that it gives is called: the thread must be free in less than a second. */
export function heed(signal: AbortSignal | undefined): () => void {
  const system = signal && systems.get(signal);
  system?.on();
  return () => system?.off();
}

/** Wait for some work, but no longer than until the signal is aborted: then it rejects with a problem of kind `stopped`. */
export async function unlessStopped<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return work;
  work.catch(() => {}); // what it says after a stop is heard by nobody
  if (signal.aborted) throw stopped();
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(stopped());
    signal.addEventListener('abort', stop, { once: true });
  });
  const release = heed(signal);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    release();
    signal.removeEventListener('abort', stop);
  }
}

/** The problem of whatever was stopped by the user. */
export function stopped(): DiagnosticError {
  return new DiagnosticError([
    { kind: 'stopped', message: 'not all runs were done, so nothing of them was written' },
  ]);
}
