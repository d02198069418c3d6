import { gzipSync } from 'node:zlib';
import { type Diagnostic, DiagnosticError, throwDiagnostic } from '../../core/diagnostics.ts';
import { withoutPassword } from '../../core/secrets.ts';
import type { RunResult } from '../../engine/program/run-types.ts';
import { engineIdentity } from '../../io/project/engine-identity.ts';
import { encodeInputs, toJson } from '../../io/project/inputs-bytes.ts';
import { sha256 } from '../../io/text/text.ts';
import type { Executor } from '../executor.ts';
import { unlessStopped } from '../stop.ts';
import { openExpiry } from './expiry.ts';
import {
  beforeLong,
  enginesAt,
  inputsKey,
  type Job,
  KEPT_SECONDS,
  MAX_INPUT_BYTES,
  openQueue,
  PREFIX,
  queueName,
  resultKey,
} from './library.ts';
import { jobIdOf, openOutcome } from './result.ts';

/** Milliseconds after which everything that is not there yet is looked for and asked for again. */
const ASK_MS = 10_000;

/**
 * Runs are done by whoever waits at a Redis (`rhizome worker`). A job's id is a hash of engine, inputs and key, so a run that
 * is asked for or delivered twice is stored once, and one that this engine did within a week is not done again.
 */
export function queueExecutor(url: string, onNote?: (text: string) => void): Executor {
  return async (task, keys, { onProgress, onResult, onFailure, signal }) => {
    const results: RunResult[] = new Array(keys.length);
    if (keys.length === 0) return results;
    const { Queue, QueueEvents, connect } = await unlessStopped(signal, openQueue(url));
    const name = queueName(engineIdentity());
    const bytes = encodeInputs({ ...task.inputs, posterior: undefined });
    if (bytes.length > MAX_INPUT_BYTES)
      throwDiagnostic({
        kind: 'value',
        message: 'the inputs are too large for a queue',
        found: `${Math.ceil(bytes.length / 2 ** 20)} MiB`,
        expected: `at most ${MAX_INPUT_BYTES / 2 ** 20} MiB`,
        hint: 'plan shards that share a folder instead',
      });
    const inputs = sha256(bytes);
    const packed = gzipSync(bytes);
    const pending = new Map(keys.map((key, index) => [jobIdOf(inputs, key), index]));
    const weeks = task.inputs.scenario.weeks;
    const connections = [connect(url), connect(url)];
    const [redis] = connections;
    const queue = new Queue<Job>(name, { connection: redis, prefix: PREFIX });
    const events = new QueueEvents(name, { connection: connections[1], prefix: PREFIX });
    // Tried again; without a listener they are printed.
    queue.on('error', () => {});
    events.on('error', () => {});
    let timer: NodeJS.Timeout | undefined;
    let damaged = 0;
    const expiry = openExpiry(redis, name);
    try {
      await unlessStopped(signal, events.waitUntilReady());
      const done = new Promise<void>((resolve, reject) => {
        const report = () => {
          const runsDone = keys.length - pending.size;
          const all = { weeks: weeks * keys.length, runs: keys.length };
          onProgress?.({ weeksDone: weeks * runsDone, runsDone, ...all });
          if (pending.size === 0) resolve();
        };
        const broke = (id: string, problems: readonly Diagnostic[], attempts: number) => {
          const index = pending.get(id);
          if (index === undefined) return;
          pending.delete(id);
          if (!onFailure) return reject(new DiagnosticError(problems));
          onFailure(index, problems, attempts);
          report();
        };
        /** Fetch results that are there; each is taken once. */
        const collect = async (ids: readonly string[]) => {
          for (const id of ids) {
            const body = pending.has(id) ? await redis.getBuffer(resultKey(id)) : null;
            const index = pending.get(id);
            if (!body || index === undefined) continue;
            const outcome = openOutcome(id, body);
            if (!outcome) {
              if (damaged++ === 0) onNote?.('a result in Redis was damaged: such runs are repeated');
              await redis.del(resultKey(id));
            } else if ('failure' in outcome) broke(id, outcome.failure.problems, 1);
            else {
              pending.delete(id);
              const result = { ...outcome.result, key: keys[index] };
              if (onResult) onResult(index, result);
              else results[index] = result;
              report();
            }
          }
        };
        const guarded = (work: Promise<unknown>) => work.catch(reject);
        events.on('completed', ({ jobId }) => guarded(collect([jobId])));
        events.on('failed', ({ jobId, failedReason }) =>
          guarded(Promise.resolve().then(() => broke(jobId, [lost(failedReason)], 3))),
        );
        const ask = async () => {
          await redis.set(inputsKey(inputs), packed, 'EX', KEPT_SECONDS);
          await collect([...pending.keys()]);
          const options = { removeOnComplete: true, removeOnFail: true };
          const jobs = [...pending].map(([id, index]) => ({
            name: 'run',
            data: { inputs, key: toJson(keys[index]) },
            opts: { ...options, jobId: id },
          }));
          await queue.addBulk(jobs);
          await expiry.look();
        };
        const begin = async () => {
          await ask();
          if ((await queue.getWorkersCount()) > 0) return;
          const others = enginesAt(String(await redis.client('LIST').catch(() => '')));
          const waiting = others.length
            ? `; workers of another engine (${others.join(', ')}) don't take these runs`
            : '';
          const start = `rhizome worker --redis ${withoutPassword(url)}`;
          onNote?.(`no worker yet: start \`${start}\` on any machine${waiting}`);
        };
        guarded(begin());
        // Messages get lost, and a Redis may have forgotten what was asked: asking twice does no harm.
        timer = setInterval(() => guarded(ask()), ASK_MS);
      });
      await unlessStopped(signal, done);
    } finally {
      clearInterval(timer);
      await beforeLong(takeBack(queue, events, pending.keys()).then(expiry.end));
      for (const connection of connections) connection.disconnect();
    }
    return results;
  };
}

/** What nobody has begun is taken back; what is under way ends in Redis and serves the next attempt. */
async function takeBack(queue: Closable & Removing, events: Closable, ids: Iterable<string>): Promise<void> {
  for (const id of ids) await queue.remove(id).catch(() => {});
  await Promise.all([queue.close(), events.close()]);
}

interface Closable {
  close(): Promise<void>;
}
interface Removing {
  remove(id: string): Promise<unknown>;
}

function lost(reason: string): Diagnostic {
  const stalled = /stalled/.test(reason);
  return {
    kind: 'failed',
    message: stalled ? 'the workers that had this run were all lost' : `a worker failed: ${reason}`,
  };
}
