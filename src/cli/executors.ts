import { throwDiagnostic } from '../core/diagnostics.ts';
import type { Executor } from '../execute/executor.ts';
import { queueExecutor } from '../execute/redis/queue-executor.ts';
import { choice, type Given, type Option, text } from './command.ts';
import { onNote } from './run-options.ts';

export const REDIS = text('address of the Redis; rediss:// for TLS [REDIS_URL]');

/** Options of commands whose runs may be done elsewhere. */
export const executorOptions = (): Record<string, Option> => ({
  executor: choice(['threads', 'redis'], 'where runs are done: threads here, or workers on a Redis queue'),
  redis: REDIS,
});

/** Undefined: threads of this machine. */
export function givenExecutor(given: Given): Executor | undefined {
  if (given.executor === 'redis') return queueExecutor(redisFrom(given), onNote);
  if (given.redis !== undefined)
    throwDiagnostic({
      kind: 'conflict',
      message: '--redis is given without --executor redis',
      hint: 'add --executor redis',
    });
  return undefined;
}

/** What analyses of many runs are told, besides what they ask. */
export const givenManyRuns = (given: Given) => ({
  weeks: given.weeks,
  seed: given.seed,
  threads: given.threads,
  backend: given.backend,
  folder: given.out,
  resume: given.resume,
  force: given.force,
  executor: givenExecutor(given),
  onNote,
});

export function redisFrom(given: Given): string {
  const url = given.redis ?? process.env.REDIS_URL;
  return (
    url ??
    throwDiagnostic({
      kind: 'shape',
      message: 'no address of the Redis',
      hint: 'give --redis URL, or set REDIS_URL',
    })
  );
}
