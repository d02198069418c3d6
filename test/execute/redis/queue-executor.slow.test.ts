import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { Queue, QueueEvents } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inputsKey, MAX_INPUT_BYTES, PREFIX, queueName } from '../../../src/execute/redis/library.ts';
import { jobIdOf, openOutcome } from '../../../src/execute/redis/result.ts';
import { engineIdentity } from '../../../src/io/project/engine-identity.ts';
import { makeOtherEngine } from '../../cli/other-engine.ts';
import { ended, makeProject, type Project, start } from '../../cli/process.ts';
import { tablesOf } from '../../cli/tables.ts';

const RUN = ['run', 'scenarios/plain.yaml', '--replicates', '300'];
const installed = spawnSync('redis-server', ['--version']).status === 0;
if (!installed) console.warn('redis-server is not installed: the queue is not tested');

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise(resolve => server.close(resolve));
  return port;
}

describe.skipIf(!installed)('A queue in Redis', () => {
  let project: Project;
  let folder: string;
  let server: ChildProcess;
  let url: string;
  let port: number;

  beforeAll(async () => {
    project = makeProject();
    folder = mkdtempSync(join(tmpdir(), 'rhizome-redis-'));
    port = await freePort();
    url = `redis://:secret@127.0.0.1:${port}`;
    const settings = ['--port', String(port), '--save', '', '--dir', folder, '--requirepass', 'secret'];
    server = spawn('redis-server', settings, { stdio: 'ignore' });
    await wait(500);
  });
  afterAll(async () => {
    server.kill('SIGKILL');
    project.remove();
    rmSync(folder, { recursive: true });
  });

  const ask = (...words: string[]) =>
    spawnSync('redis-cli', ['-p', String(port), '-a', 'secret', '--no-auth-warning', ...words], {
      encoding: 'utf8',
    }).stdout.trim();
  const stored = () => ask('--scan', '--pattern', 'rhizome:result:*').split('\n').filter(Boolean).length;
  const worker = () => start(project.folder, ['worker', '--redis', url, '--threads', '1']);
  const ready = (one: ReturnType<typeof worker>) => new Promise(resolve => one.stdout.once('data', resolve));
  /** As soon as a condition holds. */
  async function until(holds: () => boolean) {
    for (let k = 0; !holds(); k++) {
      if (k > 600) throw new Error('waited in vain');
      await wait(100);
    }
  }

  it('two workers, one of them killed: the same bytes as here', async () => {
    await project.spawn(...RUN);
    const queued = ended(
      start(project.folder, [...RUN, '--executor', 'redis', '--redis', url, '--out', 'queued']),
    );
    const [lost, other] = [worker(), worker()];
    const last = ended(other);
    await until(() => stored() > 20);
    lost.kill('SIGKILL');
    const { code, stderr } = await queued;
    expect(stderr.replace(/^note: no worker yet.*\n/, '')).toBe('');
    expect(code).toBe(0);
    expect(tablesOf(join(project.folder, 'queued'))).toEqual(tablesOf(join(project.folder, 'output/plain')));
    expect(stored()).toBe(300);
    expect(
      ask('--scan')
        .split('\n')
        .every(key => key.startsWith('rhizome:')),
    ).toBe(true);
    other.kill('SIGTERM');
    const { stdout, ...end } = await last;
    expect([end.code, end.stderr]).toEqual([0, expect.stringMatching(/^note: finishing the runs under way/)]);
    expect(stdout).toMatch(
      /^Waiting for runs at redis:\/\/127\.0\.0\.1:\d+, 1 at a time.*\nEnded after \d+ runs\n$/,
    );
  });

  it('what was done before is not done again, with nobody at work', async () => {
    const { code } = await project.spawn(...RUN, '--executor', 'redis', '--redis', url, '--out', 'again');
    expect(code).toBe(0);
    expect(tablesOf(join(project.folder, 'again'))).toEqual(tablesOf(join(project.folder, 'output/plain')));
  });

  it('damaged, cut and swapped results are done anew, and this is said', async () => {
    const redis = new Redis(url);
    const keys = (await redis.keys('rhizome:result:*')).sort();
    const [one, two, three, four] = await Promise.all(keys.slice(0, 4).map(key => redis.getBuffer(key)));
    const flipped = Buffer.from(three!);
    flipped[flipped.length - 5] ^= 1;
    await redis.mset({
      [keys[0]]: two!,
      [keys[1]]: one!,
      [keys[2]]: flipped,
      [keys[3]]: four!.subarray(0, 99),
    });
    const own = worker();
    const { code, stderr } = await project.spawn(
      ...[...RUN, '--executor', 'redis', '--redis', url, '--out', 'mended'],
    );
    expect([code, stderr.match(/^note: .*damaged.*$/gm)]).toEqual([
      0,
      ['note: a result in Redis was damaged: such runs are repeated'],
    ]);
    expect(tablesOf(join(project.folder, 'mended'))).toEqual(tablesOf(join(project.folder, 'output/plain')));
    for (const key of keys.slice(0, 4)) {
      const body = (await redis.getBuffer(key))!;
      expect(openOutcome(key.replace('rhizome:result:', ''), body)).toHaveProperty('result');
    }
    redis.disconnect();
    own.kill('SIGTERM');
    await ended(own);
  });

  it('another engine takes neither results nor runs, and says who waits', async () => {
    const engine = makeOtherEngine();
    const own = worker();
    await ready(own);
    const before = stored();
    const words = [...RUN, '--executor', 'redis', '--redis', url, '--out', 'elsewhere'];
    const asking = engine.start(project.folder, words);
    const over = ended(asking);
    let told = '';
    asking.stderr.on('data', text => {
      told += text;
    });
    await until(() => told.includes('\n'));
    await wait(2000);
    expect(told).toMatch(/^note: no worker yet: start /);
    expect(told).toContain(`; workers of another engine (${engineIdentity()}) don't take these runs`);
    expect(stored()).toBe(before);
    asking.kill('SIGTERM');
    expect((await over).code).not.toBe(0);
    own.kill('SIGTERM');
    await ended(own);
    engine.remove();
  });

  it('refuses what unpacks to more than a worker has room for', async () => {
    const packed = gzipSync(Buffer.alloc(MAX_INPUT_BYTES + 1), { level: 1 });
    const [redis, other] = [0, 1].map(() => new Redis(url, { maxRetriesPerRequest: null }));
    const queue = new Queue(queueName(engineIdentity()), { connection: redis, prefix: PREFIX });
    const events = new QueueEvents(queueName(engineIdentity()), { connection: other, prefix: PREFIX });
    await events.waitUntilReady();
    const failed = new Promise<string>(resolve =>
      events.on('failed', ({ failedReason }) => resolve(failedReason)),
    );
    const own = worker();
    const key = { scenario: 'bomb', replicate: 1 };
    await redis.set(inputsKey('bomb'), packed, 'EX', 60);
    const opts = { jobId: jobIdOf('bomb', key), removeOnFail: true };
    await queue.add('run', { inputs: 'bomb', key: JSON.stringify(key) }, opts);
    expect(await failed).toBe('its inputs are larger than 64 MiB');
    own.kill('SIGTERM');
    await ended(own);
    await Promise.all([queue.close(), events.close()]);
    for (const connection of [redis, other]) connection.disconnect();
  });

  it('leaves no key that lasts for ever', () => {
    const keys = ask('--scan').split('\n');
    expect(keys.length).toBeGreaterThan(300);
    const lasting = keys.filter(key => !(Number(ask('ttl', key)) > 0));
    expect(lasting.filter(key => !ask('exists', key).startsWith('0'))).toEqual([]);
  });

  it('a run that the model breaks is told with its place, as everywhere', async () => {
    const broken = makeProject();
    broken.edit(
      'models/village/rules/leaving.yaml',
      'courage + pull *',
      'courage + 0 / (courage - courage) + pull *',
    );
    const own = worker();
    const words = ['run', 'scenarios/plain.yaml', '--executor', 'redis', '--redis', url];
    const { code, stderr } = await broken.spawn(...words);
    own.kill('SIGTERM');
    await ended(own);
    broken.remove();
    expect(stderr).toMatch(/error: models\/village\/rules\/leaving\.yaml:4:/);
    expect(code).toBe(1);
  });

  it('verify makes the runs anew, whatever the queue holds', async () => {
    ask('flushall');
    const { code, stdout, stderr } = await project.spawn('verify', 'queued');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Same: queued, \d+ files byte for byte\n$/);
    expect(ask('dbsize')).toBe('0');
  });

  it('says when nobody answers, without the password', async () => {
    const wrong = `redis://:wrong@127.0.0.1:${port}`;
    const { code, stderr } = await project.spawn(...RUN, '--executor', 'redis', '--redis', wrong);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^error: no Redis answers at redis:\/\/127\.0\.0\.1:\d+: found WRONGPASS /),
    ]);
  });
});
