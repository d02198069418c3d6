import { setTimeout as wait } from 'node:timers/promises';
import type { Redis as Connection } from 'ioredis';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import { withoutPassword } from '../../core/secrets.ts';

/**
 * A queue in Redis, by way of bullmq and ioredis, which are installed by those who want them. All keys begin with
 * `rhizome:`; the queue's name holds the engine, so that no worker of another one takes a run.
 */
export const PREFIX = 'rhizome';

const RUNS = 'runs-';
export const queueName = (engine: string) => RUNS + engine;

/** Engines whose workers wait at a Redis, from its list of clients: the library names them `prefix:base64 of the queue`. */
export function enginesAt(clients: string): string[] {
  const names = [...clients.matchAll(/ name=rhizome:([A-Za-z0-9+/=]+)(?: |:w:)/g)].map(([, name]) =>
    Buffer.from(name, 'base64').toString(),
  );
  const queues = new Set(names.filter(name => name.startsWith(RUNS)));
  return [...queues].map(name => name.slice(RUNS.length)).sort();
}

/** Seconds for which inputs and results stay in Redis. */
export const KEPT_SECONDS = 7 * 24 * 3600;

/** The inputs of a job, unpacked: tens of times what a model and a study take. Whoever may write to the Redis could ask for more. */
export const MAX_INPUT_BYTES = 2 ** 26;

/** A lost worker's run goes to another one after about so long. */
export const LOCK_MS = 10_000;
export const STALLED_MS = 5_000;
/** How often a run is given to another worker. */
export const LOST_WORKERS = 2;

/** Milliseconds within which a Redis answers that works. */
const ANSWER_MS = 5_000;
/** Milliseconds for tidying up in it. */
const TIDY_MS = 1_000;

export const inputsKey = (hash: string) => `${PREFIX}:inputs:${hash}`;
export const resultKey = (id: string) => `${PREFIX}:result:${id}`;

/** What a job says; `key` is JSON of a run key (files/inputs-bytes.ts). */
export interface Job {
  inputs: string;
  key: string;
}

/** The packages of the queue, with two functions on top. */
export interface QueueLibrary extends Pick<typeof import('bullmq'), 'Queue' | 'QueueEvents' | 'Worker'> {
  /** A connection for each purpose: a queue's own can't be shared with its events. */
  connect(url: string): Connection;
  /** What keeps a Redis from answering; undefined when it does. */
  trouble(url: string): Promise<string | undefined>;
}

export async function openQueueLibrary(): Promise<QueueLibrary> {
  const [bullmq, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')]).catch(() =>
    throwDiagnostic({
      kind: 'missing',
      message: 'the queue needs two packages that are not installed',
      hint: 'npm install bullmq ioredis',
    }),
  );
  const connect = (url: string) => {
    const connection = new Redis(url, { maxRetriesPerRequest: null });
    connection.on('error', () => {}); // tried again until it comes back; the first one is checked below
    return connection;
  };
  const trouble = async (url: string): Promise<string | undefined> => {
    const probe = new Redis(url, { lazyConnect: true, connectTimeout: ANSWER_MS, retryStrategy: () => null });
    let told: unknown;
    probe.on('error', error => {
      told ??= error;
    });
    const silent = wait(ANSWER_MS, `no answer within ${ANSWER_MS / 1000} seconds`, { ref: false });
    const database = Number(new URL(url).pathname.slice(1));
    const ask = async () => {
      await probe.connect();
      await probe.select(database);
      return probe.ping();
    };
    const asked = ask();
    asked.catch(() => {});
    try {
      const answer = await Promise.race([asked, silent]);
      return answer === 'PONG' ? undefined : answer;
    } catch (error) {
      return reasonOf(told ?? error);
    } finally {
      probe.disconnect();
    }
  };
  return { ...bullmq, connect, trouble };
}

/** With a port and a database that can be. */
function isAddress(text: string): boolean {
  if (!/^rediss?:\/\/\S+$/.test(text) || !URL.canParse(text)) return false;
  const { hostname, port, pathname } = new URL(text);
  return hostname !== '' && port !== '0' && /^\/?\d*$/.test(pathname);
}

/** What Redis or the system says, in one line. What was sent, the password among it, is no part of the message. */
function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return (message || code || String(error)).split('\n')[0];
}

/** Wait for what tidies up, but not for a Redis that is gone or silent. */
export async function beforeLong(work: Promise<unknown>): Promise<void> {
  work.catch(() => {});
  await Promise.race([work, wait(TIDY_MS, undefined, { ref: false })]).catch(() => {});
}

/** Problems: `value` (no address of a Redis), `missing` (packages), `failed` (nobody answers there). */
export async function openQueue(url: string): Promise<QueueLibrary> {
  if (!isAddress(url))
    throwDiagnostic({
      kind: 'value',
      message: 'this is no address of a Redis',
      found: `\`${withoutPassword(url)}\``,
      expected:
        'redis://host:port, redis://host:port/database, rediss:// with TLS, redis://user:password@host',
    });
  const library = await openQueueLibrary();
  const found = await library.trouble(url);
  if (found !== undefined)
    throwDiagnostic({
      kind: 'failed',
      message: `no Redis answers at ${withoutPassword(url)}`,
      found,
      hint: 'is it running, and are host, port, password, database and TLS right?',
    });
  return library;
}
