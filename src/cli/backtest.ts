import { basename, join } from 'node:path';
import { isoDay, parseDay } from '../core/calendar.ts';
import { throwDiagnostic } from '../core/diagnostics.ts';
import { METHODS, type MethodName } from '../inference/fit.ts';
import { CHANGE_PER_ROOT_YEAR } from '../inference/scoring/reference-forecasts.ts';
import { displayName } from '../io/text/text.ts';
import { backtestText } from '../report/terminal/backtest.ts';
import { painter } from '../report/terminal/style.ts';
import { MAX } from '../scenario/counts.ts';
import { backtest as runBacktest } from '../workflows/backtest/backtest.ts';
import { BACKTEST_DESIGN } from '../workflows/backtest/options.ts';
import { recordTheories } from '../workflows/backtest/record-theories.ts';
import { recordBacktest } from '../workflows/backtest/track-record.ts';
import {
  type Command,
  choice,
  flag,
  type Given,
  positive,
  several,
  text,
  threads,
  whole,
} from './command.ts';
import { executorOptions, givenManyRuns } from './executors.ts';
import { givenSettings, SET } from './parameters.ts';
import { withProgress } from './progress.ts';
import { FORCE, RESUME } from './run-options.ts';

export const backtest: Command = {
  positionals: { file: { describe: 'scenario file (YAML)', type: 'string' } },
  options: {
    origins: several('days to project from, separated by commas [the end of each observed wave]', dayOf),
    posterior: flag('make no fit: score the posterior that is there, from the end of what it was fitted to'),
    method: choice(Object.keys(METHODS), 'of the fits, as of `calibrate`'),
    parameters: several('fitted ones, separated by commas [all with `fit` yes]'),
    budget: whole(1, 'runs of each fit [what the method wants]', MAX.points),
    agents: whole(100, 'agents of a run of a fit [10000]', MAX.agents),
    theories: text(
      'variant of the model whose options are rival theories: each is fitted, and weighted by what it foresees',
    ),
    set: SET,
    draws: whole(1, `draws of each posterior [${BACKTEST_DESIGN.draws}]`, MAX.runs),
    seeds: whole(1, `runs of each draw [${BACKTEST_DESIGN.seeds}]`, MAX.runs),
    scale: positive(
      "persons that one agent of a projection represents [the scenario's]",
      MAX.personsPerAgent,
    ),
    'change-sd': positive(
      `how far shares move in a year without a reason, on the logit scale: noise of "no change" [${CHANGE_PER_ROOT_YEAR}]`,
    ),
    record: flag(
      'write what was found to backtest.json of the study, so that runs and comparisons say it; the weights of --theories to a file beside the posteriors',
    ),
    'skip-networks': flag('leave out the forecast of the same model where nobody knows anybody'),
    seed: text('any text; the same seed gives the same bytes'),
    threads: threads(),
    backend: choice(['js', 'wasm'], 'what the model is compiled to. Never changes a result'),
    out: text('folder to write [output/backtest/<scenario>]'),
    resume: RESUME,
    force: FORCE,
    ...executorOptions(),
  },
  examples: [
    ['rhizome backtest scenarios/baseline.yaml --posterior', 'how good is the fit that is there?'],
    [
      'rhizome backtest scenarios/baseline.yaml --origins 2022-09-10 --budget 600 --resume',
      'how good would a fit of September have been?',
    ],
    [
      'rhizome backtest scenarios/baseline.yaml --posterior --theories decision',
      'which of three theories foresees best?',
    ],
  ],
  async run(given) {
    const file = String(given.file);
    refuseFitOptions(given);
    const found = await withProgress(progress =>
      runBacktest(file, {
        ...givenManyRuns(given),
        folder: given.out ?? join('output', 'backtest', basename(file).replace(/\.ya?ml$/, '')),
        origins: given.origins,
        posterior: given.posterior,
        method: given.method as MethodName | undefined,
        parameters: given.parameters as string[] | undefined,
        budget: given.budget,
        agents: given.agents,
        set: givenSettings(given),
        draws: given.draws,
        seeds: given.seeds,
        personsPerAgent: given.scale,
        changePerRootYear: given['change-sd'],
        theories: given.theories,
        skipNetworks: given['skip-networks'],
        ...progress,
      }),
    );
    const lines = backtestText(found, painter(process.stdout));
    if (given.record) lines.push(`Recorded in ${recordBacktest(found)}: runs and comparisons now say it`);
    const weights = given.record ? recordTheories(found, file) : undefined;
    if (weights)
      lines.push(
        `Weights in ${displayName(weights)}: \`--theories ${given.theories}\` of run, compare and sweep takes them`,
      );
    process.stdout.write(`\n${lines.join('\n')}\n\n`);
  },
};

/** What only a fit would listen to. */
function refuseFitOptions(given: Given): void {
  const name = ['method', 'parameters', 'budget', 'agents'].find(one => given[one] !== undefined);
  if (given.posterior && name)
    throwDiagnostic({
      kind: 'conflict',
      message: `--${name} is of a fit, and --posterior makes none`,
      hint: 'leave one of them out',
    });
}

function dayOf(part: string): number {
  const day = parseDay(part);
  if (day !== undefined) return day;
  return throwDiagnostic({
    kind: 'value',
    message: `--origins can't be \`${part}\``,
    expected: `days such as ${isoDay(19245)}`,
  });
}
