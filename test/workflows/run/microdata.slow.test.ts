import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../../src/core/diagnostics.ts';
import { execute } from '../../../src/execute/execute.ts';
import type { Executor } from '../../../src/execute/executor.ts';
import { mergeShards } from '../../../src/workflows/cluster/merge.ts';
import { planShards, runShard } from '../../../src/workflows/cluster/shards.ts';
import { runEnsemble } from '../../../src/workflows/run/ensemble.ts';
import { makeProject, type Project } from '../../cli/process.ts';
import { tablesOf } from '../../cli/tables.ts';
import { outputsWith, SCENARIO } from './microdata-outputs.ts';

describe('tables of single agents, respondents and ties', () => {
  let project: Project;
  const at = (path: string) => join(project.folder, path);
  beforeEach(() => {
    project = makeProject();
    project.write(SCENARIO, project.read(SCENARIO) + outputsWith(['week: week']));
  });
  afterEach(() => project.remove());

  const run = (folder: string, more: Parameters<typeof runEnsemble>[1] = {}) =>
    runEnsemble(at(SCENARIO), { threads: 0, backend: 'js', replicates: 3, ...more, folder: at(folder) });

  it('are the same bytes from shards, from threads, and when what was stopped goes on', async () => {
    await run('whole');
    const whole = tablesOf(at('whole'));
    await planShards([at(SCENARIO)], 2, at('big'), { replicates: 3 });
    for (const shard of [2, 1]) await runShard(at('big'), shard, { threads: 0, backend: 'wasm' });
    await mergeShards(at('big'), () => at('merged'), { threads: 0 });
    expect(tablesOf(at('merged'))).toEqual(whole);
    await run('threads', { threads: 3, backend: 'wasm' });
    expect(tablesOf(at('threads'))).toEqual(whole);
    let done = 0;
    const failing: Executor = (task, keys, options) =>
      execute(task, keys, {
        ...options,
        onResult(index, result) {
          options.onResult?.(index, result);
          if (++done === 2) throw new DiagnosticError([{ kind: 'failed', message: 'the end' }]);
        },
      });
    await expect(run('again', { executor: failing })).rejects.toThrow('2 of 3 runs are done and kept');
    await run('again', { resume: true });
    expect(tablesOf(at('again'))).toEqual(whole);
  });
});
