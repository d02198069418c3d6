import { join } from 'node:path';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import { makeFolders, putFile } from '../../io/folder/disk.ts';
import type { Plan } from '../../io/project/plan.ts';
import { codeOf, displayName, readText } from '../../io/text/text.ts';

export interface SlurmJob {
  /** Full path of the plan's folder. */
  folder: string;
  plan: Pick<Plan, 'shards' | 'scenarios'>;
  /** Tasks of the array; each does every so-many-th shard. */
  tasks: number;
  /** How a shell calls Rhizome. */
  rhizome: readonly string[];
  cpus: number;
  time?: string;
  partition?: string;
  /** Lines for both scripts: `#SBATCH --account=...`, `module load ...`. */
  header?: string;
  /** Where `merge` writes. */
  out?: string;
}

/** How many tasks an array may have where the controller doesn't tell: Slurm's own default. */
const USUAL_MAX_ARRAY_SIZE = 1001;

/** Most tasks of an array, from what `scontrol show config` prints: indices end one below MaxArraySize. */
export function mostTasks(config: string | undefined): number {
  const size = /^MaxArraySize\s*=\s*(\d+)/m.exec(config ?? '')?.[1];
  return Math.max(1, (size === undefined ? USUAL_MAX_ARRAY_SIZE : Number(size)) - 1);
}

/**
 * Write the scripts of a plan for Slurm beside it; returns the folder of the scripts. Merging comes after all tasks, however
 * these ended, since it judges by the runs that are on disk.
 */
export function writeSlurmScripts(job: SlurmJob): string {
  const { folder } = job;
  if (/["\n\\]/.test(folder))
    throwDiagnostic({
      kind: 'value',
      message: "Slurm can't write logs to a folder with quotes or line breaks in its name",
      found: folder,
    });
  const scripts = join(folder, 'slurm');
  try {
    makeFolders(scripts);
    for (const [name, text] of Object.entries(slurmScripts(job))) putFile(join(scripts, name), text, 0o755);
  } catch (error) {
    throwDiagnostic({
      kind: 'failed',
      message: `${displayName(scripts)} can't be written`,
      found: codeOf(error),
    });
  }
  return scripts;
}

/** The text of a header file. */
export function readHeader(path: string): string {
  return readText(path, 'md')
    .text.replace(/^#!.*\n/, '')
    .trimEnd();
}

/** Scripts by name. */
export function slurmScripts({ folder, plan, tasks, rhizome, cpus, time, partition, header, out }: SlurmJob) {
  const name = `rhizome-${plan.scenarios[0].name.replace(/[^\w.-]/g, '-')}`;
  const head = (...own: string[]) => [
    '#!/bin/bash',
    ...own,
    ...(partition ? [`#SBATCH --partition=${partition}`] : []),
    ...(header ? [header] : []),
  ];
  const call = (...words: string[]) => [...rhizome, ...words].map(quoted).join(' ');
  const loop = [
    `for ((k = SLURM_ARRAY_TASK_ID; k <= ${plan.shards}; k += ${tasks})); do`,
    `  ${call('shard', folder)} "$k/${plan.shards}" --threads "\${SLURM_CPUS_PER_TASK:-${cpus}}" &`,
    '  pid=$!',
    '  wait "$pid" || failed=$?',
    'done',
  ];
  const array = [
    ...head(
      `#SBATCH --job-name=${name}`,
      `#SBATCH --array=1-${tasks}`,
      `#SBATCH --cpus-per-task=${cpus}`,
      ...(time ? [`#SBATCH --time=${time}`] : []),
      `#SBATCH --output="${logIn(folder, '%A_%a.log')}"`,
      '#SBATCH --requeue',
      '#SBATCH --signal=B:TERM@30',
    ),
    '',
    '# A task that is asked to end passes the signal on; finished runs are kept, and the same task continues from there.',
    'failed=0',
    `trap 'kill -TERM "$pid" 2> /dev/null; wait "$pid"; exit 143' TERM`,
    ...loop,
    'exit "$failed"',
  ];
  const merge = [
    ...head(
      `#SBATCH --job-name=${name}-merge`,
      '#SBATCH --ntasks=1',
      ...(time ? [`#SBATCH --time=${time}`] : []),
      `#SBATCH --output="${logIn(folder, 'merge_%j.log')}"`,
    ),
    '',
    `exec ${call('merge', folder, ...(out ? ['--out', out] : []))}`,
  ];
  const submit = [
    '#!/bin/bash',
    '# Submits all tasks, and merging after them. Again after a failure: tasks do only what is missing.',
    'set -e',
    `tasks="$(sbatch --parsable ${quoted(join(folder, 'slurm', 'array.sh'))})"`,
    `merge="$(sbatch --parsable --dependency="afterany:\${tasks%%;*}" ${quoted(join(folder, 'slurm', 'merge.sh'))})"`,
    'echo "submitted: tasks $tasks, merge $merge"',
  ];
  const text = (lines: readonly string[]) => `${lines.join('\n')}\n`;
  return { 'array.sh': text(array), 'merge.sh': text(merge), 'submit.sh': text(submit) };
}

/** Where Slurm puts a log: in the name of the file `%` begins a pattern, in those of its folders it is itself. */
const logIn = (folder: string, pattern: string) => join(folder.replaceAll('%', '%%'), 'slurm', pattern);

/** A word as a shell takes it literally. */
const quoted = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
