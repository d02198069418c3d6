import { parseDay } from '../core/calendar.ts';
import { throwDiagnostic } from '../core/diagnostics.ts';
import { METHODS, type MethodName } from '../inference/fit.ts';
import { adoptPosterior, refuseFaults, type Written } from '../io/fit/fit-adopt.ts';
import { outputFolder } from '../io/project/here.ts';
import { readInputs } from '../io/project/inputs.ts';
import { plain } from '../report/quote/numbers.ts';
import { finishedText, fitText } from '../report/terminal/fit.ts';
import { painter } from '../report/terminal/style.ts';
import { warningsLine } from '../report/terminal/warnings.ts';
import { MAX } from '../scenario/counts.ts';
import { type FitInputs, calibrate as runFit } from '../workflows/calibrate/calibrate.ts';
import { finishedFit } from '../workflows/calibrate/finished-fit.ts';
import type { CalibrateOptions } from '../workflows/calibrate/fit-plan.ts';
import { nameOfFile } from '../workflows/run/same-names.ts';
import { type Command, choice, flag, several, terminalWidth, text, threads, whole } from './command.ts';
import { executorOptions, givenExecutor } from './executors.ts';
import { givenSettings, SET } from './parameters.ts';
import { asTyped } from './program.ts';
import { withProgress } from './progress.ts';
import { FORCE, onNote } from './run-options.ts';

export const calibrate: Command = {
  positionals: {
    file: { describe: 'scenario file (YAML): it names the model and the study', type: 'string' },
  },
  options: {
    method: choice(
      Object.keys(METHODS),
      'waves: emulators, for up to thirty parameters; ensemble: for more; abc-smc: for at most eight',
    ),
    parameters: several('comma-separated names [all with `fit` yes in parameters.csv'),
    set: SET,
    until: text(
      'fit only what was known on a day: figures that had ended by then, those held out among them',
      (given, name) =>
        parseDay(given) ??
        throwDiagnostic({
          kind: 'value',
          message: `--${name} can't be \`${given}\``,
          expected: 'a day like 2022-09-10',
        }),
    ),
    budget: whole(1, 'number of runs [depends on the method and the number of parameters]', MAX.points),
    agents: whole(100, 'agents of a run [10000]', MAX.agents),
    seed: text('any text; the same seed gives the same posterior'),
    threads: threads(),
    out: text('output folder [output/calibrate/<scenario>]'),
    ...executorOptions(),
    resume: flag('continue an earlier attempt; ends with the same bytes'),
    force: FORCE,
    adopt: flag('save the posterior with the model, where scenarios find it, unless it misses its figures'),
    'adopt-anyway': flag('adopt it although it misses its figures or a check failed'),
    backend: choice(['js', 'wasm'], 'backend for the model. Never changes a result'),
  },
  examples: [
    ['rhizome calibrate scenarios/baseline.yaml', 'fit all parameters that may be fitted'],
    [
      'rhizome calibrate scenarios/baseline.yaml --resume --adopt',
      'go on after a stop; run scenarios on the result',
    ],
  ],
  async run(given) {
    const file = String(given.file);
    const options: CalibrateOptions & FitInputs = {
      method: given.method as MethodName | undefined,
      parameters: given.parameters as string[] | undefined,
      set: givenSettings(given),
      until: given.until as number | undefined,
      budget: given.budget,
      agents: given.agents,
      seed: given.seed,
      folder: given.out ?? outputFolder('calibrate', nameOfFile(file)),
      resume: given.resume,
    };
    const wanted = Boolean(given.adopt || given['adopt-anyway']);
    // Scenarios would run on a fit of other values than those of the files.
    if (wanted && options.set)
      throwDiagnostic({
        kind: 'conflict',
        message: 'a fit with --set is not adopted: no scenario has these values',
        found: Object.keys(options.set).join(', '),
        hint: 'write the values into the scenario file, under `parameters:` or `events:`',
      });
    if (wanted && options.until !== undefined)
      throwDiagnostic({
        kind: 'conflict',
        message: 'a fit with --until is not adopted: the files say that other figures are fitted',
        hint: 'change `use` in marginals.csv and flows.csv, and calibrate without --until',
      });
    const adopt = (fit: Written) => {
      if (wanted && (given['adopt-anyway'] || fit.judgement.faults.length === 0))
        return adoptPosterior({ ...fit, inputs: readInputs(file, 'defaults') }, file);
    };
    /** Tell what became of a fit; one that was to be adopted and has faults is an error. */
    const tell = (lines: readonly string[], fit: Written, adopted: string | undefined) => {
      const last = adopted
        ? [
            `scenarios now run on ${adopted}`,
            `see whether every relation of the study keeps its sign: rhizome validate ${file}`,
          ]
        : [];
      process.stdout.write(asTyped(`\n${[...lines, ...last].join('\n')}\n\n`));
      if (wanted && !adopted) refuseFaults(fit);
    };
    const finished = options.resume ? finishedFit(file, options) : undefined;
    if (finished) return tell(finishedText(finished), finished, adopt(finished));
    let adopted: string | undefined;
    const result = await withProgress(({ onStep, onProgress, signal, reporter }) =>
      runFit(file, {
        ...options,
        threads: given.threads,
        executor: givenExecutor(given),
        backend: given.backend,
        force: given.force,
        onStep,
        onNote,
        onProgress: ({ runsDone, runs, bestMisfit }) =>
          onProgress({
            weeksDone: runsDone,
            weeks: runs,
            runsDone,
            runs,
            note: Number.isFinite(bestMisfit) ? `best misfit ${plain(bestMisfit)} a target` : undefined,
          }),
        signal,
        reporter,
        onWritten(written) {
          adopted = adopt(written);
        },
      }),
    );
    const paint = painter(process.stdout);
    const lines = fitText(result, paint, terminalWidth());
    lines.push('', ...warningsLine(result.inputWarnings, paint), `written: ${result.folder}`);
    tell(lines, result, adopted);
  },
};
