import { availableParallelism } from 'node:os';
import { type Diagnostic, joinWarnings } from '../../core/diagnostics.ts';
import { DEFAULT_BACKEND, type Inputs } from '../../engine/program/run-types.ts';
import { execute } from '../../execute/execute.ts';
import { estimateResources, refuseTooLarge } from '../../execute/limits.ts';
import { kept } from '../../execute/resumable-runs.ts';
import { judgeFit } from '../../inference/judgement.ts';
import { type FitRun, openFitLog } from '../../io/checkpoint/fit-log.ts';
import { type Fit, writeFit } from '../../io/fit/fit-outputs.ts';
import { checkFolder } from '../../io/folder/folder.ts';
import { aboutOf } from '../../io/folder/page-data.ts';
import { outputFolder } from '../../io/project/here.ts';
import { readInputs } from '../../io/project/inputs.ts';
import { inputsHash } from '../../io/project/inputs-bytes.ts';
import { instantiate, resolveScenario } from '../../simulate/resolve.ts';
import { HELD } from '../run/design-runs.ts';
import { asOf } from '../run/known-by.ts';
import { figuresOf } from '../run/printed-figures.ts';
import { type Settings, withSettings } from '../run/settings.ts';
import { type CalibrateOptions, type FitSeconds, planFit } from './fit-plan.ts';
import { doRound } from './fit-round.ts';

/** A fit with the place where it was written. */
export interface Calibration extends Fit {
  /** Of the inputs and the people; `warnings` are those of the fit itself. */
  inputWarnings: readonly Diagnostic[];
  folder: string;
  files: readonly string[];
  seconds: FitSeconds;
}

/** Fit the parameters of a scenario's model to the figures of its study; writes a folder as its last step. */
export async function calibrate(
  file: string,
  options: CalibrateOptions & FitInputs = {},
): Promise<Calibration> {
  options.onStep?.(`reading ${file}`);
  return calibrateInputs(fitInputs(file, options), options);
}

/** What is fitted in place of what the files say. */
export interface FitInputs {
  set?: Settings;
  /** Day from which on nothing is known: figures that had ended by then are fitted, held out or not. */
  until?: number;
}

/** Read what a fit is about. */
export function fitInputs(file: string, { set, until }: FitInputs): Inputs {
  const inputs = withSettings(readInputs(file, 'defaults'), set);
  return until === undefined
    ? inputs
    : asOf(inputs, figuresOf(resolveScenario(inputs), inputs.model.margins), until);
}

/** Where a fit is written. */
export function fitFolder({ scenario }: Inputs, { folder }: CalibrateOptions): string {
  return folder ?? outputFolder('calibrate', scenario.name);
}

/** As `calibrate`, for inputs that are already read. */
export async function calibrateInputs(given: Inputs, options: CalibrateOptions = {}): Promise<Calibration> {
  const { onStep, onProgress, signal, executor = execute, backend = DEFAULT_BACKEND } = options;
  const started = performance.now();
  const plan = planFit(given, options);
  const { inputs, question, targets, method, budget, identity } = plan;
  const { scenario } = inputs;
  let state = method.start(question, budget);
  const folder = checkFolder(fitFolder(inputs, options));
  const threads = options.threads ?? availableParallelism();
  onStep?.(`making the people of ${scenario.name}`);
  const slots = Math.max(1, threads);
  const held = Array.from({ length: HELD }, (_, k) => ({ scenario: scenario.name, replicate: k + 1 }));
  const known = resolveScenario(inputs);
  if (!options.force) refuseTooLarge(estimateResources(inputs, known, held, slots), folder);
  const { task, resolved, population } = instantiate(inputs, { backend, slots, resolved: known });
  const seconds = { people: (performance.now() - started) / 1000, runs: 0, inference: 0 };
  const log = openFitLog(
    folder,
    {
      inputs: inputsHash(inputs),
      method: method.name,
      budget,
      seed: scenario.seed,
      agents: task.layout.agents,
      parameters: question.parameters.map(({ name }) => name),
    },
    options,
  );
  const outcomes: FitRun[] = [];
  const fitting = { plan, task, log, outcomes, executor, threads, signal, onStep, onProgress, seconds };
  try {
    for (let round = 0; state.stage !== 'done'; round++) state = await doRound(fitting, state, round);
    const result = method.result(state);
    const fit: Fit = {
      inputs,
      question,
      leftOut: targets.leftOut,
      identity,
      method: method.name,
      budget,
      agents: task.layout.agents,
      outcomes,
      ...result,
      judgement: judgeFit(result),
    };
    const words = aboutOf([inputs], resolved.model, resolved.study);
    const inputWarnings = joinWarnings(plan.warnings, population.warnings);
    const page = { words, warnings: inputWarnings, reporter: options.reporter };
    const files = await writeFit(folder, fit, seconds, page);
    options.onWritten?.({ ...fit, folder });
    log.remove();
    return { ...fit, inputWarnings, folder, files, seconds };
  } catch (error) {
    const runs = log.leave();
    throw runs ? kept(error, `${runs} runs are done and kept`) : error;
  }
}
