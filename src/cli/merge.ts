import { resolve } from 'node:path';
import { readPlan } from '../io/project/plan.ts';
import { summaryJson } from '../report/terminal/json.ts';
import { painter } from '../report/terminal/style.ts';
import { summaryText } from '../report/terminal/terminal.ts';
import { mergeShards } from '../workflows/cluster/merge.ts';
import { type Command, flag, terminalWidth, text } from './command.ts';
import { withProgress } from './progress.ts';
import { folderFor } from './run.ts';
import { givenTables, onNote, tableOptions, VERBOSE } from './run-options.ts';
import { enterPlan } from './shard.ts';

export const merge: Command = {
  positionals: { folder: { describe: 'folder of the plan', type: 'string' } },
  options: {
    out: text('as in run [output/<scenario>]'),
    ...tableOptions(),
    'allow-missing': flag('write the tables without the runs that no shard has done'),
    verbose: VERBOSE,
    json: flag('as in run'),
  },
  examples: [['rhizome merge big', 'writes output/baseline']],
  async run(given) {
    const out = given.out === undefined ? undefined : resolve(String(given.out));
    const folder = enterPlan(String(given.folder));
    const files = readPlan(folder).scenarios.map(({ file }) => file);
    const ensembles = await withProgress(watched =>
      mergeShards(folder, file => folderFor(out, file, files.length), {
        ...givenTables(given),
        allowMissing: given['allow-missing'],
        onNote,
        ...watched,
      }),
    );
    if (given.json) process.stdout.write(`${JSON.stringify(ensembles.map(summaryJson), undefined, 2)}\n`);
    else
      for (const ensemble of ensembles)
        process.stdout.write(
          `\n${summaryText(ensemble, given.verbose === true, painter(process.stdout), terminalWidth()).join('\n')}\n\n`,
        );
  },
};
