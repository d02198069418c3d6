import { fail } from '../problem.ts';

/**
 * A queue in Redis, by way of bullmq and ioredis, which are installed by those who want them. All keys begin with
 * `rhizome:`; the queue's name holds the version, so that no worker of another one takes a run.
 */
export const PREFIX = 'rhizome';

export const queueName = (version: string) => `runs-${version}`;

/** Seconds for which inputs and results stay in Redis. */
export const KEPT_SECONDS = 7 * 24 * 3600;

/** A lost worker's run goes to another one after about so long. */
export const LOCK_MS = 10_000;
export const STALLED_MS = 5_000;
/** How often a run is given to another worker. */
export const LOST_WORKERS = 2;

export const inputsKey = (hash: string) => `${PREFIX}:inputs:${hash}`;
export const resultKey = (id: string) => `${PREFIX}:result:${id}`;

/** What a job says; `key` is JSON of a run key (files/inputs-bytes.ts). */
export interface Job {
  inputs: string;
  key: string;
}

export async function openQueueLibrary() {
  const [bullmq, { Redis }] = await Promise.all([import('bullmq'), import('ioredis')]).catch(() =>
    fail({
      kind: 'missing',
      message: 'the queue needs two packages that are not installed',
      hint: 'npm install bullmq ioredis',
    }),
  );
  /** A connection for each purpose: a queue's own connection can't be shared with its events. */
  const connect = (url: string) => {
    const connection = new Redis(url, { maxRetriesPerRequest: null });
    connection.on('error', () => {}); // tried again until it comes back; the first one is checked below
    return connection;
  };
  /** Whether a Redis answers. */
  const answers = async (url: string) => {
    const probe = new Redis(url, { lazyConnect: true, connectTimeout: 5000, retryStrategy: () => null });
    probe.on('error', () => {});
    try {
      await probe.connect();
      return (await probe.ping()) === 'PONG';
    } catch {
      return false;
    } finally {
      probe.disconnect();
    }
  };
  return { ...bullmq, connect, answers };
}

/** Problems: `value` (no address of a Redis), `missing` (packages), `failed` (nobody answers there). */
export async function openQueue(url: string) {
  if (!/^rediss?:\/\/\S+$/.test(url))
    fail({
      kind: 'value',
      message: 'this is no address of a Redis',
      found: `\`${withoutPassword(url)}\``,
      expected: 'redis://host:port, rediss:// with TLS, redis://user:password@host',
    });
  const library = await openQueueLibrary();
  if (!(await library.answers(url)))
    fail({
      kind: 'failed',
      message: `no Redis answers at ${withoutPassword(url)}`,
      hint: 'is it running, and are host, port, password and TLS right?',
    });
  return library;
}

/** An address as it may be shown. */
export function withoutPassword(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/]*@/, '$1');
}
