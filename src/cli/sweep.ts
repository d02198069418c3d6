import { painter } from '../report/terminal/style.ts';
import { sweepText } from '../report/terminal/sweep.ts';
import { MAX } from '../scenario/counts.ts';
import { runSweep, type SweepOptions } from '../workflows/sweep/sweep.ts';
import { type Command, choice, positive, terminalWidth, text, threads, whole } from './command.ts';
import { executorOptions, givenManyRuns } from './executors.ts';
import { givenSettings, SET, THEORIES } from './parameters.ts';
import { withProgress } from './progress.ts';
import { FORCE, givenCopies, RESUME, VERBOSE, XLSX } from './run-options.ts';

export const sweep: Command = {
  positionals: { file: { describe: 'sweep file (YAML): which scenario, which levers', type: 'string' } },
  options: {
    parameters: choice(['posterior', 'defaults'], 'as in run'),
    theories: THEORIES,
    set: SET,
    scale: positive("persons that one agent represents, instead of the file's", MAX.personsPerAgent),
    weeks: whole(1, 'weeks to simulate', MAX.weeks),
    seed: text('any text; the same seed gives the same bytes'),
    threads: threads(),
    backend: choice(['js', 'wasm'], 'backend for the model. Never changes a result'),
    out: text('output folder [output/sweep/<file>]'),
    resume: RESUME,
    csv: choice(['excel', 'excel-en'], 'also copies of the CSV tables for Excel: decimal commas, or points'),
    xlsx: XLSX,
    force: FORCE,
    verbose: VERBOSE,
    ...executorOptions(),
  },
  examples: [['rhizome sweep scenarios/sweeps/mine.yaml', 'how large, and how soon?']],
  async run(given) {
    const result = await withProgress(progress =>
      runSweep(String(given.file), {
        parameters: given.parameters as SweepOptions['parameters'],
        theories: given.theories,
        set: givenSettings(given),
        personsPerAgent: given.scale,
        ...givenManyRuns(given),
        copies: givenCopies(given).copies,
        ...progress,
      }),
    );
    process.stdout.write(
      `\n${sweepText(result, given.verbose === true, painter(process.stdout), terminalWidth()).join('\n')}\n\n`,
    );
  },
};
