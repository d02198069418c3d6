import { join } from 'node:path';
import { throwDiagnostic } from '../core/diagnostics.ts';
import { usualScenarios } from '../io/project/here.ts';
import { summaryJson } from '../report/terminal/json.ts';
import { progressLine } from '../report/terminal/progress.ts';
import { painter } from '../report/terminal/style.ts';
import { summaryText } from '../report/terminal/terminal.ts';
import { MAX } from '../scenario/counts.ts';
import { type Ensemble, type EnsembleOptions, runEnsemble } from '../workflows/run/ensemble.ts';
import { isUpToDate } from '../workflows/run/is-up-to-date.ts';
import { nameOfFile, refuseSameNames } from '../workflows/run/same-names.ts';
import { type Command, choice, flag, positive, terminalWidth, text, threads, whole } from './command.ts';
import { executorOptions, givenExecutor } from './executors.ts';
import { givenParameters, parameterOptions, THEORIES } from './parameters.ts';
import { withProgress } from './progress.ts';
import {
  checkpointOptions,
  givenCheckpoint,
  givenTables,
  onNote,
  tableOptions,
  VERBOSE,
} from './run-options.ts';
import { OUTCOMES, POINTS, runAtPoints } from './run-points.ts';

export const run: Command = {
  positionals: {
    files: {
      describe: 'scenario files (YAML); without any, scenarios/baseline.yaml',
      type: 'string',
      array: true,
    },
  },
  options: {
    seed: text('any text; the same seed gives the same bytes'),
    ...parameterOptions(),
    theories: THEORIES,
    replicates: whole(1, 'on default parameters: independent runs of each scenario', MAX.runs),
    threads: threads(),
    scale: positive('persons that one agent represents; larger is faster and coarser', MAX.personsPerAgent),
    weeks: whole(1, 'weeks to simulate', MAX.weeks),
    out: text('output folder; with several scenarios each gets a folder in it [output/<scenario>]'),
    backend: choice(['js', 'wasm'], 'backend for the model. Never changes a result'),
    ...tableOptions(),
    points: POINTS,
    outcomes: OUTCOMES,
    ...checkpointOptions(),
    ...executorOptions(),
    verbose: VERBOSE,
    json: flag('print a machine-readable summary (JSON)'),
  },
  examples: [
    ['rhizome run scenarios/baseline.yaml', 'the shipped baseline'],
    ['rhizome run scenarios/baseline.yaml --draws 200 --seeds 5 --trajectories total', 'for a publication'],
    ['rhizome run a.yaml --theories decision', 'all theories of a variant, by what they foresaw'],
    ['rhizome run a.yaml --points points.csv --parameters defaults', 'a row a parameter set, for programs'],
    ['rhizome run a.yaml b.yaml --weeks 52 --seed again', 'two scenarios, one year, another seed'],
  ],
  async run(given) {
    const named = given.files;
    const files = named?.length ? named : usualScenarios();
    if (given.points !== undefined) return runAtPoints(files, given);
    if (given.outcomes !== undefined)
      throwDiagnostic({
        kind: 'conflict',
        message: '--outcomes is for --points: without it a run writes all it has',
      });
    refuseSameNames(files);
    const ensembles: Ensemble[] = [];
    await withProgress(async ({ onStep, onProgress, signal, reporter }) => {
      for (const file of files) {
        const options: EnsembleOptions = {
          seed: given.seed,
          ...givenParameters(given),
          theories: given.theories,
          replicates: given.replicates,
          weeks: given.weeks,
          personsPerAgent: given.scale,
          threads: given.threads,
          backend: given.backend,
          folder: folderFor(given.out, file, files.length),
          ...givenTables(given),
          ...givenCheckpoint(given),
          executor: givenExecutor(given),
          onStep,
          onProgress,
          signal,
          reporter,
        };
        if (options.resume && isUpToDate(file, options)) {
          onNote(`${file} is done already`);
          continue;
        }
        const ensemble = await runEnsemble(file, options);
        progressLine(process.stderr).clear();
        ensembles.push(ensemble);
        const lines = summaryText(ensemble, given.verbose === true, painter(process.stdout), terminalWidth());
        if (!given.json) process.stdout.write(`\n${lines.join('\n')}\n\n`);
      }
    });
    if (given.json) process.stdout.write(`${JSON.stringify(ensembles.map(summaryJson), undefined, 2)}\n`);
  },
};

/** `--out` is the folder itself for one scenario; several get folders of their own in it. */
export function folderFor(out: string | undefined, file: string, count: number): string | undefined {
  if (out === undefined || count === 1) return out;
  return join(out, nameOfFile(file));
}
