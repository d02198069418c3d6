import { resolve } from 'node:path';
import { throwDiagnostic } from '../core/diagnostics.ts';
import { displayName } from '../io/text/text.ts';
import { grouped } from '../report/quote/numbers.ts';
import { painter } from '../report/terminal/style.ts';
import { MAX } from '../scenario/counts.ts';
import { shellWord } from '../text/shell-word.ts';
import { planShards } from '../workflows/cluster/shards.ts';
import { type Command, positive, text, whole } from './command.ts';
import { givenParameters, parameterOptions } from './parameters.ts';
import { asTyped } from './program.ts';

export const plan: Command = {
  positionals: { files: { describe: 'scenario files (YAML)', type: 'string', array: true } },
  options: {
    shards: whole(1, 'number of shards; minutes of work in each', MAX.shards),
    out: text('folder for the plan and the results of its shards; all machines must see it'),
    seed: text('as in run'),
    ...parameterOptions(),
    replicates: whole(1, 'as in run', MAX.runs),
    scale: positive('as in run', MAX.personsPerAgent),
    weeks: whole(1, 'as in run', MAX.weeks),
  },
  examples: [
    ['rhizome plan scenarios/baseline.yaml --draws 200 --seeds 5 --shards 20 --out big', 'a plan'],
    ['rhizome shard big 3/20', 'on each of 20 machines, with 1/20 to 20/20'],
    ['rhizome merge big', 'when all are done'],
  ],
  async run(given) {
    const { shards, out } = given as { shards?: number; out?: string };
    if (shards === undefined || out === undefined)
      return throwDiagnostic({ kind: 'shape', message: 'a plan needs --shards N and --out DIR' });
    const { runs } = await planShards(given.files as string[], shards, resolve(out), {
      seed: given.seed,
      ...givenParameters(given),
      replicates: given.replicates,
      weeks: given.weeks,
      personsPerAgent: given.scale,
    });
    const folder = displayName(out);
    const word = shellWord(folder);
    const lines = [
      `${painter(process.stdout)('good', 'Planned:')} ${grouped(runs)} runs in ${shards} shards, in ${folder}/`,
      `Next: \`rhizome shard ${word} K/${shards}\` for every K from 1 to ${shards}, then \`rhizome merge ${word}\`.`,
      `On a Slurm cluster: \`rhizome slurm ${word}\`.`,
    ];
    process.stdout.write(asTyped(`${lines.join('\n')}\n`));
  },
};
