import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { isoDay } from '../../core/calendar.ts';
import { type Diagnostic, joinWarnings, throwDiagnostic } from '../../core/diagnostics.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import { finishRuns } from '../../execute/resumable-runs.ts';
import { checkFolder } from '../../io/folder/folder.ts';
import { aboutOf } from '../../io/folder/page-data.ts';
import { writeFolder } from '../../io/folder/write-folder.ts';
import { readInputs } from '../../io/project/inputs.ts';
import { resolveScenario } from '../../simulate/resolve.ts';
import { asOf, figuresKnown } from '../run/known-by.ts';
import { adjust, loadInputs } from '../run/load-inputs.ts';
import { figuresOf, unscored } from '../run/printed-figures.ts';
import { withSettings } from '../run/settings.ts';
import { stopwatch } from '../run/stopwatch.ts';
import { BACKTEST, backtestRows, MEAN_SCORES, scoreRows } from './backtest-tables.ts';
import { foreseeing, type Scored, scoreOrigin } from './forecasts.ts';
import type { BacktestOptions } from './options.ts';
import { chooseOrigins, type Origin, originAt } from './origins.ts';
import { fitAt, runOrigin } from './project-origin.ts';
import { type MeanScores, summariseScores } from './summarise.ts';
import { choosing, type Stacking, stackTheories, type TheoryForecasts, theoriesOf } from './theories.ts';
import { STACKED, stackedRows, THEORIES, theoryRows } from './theory-tables.ts';

export interface Backtest {
  inputs: Inputs;
  origins: readonly Origin[];
  scored: readonly Scored[];
  means: readonly MeanScores[];
  /** Of rival theories, where they were asked for. */
  stacking: Stacking | undefined;
  warnings: readonly Diagnostic[];
  folder: string;
  files: readonly string[];
  seconds: Record<'runs' | 'files', number>;
}

/**
 * How good the projections of a scenario's model on its study would have been: from each origin, fitted to nothing later, all later
 * figures are projected and scored, beside forecasts that need no model. Events act as they are known now: it is tested
 * whether the model foresees what people did, not what governments did. Writes a folder; each fit has a folder beside it.
 */
export async function backtest(file: string, options: BacktestOptions = {}): Promise<Backtest> {
  const { onStep, threads = availableParallelism() } = options;
  onStep?.(`reading ${file}`);
  const clock = stopwatch();
  const { seed, personsPerAgent } = options;
  const from = options.posterior ? 'posterior' : 'defaults';
  const read = loadInputs(file, { seed, personsPerAgent, parameters: from, set: options.set });
  const study = { ...read.study, trackRecord: undefined };
  const inputs: Inputs = { ...read, study, scenario: { ...read.scenario, groups: [] } };
  const folder = options.folder ?? join('output', 'backtest', inputs.scenario.name);
  checkFolder(folder);
  const resolved = resolveScenario(inputs);
  const figures = figuresOf(resolved, inputs.model.margins);
  const origins = options.posterior
    ? [posteriorOrigin(options, figures)]
    : chooseOrigins(resolved.study, figures, options.origins, options.onNote);
  const unfitted = options.posterior ? undefined : withSettings(readInputs(file, 'defaults'), options.set);
  const how = { ...options, threads, folder };
  const scored: Scored[] = [];
  const theories = options.theories === undefined ? undefined : theoriesOf(inputs, options.theories);
  const asked: TheoryForecasts[] = [];
  const { changePerRootYear: perRootYear } = options;
  const forecasting = { discrepancy: resolved.study.discrepancy, seed: inputs.scenario.seed };
  /** Runs from an origin by a theory, '' the scenario's own. */
  const runsFrom = async (origin: Origin, theory = '') => {
    const under = (given: Inputs) => (theory ? choosing(given, theories!, theory) : given);
    const posterior = unfitted
      ? await fitAt(asOf(under(unfitted), figures, origin.day), origin, how, theory, theory || theories?.own)
      : inputs.posterior!;
    await setImmediate();
    const weeks = Math.max(...origin.later.map(figure => figure.weeks!));
    const projecting = adjust({ ...under(inputs), posterior: undefined }, { weeks });
    const skipNetworks = options.skipNetworks || theory !== '';
    return runOrigin({ ...projecting, posterior }, origin, { ...how, skipNetworks }, theory);
  };
  for (const origin of origins) {
    const runs = await runsFrom(origin);
    const known = options.posterior ? figures : figuresKnown(figures, origin.day);
    scored.push(...scoreOrigin(origin, known, runs, { ...forecasting, perRootYear }));
    if (!theories) continue;
    const foreseen: ReturnType<typeof foreseeing>[] = [];
    for (const name of theories.names) {
      const own = name === theories.own ? runs : await runsFrom(origin, name);
      foreseen.push(foreseeing(origin, own.runs, forecasting));
    }
    for (const figure of origin.later)
      asked.push({ origin, figure, forecasts: foreseen.map(foresee => foresee(figure)) });
  }
  if (scored.length === 0)
    throwDiagnostic({ kind: 'failed', message: 'no run answers a later figure, so nothing can be scored' });
  const means = summariseScores(scored);
  const stacking = theories && stackTheories(theories, asked, options.posterior ? theories.own : undefined);
  const warnings = joinWarnings(resolved.warnings, unscored(figures));
  const seconds = { runs: clock(), files: 0 };
  onStep?.('writing');
  const { name, title } = inputs.scenario;
  const named = {
    ...inputs.scenario,
    name: `backtest-${name}`,
    title: `How good projections have been: ${title}`,
  };
  const files = await finishRuns(
    folder,
    () =>
      writeFolder(
        folder,
        {
          inputs: { ...inputs, scenario: named },
          metrics: resolved.model.metrics,
          words: aboutOf([inputs], resolved.model, resolved.study),
          reporter: options.reporter,
          warnings,
          seconds: { runs: seconds.runs },
        },
        async to => {
          await to.table(BACKTEST, backtestRows(scored));
          await to.table(MEAN_SCORES, scoreRows(means));
          if (!stacking) return;
          await to.table(THEORIES, theoryRows(stacking));
          await to.table(STACKED, stackedRows(stacking));
        },
      ),
    options.onNote,
  );
  return {
    ...{ inputs, origins, scored, means, stacking, warnings, folder, files },
    seconds: { ...seconds, files: clock() },
  };
}

/** The end of the last window or fieldwork that the posterior was fitted to: all that is known later it has never seen. */
function posteriorOrigin({ origins }: BacktestOptions, figures: ReturnType<typeof figuresOf>): Origin {
  const fitted = figures.filter(({ use, weeks }) => use === 'calibrate' && weeks !== undefined);
  const origin = originAt(figures, Math.max(...fitted.map(({ endDay }) => endDay)));
  const other = origins?.find(day => day !== origin.day);
  if (other !== undefined)
    throwDiagnostic({
      kind: 'conflict',
      message: `the posterior was fitted to figures until ${origin.date}, so it can't be scored from ${isoDay(other)}`,
      hint: 'leave out --origins, or leave out --posterior to fit from that day',
    });
  if (origin.later.length === 0)
    throwDiagnostic({
      kind: 'value',
      message: `no figure is known after ${origin.date}, the end of what the posterior was fitted to`,
      hint: 'leave out --posterior to fit to earlier figures only',
    });
  return origin;
}
