import { join } from 'node:path';
import { DiagnosticError } from '../../core/diagnostics.ts';
import { decimal } from '../../core/located-document.ts';
import {
  DEFAULT_BACKEND,
  type Inputs,
  type PosteriorDraws,
  type RunOutline,
  type Task,
} from '../../engine/program/run-types.ts';
import { estimateResources, refuseTooLarge } from '../../execute/limits.ts';
import { executeResumable } from '../../execute/resumable-runs.ts';
import { priorTransformOf } from '../../inference/problem/prior-transform.ts';
import { outlineOf } from '../../io/checkpoint/courses.ts';
import { readCsv } from '../../io/text/csv.ts';
import { withPriorDraws } from '../../project/prior-draws.ts';
import { instantiate, resolveScenario } from '../../simulate/resolve.ts';
import { calibrateInputs } from '../calibrate/calibrate.ts';
import { finishedFitOf } from '../calibrate/finished-fit.ts';
import { type CalibrateOptions, planFit } from '../calibrate/fit-plan.ts';
import { runKeysOf } from '../run/run-keys.ts';
import { withoutNetworks } from '../run/without-networks.ts';
import type { OriginRuns } from './forecasts.ts';
import { BACKTEST_DESIGN, type BacktestOptions } from './options.ts';
import type { Origin } from './origins.ts';

/** The folder and the threads are chosen. */
type Chosen = BacktestOptions & { folder: string; threads: number };

/** Where the fit from an origin is written: a folder of `calibrate`, beside that of the backtest. @param theory '' the scenario's own */
const fitFolderOf = (folder: string, { date }: Origin, theory: string) =>
  [folder, date, theory].filter(Boolean).join('-');

/**
 * The posterior from an origin, fitted to what was known then; with `resume` a finished fit of the same inputs is taken as it is.
 * @param known the inputs without all later figures
 * @param theory under which they are, '' the scenario's own @param called how messages name it
 */
export async function fitAt(
  known: Inputs,
  origin: Origin,
  options: Chosen,
  theory = '',
  called = theory,
): Promise<PosteriorDraws> {
  const { method, parameters, budget, agents, seed, threads, executor, backend, resume, force } = options;
  const { onStep, onNote, onProgress, signal, reporter } = options;
  const folder = fitFolderOf(options.folder, origin, theory);
  const what = `the fit${called && ` of \`${called}\``} to what was known on ${origin.date}`;
  const asked: CalibrateOptions = {
    ...{ method, parameters, budget, agents, seed, threads, executor, backend, resume, force, folder },
    ...{ onNote, signal, reporter },
    onStep: text => onStep?.(`${what.replace('the ', '')}: ${text}`),
    onProgress: ({ runsDone, runs }) => onProgress?.({ weeksDone: runsDone, weeks: runs, runsDone, runs }),
  };
  const finished = resume ? finishedFitOf(known, asked) : undefined;
  if (finished) onNote?.(`${what} is there already`);
  else await naming(what, () => calibrateInputs(known, asked));
  const fitted = readDraws(join(folder, 'posterior.csv'), planFit(known, asked).question.parameters);
  return withPriorDraws(fitted, known.model.parameters);
}

/** What a fit refuses, with which fit it was. */
async function naming<T>(what: string, make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    throw new DiagnosticError(
      error.problems.map(one => (one.at ? { ...one, message: `${what}: ${one.message}` } : one)),
    );
  }
}

type FittedParameters = ReturnType<typeof planFit>['question']['parameters'];

/** Draws of a fit's folder as runs take them. */
function readDraws(path: string, parameters: FittedParameters): PosteriorDraws {
  const csv = readCsv(path);
  return {
    file: csv.file,
    // The fit's own manifest says what it was made from.
    sources: new Map(),
    names: parameters.map(({ name }) => name),
    values: csv.rows.map(({ cells }) => parameters.map(({ name }) => decimal(cells[name]))),
    priorSd: parameters.map(one => priorTransformOf(one).sd),
    weights: csv.rows.map(({ cells }) => decimal(cells.weight)),
  };
}

/**
 * Run a scenario on a posterior, and again where nobody knows anybody; all runs are kept on disk until the tables are written.
 * @param theory under which the inputs are, '' the scenario's own
 */
export async function runOrigin(
  inputs: Inputs,
  { date }: Origin,
  options: Chosen,
  theory = '',
): Promise<OriginRuns> {
  const { folder, threads, draws, seeds, backend = DEFAULT_BACKEND, onStep } = options;
  const { resume, onNote, executor, onProgress, signal } = options;
  const name = inputs.scenario.name;
  const keys = runKeysOf(inputs, { draws, seeds }, BACKTEST_DESIGN);
  const slots = Math.max(1, Math.min(threads, keys.length));
  onStep?.(`what comes after ${date}: making the people`);
  const resolved = resolveScenario(inputs);
  if (!options.force)
    refuseTooLarge(estimateResources(inputs, resolved, keys, slots, { held: 'outlines' }), folder);
  const { task, population } = instantiate(inputs, { backend, slots, resolved });
  const execute = async (one: Task, part: string): Promise<RunOutline[]> => {
    const kept = { folder, part, resume, onNote, executor, keep: outlineOf };
    return (await executeResumable(one, keys, kept, { threads, onProgress, signal })).results;
  };
  onStep?.(`what comes after ${date}${theory && `, by \`${theory}\``}`);
  const runs = await execute(task, [name, date, theory].filter(Boolean).join('@'));
  const other = options.skipNetworks ? undefined : withoutNetworks({ inputs, population }, resolved.model);
  if (!other) return { runs, alone: undefined };
  onStep?.(`what comes after ${date}, without networks`);
  const alone = instantiate(other.inputs, { backend, slots, population: other.population });
  return { runs, alone: await execute(alone.task, `${name}@${date}@alone`) };
}
