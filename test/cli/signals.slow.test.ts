import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ended, makeProject, type Project, start } from './process.ts';

const LONG = ['run', 'scenarios/plain.yaml', '--replicates', '100000', '--threads', '2'];

describe('a signal', () => {
  let project: Project;
  beforeEach(() => {
    project = makeProject();
  });
  afterEach(() => project.remove());

  it.each([
    ['SIGINT', [130, null]],
    ['SIGTERM', [143, null]],
    ['SIGHUP', [null, 'SIGHUP']],
  ] as const)('%s ends runs that are under way', async (signal, expected) => {
    const child = start(project.folder, LONG);
    const end = ended(child);
    while (!existsSync(join(project.folder, 'output/plain.runs/plain.log'))) await wait(20);
    child.kill(signal);
    const { code, signal: by } = await end;
    expect([code, by]).toEqual(expected);
  });

  it.each([['run', 'scenarios/plain.yaml', '--executor', 'redis'], ['worker']])(
    'ends %s when the queue is silent',
    async (...words) => {
      const server = createServer(() => {});
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
      const asked = new Promise(resolve => server.once('connection', resolve));
      const url = `redis://:secret@127.0.0.1:${(server.address() as AddressInfo).port}`;
      const child = start(project.folder, [...words, '--redis', url]);
      const end = ended(child);
      await asked;
      child.kill('SIGTERM');
      const { code, stderr } = await end;
      server.close();
      expect([code, stderr.includes('secret')]).toEqual([143, false]);
    },
  );
});

describe('a closed reader', () => {
  it('stops no work', async () => {
    const project = makeProject();
    project.write('scenarios/wet.yaml', 'extends: plain.yaml\ntitle: Wet\nassumes: rain\n');
    const child = start(project.folder, [
      'run',
      'scenarios/plain.yaml',
      'scenarios/wet.yaml',
      '--weeks',
      '3',
    ]);
    child.stdout.destroy();
    const { code } = await ended(child);
    const made = ['plain', 'wet'].map(name =>
      existsSync(join(project.folder, 'output', name, 'manifest.json')),
    );
    expect([code, ...made]).toEqual([0, true, true]);
    project.remove();
  });
});
