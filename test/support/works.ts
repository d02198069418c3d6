import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adoptPosterior } from '../../src/io/fit/fit-adopt.ts';
import { writePage } from '../../src/io/folder/page.ts';
import { renewReport } from '../../src/io/folder/report.ts';
import { readPlan } from '../../src/io/project/plan.ts';
import { reporter } from '../../src/report/page/reporter.ts';
import { calibrate } from '../../src/workflows/calibrate/calibrate.ts';
import { regress } from '../../src/workflows/calibrate/regress.ts';
import { mergeShards } from '../../src/workflows/cluster/merge.ts';
import { planShards, runShard } from '../../src/workflows/cluster/shards.ts';
import { writeSlurmScripts } from '../../src/workflows/cluster/slurm-scripts.ts';
import { compare } from '../../src/workflows/compare/compare.ts';
import { runEnsemble } from '../../src/workflows/run/ensemble.ts';
import { sensitivity } from '../../src/workflows/sensitivity/sensitivity.ts';
import { runSweep } from '../../src/workflows/sweep/sweep.ts';
import { validate } from '../../src/workflows/validate/validate.ts';
import { makeProject } from '../cli/process.ts';

/** A command, done once before with another seed, then disturbed, then done again. */
export interface Work {
  /** Makes what the command needs. */
  before?: (at: At) => Promise<unknown>;
  does: (at: At, seed: string) => unknown;
  /** Without former results. */
  isFirst?: boolean;
  /** Takes more than a few seconds. */
  isSlow?: boolean;
}
type At = (path: string) => string;

const HOW = { threads: 0, backend: 'js', weeks: 3, resume: true } as const;
const FEW = { ...HOW, replicates: 2, personsPerAgent: 40 } as const;
const PLANNED = { weeks: HOW.weeks, replicates: FEW.replicates, personsPerAgent: FEW.personsPerAgent };
const FIT = { agents: 200, method: 'abc-smc', budget: 1000, threads: 0, resume: true } as const;
const SWEEP = [
  'scenario: plain.yaml',
  'title: a try',
  'levers:',
  '  rate: { parameter: rate, values: [0.1, 0.4] }',
  'seeds: 1',
];
const WET = ['extends: plain.yaml', 'title: wet', 'assumes: rain', 'parameters: { rate: 0.3 }'];

const plain = (at: At) => at('scenarios/plain.yaml');
/** A plan that stands is never replaced. */
function ifNoPlan(error: Error): void {
  if (!/already holds a plan/.test(error.message)) throw error;
}

const planned = (at: At) => planShards([plain(at)], 2, at('big'), PLANNED);

export const WORKS: Record<string, Work> = {
  run: { does: (at, seed) => runEnsemble(plain(at), { ...FEW, seed, folder: at('output/a'), reporter }) },
  'a first run': {
    isFirst: true,
    does: (at, seed) => runEnsemble(plain(at), { ...FEW, seed, folder: at('output/a') }),
  },
  compare: {
    does: (at, seed) =>
      compare(plain(at), [at('scenarios/wet.yaml')], { ...FEW, seed, folder: at('output/a') }),
  },
  sweep: {
    does: (at, seed) =>
      runSweep(at('scenarios/fast.yaml'), { ...HOW, personsPerAgent: 40, seed, folder: at('output/a') }),
  },
  sensitivity: {
    does: (at, seed) =>
      sensitivity(plain(at), {
        ...HOW,
        agents: 50,
        trajectories: 2,
        seeds: 1,
        seed,
        outcomes: ['gone'],
        folder: at('output/a'),
      }),
  },
  validate: { does: (at, seed) => validate(plain(at), { ...FEW, seed, folder: at('output/a') }) },
  'calibrate --adopt': {
    isSlow: true,
    does: (at, seed) =>
      calibrate(plain(at), {
        ...FIT,
        seed,
        folder: at('output/a'),
        onWritten: fit => adoptPosterior(fit, plain(at)),
      }),
  },
  regress: {
    isSlow: true,
    before: at => calibrate(plain(at), { ...FIT, folder: at('output/fit') }),
    does: at => regress(at('output/fit/runs.csv'), plain(at), { folder: at('output/a') }),
  },
  plan: { isFirst: true, does: at => planned(at).catch(ifNoPlan) },
  shard: {
    isFirst: true,
    before: planned,
    does: at => runShard(at('big'), 1, { threads: 0, backend: 'js' }),
  },
  merge: {
    before: async at => {
      await planned(at);
      for (const shard of [1, 2]) await runShard(at('big'), shard, { threads: 0, backend: 'js' });
      await runEnsemble(plain(at), { ...FEW, folder: at('output/a') });
    },
    does: at => mergeShards(at('big'), () => at('output/a')),
  },
  slurm: {
    before: planned,
    does: at =>
      writeSlurmScripts({
        folder: at('big'),
        plan: readPlan(at('big')),
        tasks: 2,
        rhizome: ['rhizome'],
        cpus: 1,
      }),
  },
  report: {
    before: at => runEnsemble(plain(at), { ...FEW, folder: at('output/a') }),
    does: at => renewReport(at('output/a'), reporter),
  },
  'docs and new': { does: (at, seed) => writePage(at('output/page.md'), `a page, ${seed}`) },
};

/** A project as it is before a command, with a user's note among its former results. */
export async function beginWork({ before, does, isFirst }: Work) {
  const project = makeProject();
  const at: At = path => join(project.folder, path);
  const start = mkdtempSync(join(tmpdir(), 'rhizome-start-'));
  project.write('scenarios/wet.yaml', WET.join('\n'));
  project.write('scenarios/fast.yaml', SWEEP.join('\n'));
  await before?.(at);
  if (!isFirst) await does(at, 'before');
  if (existsSync(at('output/a'))) project.write('output/a/notes.txt', 'a note of mine');
  cpSync(project.folder, start, { recursive: true });
  return {
    project,
    work: async () => does(at, 'after'),
    /** Put everything back as it was. */
    again() {
      rmSync(project.folder, { recursive: true });
      cpSync(start, project.folder, { recursive: true });
    },
    remove() {
      project.remove();
      rmSync(start, { recursive: true });
    },
  };
}
