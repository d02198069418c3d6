import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { BackendName, RunKey } from '../../engine/program/run-types.ts';
import { engineIdentity } from '../../io/project/engine-identity.ts';
import { decodeInputs, fromJson } from '../../io/project/inputs-bytes.ts';
import { sha256 } from '../../io/text/text.ts';
import { checkCounts } from '../../scenario/counts.ts';
import { unlessStopped } from '../stop.ts';
import { TaskRunner } from '../task-runner.ts';
import { openExpiry } from './expiry.ts';
import {
  beforeLong,
  inputsKey,
  type Job,
  KEPT_SECONDS,
  LOCK_MS,
  LOST_WORKERS,
  MAX_INPUT_BYTES,
  openQueue,
  PREFIX,
  queueName,
  resultKey,
  STALLED_MS,
} from './library.ts';
import { jobIdOf, sealOutcome } from './result.ts';

export interface QueueWorkerOptions {
  threads: number;
  backend: BackendName;
  /** Called when it begins to wait for runs. */
  onReady?: () => void;
  /** Called with each finished run. */
  onRun?: (key: RunKey, seconds: number) => void;
  /** Called when it takes no more runs and finishes those under way. */
  onStopping?: () => void;
  signal?: AbortSignal;
}

/**
 * Do runs for whoever asks for them in a Redis, until told to stop; runs that are under way are finished first. People
 * are made and runs are done in threads, so that this one can always say that it is alive.
 */
export async function workAtQueue(url: string, options: QueueWorkerOptions): Promise<void> {
  const { threads, backend, onReady, onRun, onStopping, signal } = options;
  const { Worker, connect } = await unlessStopped(signal, openQueue(url));
  const connections = [connect(url), connect(url)];
  const [redis] = connections;
  const runner = new TaskRunner(threads, backend, async hash => {
    const packed =
      (await redis.strlen(inputsKey(hash))) <= MAX_INPUT_BYTES && (await redis.getBuffer(inputsKey(hash)));
    if (packed === null) throw new Error('its inputs are no longer in Redis');
    const bytes = packed && unpacked(packed);
    if (!bytes) throw new Error(`its inputs are larger than ${MAX_INPUT_BYTES / 2 ** 20} MiB`);
    if (sha256(bytes) !== hash) throw new Error('its inputs are not those that were asked for');
    const given = decodeInputs(bytes);
    checkCounts(given.scenario);
    return given;
  });
  const work = async ({ id, data }: { id?: string; data: Job }) => {
    if (await redis.exists(resultKey(id!))) return;
    const key = fromJson(data.key) as RunKey;
    if (jobIdOf(data.inputs, key) !== id) throw new Error('its id is that of another run');
    const started = performance.now();
    const outcome = await runner.do(data.inputs, key);
    await redis.set(resultKey(id!), sealOutcome(id, outcome), 'EX', KEPT_SECONDS);
    onRun?.(key, (performance.now() - started) / 1000);
  };
  const name = queueName(engineIdentity());
  const worker = new Worker<Job>(name, work, {
    connection: connections[1],
    prefix: PREFIX,
    concurrency: threads,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_MS,
    maxStalledCount: LOST_WORKERS,
  });
  worker.on('error', () => {}); // a lost connection is tried again
  await unlessStopped(signal, worker.waitUntilReady());
  const expiry = openExpiry(redis, name);
  onReady?.();
  await unlessStopped(signal, new Promise<never>(() => {})).catch(() => {});
  onStopping?.();
  // A Redis that is gone takes no result; whoever asked for these runs asks again.
  const closed = worker.close();
  // One that has stopped answering keeps its connections.
  const answer = () =>
    redis
      .ping()
      .then(() => true)
      .catch(() => false);
  const isThere = async () =>
    connections.every(({ status }) => status === 'ready') &&
    (await Promise.race([answer(), wait(800, false, { ref: false })]));
  while (
    (await isThere()) &&
    !(await Promise.race([closed.then(() => true), wait(500, false, { ref: false })]))
  );
  const waits = await isThere();
  if (waits) await beforeLong(closed);
  await beforeLong(Promise.allSettled([worker.close(true), expiry.end()]));
  await runner.end({ waits });
  for (const connection of connections) connection.disconnect();
}

/** Undefined where more comes out than inputs have. */
export function unpacked(packed: Uint8Array): Uint8Array | undefined {
  try {
    return gunzipSync(packed, { maxOutputLength: MAX_INPUT_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw new Error('its inputs are no gzip');
  }
}
