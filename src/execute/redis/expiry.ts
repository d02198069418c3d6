import type { Redis } from 'ioredis';
import { KEPT_SECONDS, PREFIX } from './library.ts';

/** Milliseconds after which keys that came since are found. */
const LOOK_MS = 60_000;
/** Keys that last for less are the library's own: locks of workers, which must end by themselves. */
const SHORT_SECONDS = 24 * 3600;

/**
 * While somebody asks or works, all keys of their queue last for another week; the library lets most of them last for ever. So
 * a Redis is as it was a week after the last of them, however they ended.
 */
export function openExpiry(redis: Redis, queue: string): { look(): Promise<void>; end(): Promise<void> } {
  const look = () => letExpire(redis, queue).catch(() => {}); // a lost connection comes back: then it looks again
  look();
  const timer = setInterval(look, LOOK_MS).unref();
  return {
    /** What was just stored is found at once: whoever stored it may be killed the next moment. */
    look,
    end() {
      clearInterval(timer);
      return look();
    },
  };
}

async function letExpire(redis: Redis, queue: string): Promise<void> {
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${PREFIX}:${queue}:*`, 'COUNT', 1000);
    const left = await inOne<number>(redis, keys, (all, key) => all.ttl(key));
    const lasting = keys.filter((_, k) => left[k] < 0 || left[k] > SHORT_SECONDS);
    await inOne(redis, lasting, (all, key) => all.expire(key, KEPT_SECONDS));
    cursor = next;
  } while (cursor !== '0');
}

/** A command for each key, all sent at once. */
async function inOne<T>(
  redis: Redis,
  keys: readonly string[],
  ask: (all: ReturnType<Redis['pipeline']>, key: string) => void,
): Promise<T[]> {
  const all = redis.pipeline();
  for (const key of keys) ask(all, key);
  return ((await all.exec()) ?? []).map(([, answer]) => answer as T);
}
