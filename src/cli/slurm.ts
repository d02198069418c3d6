import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { throwDiagnostic } from '../core/diagnostics.ts';
import { readPlan } from '../io/project/plan.ts';
import { displayName } from '../io/text/text.ts';
import { painter } from '../report/terminal/style.ts';
import { mostTasks, readHeader, writeSlurmScripts } from '../workflows/cluster/slurm-scripts.ts';
import { type Command, text, whole } from './command.ts';

const START = fileURLToPath(new URL('../../workers/start.mjs', import.meta.url));

/** What follows `#SBATCH --x=`: nothing that begins another word or line. */
const plainWord = (describe: string) =>
  text(describe, (given, name) =>
    /^[\w:.,-]+$/.test(given)
      ? given
      : throwDiagnostic({
          kind: 'value',
          message: `--${name} can't be \`${given}\``,
          expected: 'a word as sbatch takes it',
        }),
  );

export const slurm: Command = {
  positionals: { folder: { describe: 'folder of the plan', type: 'string' } },
  options: {
    time: plainWord('time limit of a task, as sbatch takes it (0:30:00)'),
    partition: plainWord('partition of the cluster'),
    cpus: whole(1, 'processors of a task; each does its own runs [1]', 1024),
    header: text('a file of lines for both scripts: #SBATCH lines, then module load and the like'),
    out: text('output folder of the merge, as in run'),
  },
  examples: [['rhizome slurm big --time 0:30:00 --partition short', 'then: sh big/slurm/submit.sh']],
  run(given) {
    const folder = resolve(String(given.folder));
    const plan = readPlan(folder);
    const told = spawnSync('scontrol', ['show', 'config'], { encoding: 'utf8', timeout: 10_000 });
    const most = mostTasks(told.status === 0 ? told.stdout : undefined);
    const tasks = Math.min(plan.shards, most);
    const scripts = writeSlurmScripts({
      folder,
      plan,
      tasks,
      rhizome: [process.execPath, START],
      cpus: given.cpus ?? 1,
      time: given.time,
      partition: given.partition,
      header: given.header === undefined ? undefined : readHeader(String(given.header)),
      out: given.out === undefined ? undefined : resolve(String(given.out)),
    });
    const shown = displayName(scripts);
    const shares =
      tasks < plan.shards ? ` (an array has at most ${most} tasks here, so each does several)` : '';
    const lines = [
      `${painter(process.stdout)('good', 'Written:')} ${shown}/array.sh, merge.sh, submit.sh: ${plan.shards} shards in ${tasks} tasks${shares}`,
      `Submit: sh ${shown}/submit.sh`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  },
};
