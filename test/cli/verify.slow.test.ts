import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeProject, type Project } from './process.ts';

describe('verify', () => {
  let project: Project;
  beforeEach(() => {
    project = makeProject();
  });
  afterEach(() => project.remove());

  it('says the same of what repeats; names file and row of what does not', async () => {
    const run = await project.spawn(
      'run',
      'scenarios/plain.yaml',
      '--weeks',
      '6',
      '--out',
      'output/here',
      '--threads',
      '1',
    );
    expect(run.code).toBe(0);
    const same = await project.spawn('verify');
    expect([same.code, same.stderr]).toEqual([0, '']);
    expect(same.stdout).toMatch(/^Same: output\/here, \d+ files byte for byte\n$/);

    // Only the manifest is kept: its hashes serve.
    const tables = project.read('output/here/summary.csv');
    for (const name of readdirSync(join(project.folder, 'output/here')))
      if (name.endsWith('.csv')) rmSync(join(project.folder, 'output/here', name));
    const kept = await project.spawn('verify', 'output/here');
    expect([kept.code, kept.stderr]).toEqual([
      0,
      expect.stringContaining('by hash only: key_figures.csv, trajectories.csv, '),
    ]);
    project.write('output/here/summary.csv', tables);

    const rows = project.read('output/here/summary.csv').split('\n');
    rows[7] = rows[7].replace(/\d(\D*)$/, (digit, rest) => `${(Number(digit[0]) + 1) % 10}${rest}`);
    project.write('output/here/summary.csv', rows.join('\n'));
    project.edit('models/village/rules/leaving.yaml', 'courage', ' courage');
    const other = await project.spawn('verify', 'output/here');
    expect([other.code, other.stdout]).toEqual([1, '']);
    const lines = other.stderr.trim().split('\n');
    expect(lines).toEqual([
      expect.stringMatching(
        /^note: not in output\/here, compared by hash only: key_figures\.csv, trajectories\.csv, /,
      ),
      'error: output/here/manifest.json names other inputs: models/village/rules/leaving.yaml has changed since',
      expect.stringMatching(/^error: output\/here\/summary\.csv differs from row 8 on: found plain,/),
    ]);
  });

  it.each([
    { words: ['run', 'scenarios/plain.yaml', '--weeks', '6', '--trajectories', 'total'], files: 11 },
    { words: ['merge', 'job', '--trajectories=total', '--csv', 'full'], files: 11 },
    { words: ['merge', 'job', '--allow-missing', '--trajectories', 'none'], files: 9 },
  ])('asks again for the rows of trajectories that were kept: $words', async ({ words, files }) => {
    const shards = [
      ['plan', 'scenarios/plain.yaml', '--weeks', '6', '--shards', '1', '--out', 'job'],
      ['shard', 'job', '1/1'],
    ];
    for (const before of [...(words[0] === 'merge' ? shards : []), words])
      expect(await project.spawn(...before)).toMatchObject({ code: 0, stderr: '' });
    const { code, stdout, stderr } = await project.spawn('verify', 'output/plain');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`, ${files} files byte for byte`);
  });

  it.each(['1,2', 'a "b"', 'two\nlines'])('says the same when the seed is %j', async seed => {
    await project.spawn('run', 'scenarios/plain.yaml', '--weeks', '2', '--seed', seed, '--out', 'output/x');
    expect(await project.spawn('verify')).toMatchObject({ code: 0, stderr: '' });
  });

  it('changes nothing outside its own place and opens no connection when the manifest is foreign', async () => {
    const asked: string[] = [];
    const server = createServer(socket => {
      asked.push('connection');
      socket.destroy();
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const redis = `redis://:secret@127.0.0.1:${(server.address() as AddressInfo).port}`;
    await project.spawn('run', 'scenarios/plain.yaml', '--weeks', '2', '--out', 'output/x');
    const manifest = JSON.parse(project.read('output/x/manifest.json'));
    const before = treeOf(project.folder);
    const ask = async (...command: string[]) => {
      project.write('output/x/manifest.json', JSON.stringify({ ...manifest, command }));
      const { code, stderr } = await project.spawn('verify');
      return { code, stderr };
    };
    const plain = ['run', 'scenarios/plain.yaml', '--weeks', '2'];
    const same = { code: 0, stderr: '' };
    expect(await ask(...plain, '--executor', 'redis', '--redis', redis)).toEqual(same);
    expect(await ask(...plain, '--out', 'victim')).toEqual(same);
    for (const words of [
      [...plain, '--out', 'victim', '--', '--out'],
      ['worker', '--redis', redis],
      ['plan', 'scenarios/plain.yaml', '--shards', '1', '--out', 'victim'],
      ['new', 'victim'],
    ])
      expect(await ask(...words)).toEqual({
        code: 2,
        stderr: expect.stringMatching(/^error: verify doesn't repeat `/),
      });
    project.write('output/x/manifest.json', JSON.stringify(manifest, undefined, 2).concat('\n'));
    expect([treeOf(project.folder), asked]).toEqual([before, []]);
    server.close();
  });

  it('verifies the others when one folder can not be repeated', async () => {
    for (const out of ['output/a', 'output/b'])
      await project.spawn('run', 'scenarios/plain.yaml', '--weeks', '2', '--out', out);
    project.edit('output/a/manifest.json', '"run"', '"doctor"');
    const { code, stdout, stderr } = await project.spawn('verify');
    expect([code, stdout]).toEqual([2, expect.stringMatching(/^Same: output\/b, \d+ files/)]);
    expect(stderr).toMatch(/verify doesn't repeat `doctor`/);
  });

  it('says where there is nothing to verify', async () => {
    const { code, stderr } = await project.spawn('verify', 'scenarios');
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^error: there are no results in scenarios/)]);
  });
});

/** Every file below a folder with its text. */
function treeOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true }).map(String).sort();
  const isFile = (name: string) => statSync(join(folder, name)).isFile();
  return Object.fromEntries(
    files.filter(isFile).map(name => [name, readFileSync(join(folder, name), 'latin1')]),
  );
}
