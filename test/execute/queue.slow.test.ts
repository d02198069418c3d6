import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, makeProject, type Project, start } from '../cli/process.ts';
import { tablesOf } from '../cli/tables.ts';

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
  /** As soon as a condition holds. */
  async function until(holds: () => boolean) {
    for (let k = 0; !holds(); k++) {
      if (k > 600) throw new Error('waited in vain');
      await wait(100);
    }
  }

  it('two workers, one of them killed: the same bytes as here', async () => {
    await project.rhizome(...RUN);
    const queued = ended(
      start(project.folder, [...RUN, '--executor', 'redis', '--redis', url, '--out', 'queued']),
    );
    const [lost, other] = [worker(), worker()];
    const last = ended(other);
    await until(() => stored() > 20);
    lost.kill('SIGKILL');
    const { code, stderr } = await queued;
    expect(stderr.replace(/^note: nobody works yet.*\n/, '')).toBe('');
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
    expect([end.code, end.stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^Waiting for runs at redis:\/\/127\.0\.0\.1:\d+, 1 at a time.*\nEnded after \d+ runs\n$/,
    );
  });

  it('what was done before is not done again, with nobody at work', async () => {
    const { code } = await project.rhizome(...RUN, '--executor', 'redis', '--redis', url, '--out', 'again');
    expect(code).toBe(0);
    expect(tablesOf(join(project.folder, 'again'))).toEqual(tablesOf(join(project.folder, 'output/plain')));
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
    const { code, stderr } = await broken.rhizome(...words);
    own.kill('SIGTERM');
    await ended(own);
    broken.remove();
    expect(stderr).toMatch(/error: models\/village\/rules\/leaving\.yaml:4:/);
    expect(code).toBe(1);
  });

  it('says when nobody answers, without the password', async () => {
    const wrong = `redis://:wrong@127.0.0.1:${port}`;
    const { code, stderr } = await project.rhizome(...RUN, '--executor', 'redis', '--redis', wrong);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^error: no Redis answers at redis:\/\/127\.0\.0\.1:\d+ /),
    ]);
  });
});
