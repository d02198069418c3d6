import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../src/core/diagnostics.ts';
import { execute } from '../../src/execute/execute.ts';
import type { Executor } from '../../src/execute/executor.ts';
import { sensitivity } from '../../src/workflows/sensitivity/sensitivity.ts';
import { runSweep } from '../../src/workflows/sweep/sweep.ts';
import { validate } from '../../src/workflows/validate/validate.ts';
import { makeProject, type Project } from '../cli/process.ts';
import { tablesOf } from '../cli/tables.ts';

/** A command that makes runs of many points or worlds, in a folder. */
type Ask = (folder: string, options: { resume?: boolean; executor?: Executor }) => Promise<unknown>;

describe('Many runs', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject();
    project.write(
      'scenarios/try.yaml',
      [
        'scenario: plain.yaml',
        'title: a try',
        'levers:',
        '  size: { event: dry_spring, low: 0, high: 2 }',
        '  rate: { parameter: rate, values: [0.01, 0.04] }',
        'points: 3',
      ].join('\n'),
    );
    project.write(
      'surveys/village-2001/relations.csv',
      [
        'rel_id,cause,effect,sign,evidence,testable_statistic,source_id,operator,mechanism,tolerance,note',
        'R1,spring,leaving,+,chronicle,many,B01,"persons(2001-02-12, away)",dry_spring,,',
        'R2,pull,leaving,+,chronicle,many,B01,"persons(2001-02-12, away)",pull = 0,,',
      ].join('\n'),
    );
  });
  afterAll(() => project.remove());

  const few = { threads: 0, backend: 'js', weeks: 8 } as const;
  const asks: Record<string, Ask> = {
    sweep: (folder, options) =>
      runSweep(join(project.folder, 'scenarios/try.yaml'), { ...few, ...options, folder }),
    sensitivity: (folder, options) =>
      sensitivity(join(project.folder, 'scenarios/plain.yaml'), {
        ...few,
        ...options,
        folder,
        ranges: [{ name: 'rate', low: 0.01, high: 0.05 }],
        trajectories: 3,
        outcomes: ['gone'],
      }),
    validate: (folder, options) =>
      validate(join(project.folder, 'scenarios/plain.yaml'), { ...few, ...options, folder, replicates: 3 }),
  };

  it.each(Object.keys(asks))('of a %s that is stopped go on, and its tables are the same', async name => {
    const ask = asks[name];
    const [whole, stopped] = ['whole', 'stopped'].map(part => join(project.folder, name, part));
    let runs = 0;
    const counting =
      (most: number): Executor =>
      (task, keys, options) =>
        execute(task, keys, {
          ...options,
          onResult(index, result) {
            options.onResult?.(index, result);
            if (++runs === most) throw new DiagnosticError([{ kind: 'failed', message: 'the end' }]);
          },
        });
    await ask(whole, { executor: counting(Number.POSITIVE_INFINITY) });
    const all = runs;
    expect(all).toBeGreaterThan(8);
    runs = 0;
    const error: DiagnosticError = await ask(stopped, { executor: counting(5) }).then(
      () => Promise.reject(),
      e => e,
    );
    expect(error.problems.at(-1)!.message).toMatch(/\d+ of \d+ runs are done and kept: --resume/);
    expect(readdirSync(join(project.folder, name)).sort()).toEqual(['stopped.runs', 'whole']);
    await ask(stopped, { resume: true, executor: counting(Number.POSITIVE_INFINITY) });
    expect(runs).toBe(all);
    expect(tablesOf(stopped)).toEqual(tablesOf(whole));
    expect(readdirSync(join(project.folder, name)).sort()).toEqual(['stopped', 'whole']);
  });
});
