import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRecordLog } from '../../../src/io/checkpoint/record-log.ts';
import { engineIdentity } from '../../../src/io/project/engine-identity.ts';
import { mergeShards } from '../../../src/workflows/cluster/merge.ts';
import { planShards, runShard } from '../../../src/workflows/cluster/shards.ts';
import { makeProject, type Project } from '../../cli/process.ts';
import { tablesOf } from '../../cli/tables.ts';

describe('Shards of a plan', () => {
  let project: Project;
  let folder: string;
  let notes: string[];
  beforeEach(() => {
    project = makeProject();
    folder = join(project.folder, 'big');
    notes = [];
  });
  afterEach(() => project.remove());

  const options = { threads: 0, backend: 'js', onNote: (text: string) => notes.push(text) } as const;
  const plan = (names: readonly string[], shards: number) =>
    planShards(
      names.map(name => join(project.folder, `scenarios/${name}.yaml`)),
      shards,
      folder,
      { replicates: 3, weeks: 4 },
    );
  const merge = (to: string) =>
    mergeShards(folder, file => join(project.folder, to, file.replace(/.*\//, '')), options);
  /** Of the first shard: the path of its only log. */
  const log = () => {
    const at = join(folder, 'shards/0001.runs');
    return join(at, readdirSync(at).find(name => name.endsWith('.log'))!);
  };

  it('merge where the name of one scenario begins with that of another and an at sign', async () => {
    const names = ['plain', 'plain@x', 'plain@x@y', 'plain%40x'];
    for (const name of names.slice(1))
      project.write(
        `scenarios/${name}.yaml`,
        `extends: plain.yaml\ntitle: ${name}\nassumes: nothing\nseed: ${name}\n`,
      );
    await plan(names, 5);
    for (let shard = 1; shard <= 5; shard++) await runShard(folder, shard, options);
    const merged = await merge('merged');
    expect(merged.map(({ results }) => results.length)).toEqual([3, 3, 3, 3]);
    expect(new Set(merged.map(({ results }) => results[0].stateHash)).size).toBe(4);
  });

  it('of another engine are neither gone on with nor merged', async () => {
    await plan(['plain'], 1);
    await runShard(folder, 1, options);
    const at = join(folder, 'plan.json');
    const planned = JSON.parse(readFileSync(at, 'utf8'));
    expect(planned.engine).toBe(engineIdentity());
    for (const engine of ['0123456789abcdef', undefined]) {
      writeFileSync(at, JSON.stringify({ ...planned, engine }));
      for (const ask of [() => runShard(folder, 1, options), () => merge('merged')])
        await expect(ask()).rejects.toThrow(
          new RegExp(
            `big was planned by another engine: found engine ${engineIdentity()} .* here, expected engine ${engine ?? 'none'} `,
          ),
        );
    }
    writeFileSync(at, JSON.stringify(planned));
    const other = log().replace('.log', '2.log');
    const foreign = openRecordLog(other, { engine: '1' }, { resume: false });
    foreign.append('plain/1', Buffer.from('whatever'));
    foreign.close();
    await expect(merge('merged')).rejects.toThrow(/holds runs of another engine: found engine 1/);
    rmSync(other);
    // The first line alone is wrong: its records are known by themselves.
    writeFileSync(
      log(),
      readFileSync(log(), 'latin1').replace(engineIdentity(), '0123456789abcdef'),
      'latin1',
    );
    const damaged = readFileSync(log());
    await expect(merge('merged').then(() => notes)).resolves.toEqual([
      expect.stringMatching(/0001\.runs\/plain.*\.log is damaged in 1 place/),
    ]);
    expect(readFileSync(log())).toEqual(damaged);
  });

  it('with a damaged log do anew what it lost, and merge to the same bytes', async () => {
    await plan(['plain'], 1);
    await runShard(folder, 1, options);
    await merge('whole');
    const bytes = readFileSync(log());
    bytes[bytes.indexOf('{"key"') + 300] ^= 4;
    writeFileSync(log(), bytes);
    await expect(merge('merged')).rejects.toThrow(/missing 1 of 3 runs, of shard 1/);
    expect(await runShard(folder, 1, options)).toEqual({ runs: 3, done: 1 });
    expect(notes).toContainEqual('plain: 2 of 3 runs were done before');
    await merge('merged');
    const tables = (to: string) => tablesOf(join(project.folder, to, 'plain.yaml'));
    expect(tables('merged')).toEqual(tables('whole'));
  });
});
