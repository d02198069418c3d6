import { resolve } from 'node:path';
import { throwDiagnostic } from '../core/diagnostics.ts';
import { readPlan } from '../io/project/plan.ts';
import { displayName } from '../io/text/text.ts';
import { painter } from '../report/terminal/style.ts';
import { runShard } from '../workflows/cluster/shards.ts';
import { type Command, choice, threads } from './command.ts';
import { withProgress } from './progress.ts';
import { onNote } from './run-options.ts';

/** Where schedulers tell a task its number in the array, and what number they begin with. */
const TASK_NUMBERS = [
  ['SLURM_ARRAY_TASK_ID', 1],
  ['SGE_TASK_ID', 1],
  ['PBS_ARRAY_INDEX', 1],
  ['JOB_COMPLETION_INDEX', 0], // Kubernetes
] as const;

export const shard: Command = {
  positionals: {
    folder: { describe: 'folder of the plan', type: 'string' },
    share: { describe: "K/N, from 1/N to N/N; in an array job the scheduler's number", type: 'string' },
  },
  options: {
    threads: threads('as in run'),
    backend: choice(['js', 'wasm'], 'as in run'),
  },
  examples: [
    ['rhizome shard big 3/20', 'the third of twenty'],
    ['rhizome shard big', 'inside a task of a Slurm, SGE, PBS or Kubernetes array'],
  ],
  async run(given) {
    const folder = enterPlan(String(given.folder));
    const { shards } = readPlan(folder);
    const number = given.share === undefined ? taskNumber(shards) : shareOf(String(given.share), shards);
    const { runs, done } = await withProgress(watched =>
      runShard(folder, number, {
        threads: given.threads,
        backend: given.backend,
        onNote,
        ...watched,
      }),
    );
    const already = done === 0 ? ', all of them before' : '';
    process.stdout.write(
      `${painter(process.stdout)('good', 'Done:')} shard ${number} of ${shards}, ${runs} runs${already}\n`,
    );
  },
};

/** A plan names files from the folder in which it was made: go there; returns the plan's full path. */
export function enterPlan(given: string): string {
  const folder = resolve(given);
  const base = resolve(folder, readPlan(folder).base);
  try {
    process.chdir(base);
  } catch {
    throwDiagnostic({
      kind: 'missing',
      message: `there is no ${displayName(base)}, in which this plan was made`,
    });
  }
  return folder;
}

function shareOf(given: string, shards: number): number {
  const [, number, of] = /^(\d+)(?:\/(\d+))?$/.exec(given) ?? [];
  if (number === undefined || (of !== undefined && Number(of) !== shards)) return refuse(given, shards);
  return checked(Number(number), given, shards);
}

function taskNumber(shards: number): number {
  for (const [name, first] of TASK_NUMBERS) {
    const given = process.env[name];
    if (given !== undefined && /^\d+$/.test(given))
      return checked(Number(given) - first + 1, `${name}=${given}`, shards);
  }
  return throwDiagnostic({
    kind: 'shape',
    message: 'which shard?',
    expected: `K/${shards} behind the folder, or one of ${TASK_NUMBERS.map(([name]) => name).join(', ')}`,
  });
}

const checked = (number: number, given: string, shards: number) =>
  number >= 1 && number <= shards ? number : refuse(given, shards);

function refuse(given: string, shards: number): never {
  return throwDiagnostic({
    kind: 'value',
    message: `there is no shard ${given}`,
    expected: `1/${shards} to ${shards}/${shards}`,
  });
}
