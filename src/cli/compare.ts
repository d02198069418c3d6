import { parseDay } from '../core/calendar.ts';
import { throwDiagnostic } from '../core/diagnostics.ts';
import { compareText } from '../report/terminal/compare.ts';
import { compareJson } from '../report/terminal/compare-json.ts';
import { painter } from '../report/terminal/style.ts';
import { MAX } from '../scenario/counts.ts';
import { compare as compareScenarios } from '../workflows/compare/compare.ts';
import { type Command, choice, flag, positive, terminalWidth, text, threads, whole } from './command.ts';
import { executorOptions, givenManyRuns } from './executors.ts';
import { givenParameters, parameterOptions, THEORIES } from './parameters.ts';
import { withProgress } from './progress.ts';
import { CSV, checkpointOptions, givenCheckpoint, givenCopies, VERBOSE, XLSX } from './run-options.ts';

export const compare: Command = {
  positionals: {
    base: { describe: 'scenario file that the others are compared with', type: 'string' },
    others: { describe: 'scenario files', type: 'string', array: true },
  },
  options: {
    date: text('day that the sentences refer to [the last]', (given, name) => {
      const day = parseDay(given);
      if (day !== undefined) return day;
      return throwDiagnostic({
        kind: 'value',
        message: `--${name} can't be \`${given}\``,
        expected: 'a day like 2023-12-31',
      });
    }),
    seed: text("any text, instead of the base's; the same seed gives the same bytes"),
    ...parameterOptions(),
    theories: THEORIES,
    replicates: whole(1, 'on default parameters: pairs of runs', MAX.runs),
    threads: threads(),
    scale: positive("persons that one agent represents, instead of the base's", MAX.personsPerAgent),
    weeks: whole(1, 'weeks to simulate', MAX.weeks),
    out: text('output folder [output/compare/<base>-vs-<others>]'),
    backend: choice(['js', 'wasm'], 'backend for the model. Never changes a result'),
    csv: CSV,
    xlsx: XLSX,
    ...checkpointOptions(),
    ...executorOptions(),
    verbose: VERBOSE,
    json: flag('print the answers as data (JSON)'),
  },
  examples: [
    [
      'rhizome compare scenarios/baseline.yaml scenarios/mine.yaml --date 2023-12-31',
      'what would it change by the end of 2023?',
    ],
  ],
  async run(given) {
    const day = given.date;
    const compared = await withProgress(progress =>
      compareScenarios(String(given.base), given.others as string[], {
        ...givenManyRuns(given),
        ...givenParameters(given),
        theories: given.theories,
        ...givenCheckpoint(given),
        replicates: given.replicates,
        personsPerAgent: given.scale,
        ...givenCopies(given),
        day,
        ...progress,
      }),
    );
    if (given.json) {
      process.stdout.write(`${JSON.stringify(compareJson(compared, day), undefined, 2)}\n`);
      return;
    }
    const verbose = given.verbose === true;
    const lines = compareText(compared, { day, verbose }, painter(process.stdout), terminalWidth());
    process.stdout.write(`\n${lines.join('\n')}\n\n`);
  },
};
