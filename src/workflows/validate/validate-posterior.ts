import { setImmediate } from 'node:timers/promises';
import type { RunOutline } from '../../engine/program/run-types.ts';
import { executeResumable } from '../../execute/resumable-runs.ts';
import { type Predictive, predictiveOf } from '../../inference/history-matching/check.ts';
import { outlineOf } from '../../io/checkpoint/courses.ts';
import { checkRows } from '../../io/fit/fit-outputs.ts';
import { instantiate, resolveScenario } from '../../simulate/resolve.ts';
import { type FitTargets, fitTargets } from '../calibrate/fit-targets.ts';
import { type Ensemble, type EnsembleOptions, type Runs, runInputs } from '../run/ensemble.ts';
import { loadInputs } from '../run/load-inputs.ts';
import type { Design } from '../run/run-keys.ts';
import { withoutNetworks } from '../run/without-networks.ts';
import type { Ground } from './baseline-forecasts.ts';
import { HOLDOUT, holdoutRows, PREDICTIVE, PROJECTIONS, projectionRows } from './projection-tables.ts';
import { type Projection, projectionsOf, type Score, scoresOf } from './projections.ts';

/** One seed a draw: an interval wants many draws, and each run brings chance of its own. */
const PREDICTIVE_DESIGN: Design = { draws: 40, seeds: 1 };

/** A posterior compared with what it was fitted to, and against what it wasn't. */
export interface PosteriorValidation extends Ensemble {
  /** One a target. */
  predictive: readonly Predictive[];
  leftOut: FitTargets['leftOut'];
  projections: readonly Projection[];
  scores: readonly Score[];
}

/**
 * Run a scenario on draws of its posterior, and again where nobody knows anybody. Nothing of this goes back into a fit: the
 * printed figures are read when all runs are done.
 */
export async function validatePosterior(
  file: string,
  options: EnsembleOptions = {},
): Promise<PosteriorValidation> {
  options.onStep?.(`reading ${file}`);
  const inputs = loadInputs(file, { ...options, parameters: 'posterior' });
  let judged: Omit<PosteriorValidation, keyof Ensemble> | undefined;
  const further = async (runs: Runs) => {
    const { study, frame, results } = runs;
    const { targets, summaries, leftOut } = targetsOf(runs);
    const points = results.map((result, id) => ({ id, round: 0, u: [], runs: [summaries(result)] }));
    const weights = results.map(() => 1 / results.length);
    const predictive = predictiveOf(targets, points, weights);
    const ground: Ground = { study, frame, results, alone: await runAlone(runs, options) };
    const [projections, scores] = [projectionsOf(ground), scoresOf(ground)];
    judged = { predictive, leftOut, projections, scores };
    return [
      { table: PREDICTIVE, rows: checkRows({ predictive, question: { targets } }) },
      { table: PROJECTIONS, rows: projectionRows(projections) },
      { table: HOLDOUT, rows: holdoutRows(scores) },
    ];
  };
  const ensemble = await runInputs(inputs, { usual: PREDICTIVE_DESIGN, ...options, further });
  return { ...ensemble, ...judged! };
}

function targetsOf({ inputs }: Runs): FitTargets {
  return fitTargets(resolveScenario(inputs), inputs.model, inputs.scenario.personsPerAgent);
}

/** The same runs in the world without networks; undefined when the model has none. */
async function runAlone(
  { inputs, model, population, task, results, threads, folder }: Runs,
  { onStep, onProgress, signal, resume }: EnsembleOptions,
): Promise<RunOutline[] | undefined> {
  const other = withoutNetworks({ inputs, population }, model);
  if (!other) return undefined;
  onStep?.('the same people without networks');
  await setImmediate();
  const keys = results.map(({ key }) => key);
  const { task: alone } = instantiate(other.inputs, {
    backend: task.backend,
    slots: Math.max(1, Math.min(threads, keys.length)),
    population: other.population,
  });
  const kept = { folder, part: `${inputs.scenario.name}@alone`, resume, keep: outlineOf };
  return (await executeResumable(alone, keys, kept, { threads, onProgress, signal })).results;
}
