import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Diagnostic, joinWarnings, throwDiagnostic } from '../../core/diagnostics.ts';
import type { BackendName, Inputs } from '../../engine/program/run-types.ts';
import { execute } from '../../execute/execute.ts';
import type { Executor } from '../../execute/executor.ts';
import { estimateResources, refuseTooLarge } from '../../execute/limits.ts';
import { kept } from '../../execute/resumable-runs.ts';
import { type FitMethod, METHODS, type MethodName } from '../../inference/fit.ts';
import { judgeFit } from '../../inference/judgement.ts';
import type { InferenceProblem } from '../../inference/problem/problem.ts';
import { type FitRun, openFitLog } from '../../io/checkpoint/fit-log.ts';
import { type Fit, writeFit } from '../../io/fit/fit-outputs.ts';
import { checkFolder } from '../../io/folder/folder.ts';
import { aboutOf } from '../../io/folder/page-data.ts';
import type { Reporter } from '../../io/folder/report.ts';
import { readInputs } from '../../io/project/inputs.ts';
import { inputsHash } from '../../io/project/inputs-bytes.ts';
import { personsOf } from '../../population/populate.ts';
import { fitIdentity } from '../../project/fit-identity.ts';
import { instantiate, resolveScenario } from '../../simulate/resolve.ts';
import { checkPriors } from '../run/check-priors.ts';
import { HELD } from '../run/design-runs.ts';
import { DEFAULT_BACKEND } from '../run/ensemble.ts';
import { adjust } from '../run/load-inputs.ts';
import { refuseSet, type Settings, withSettings } from '../run/settings.ts';
import { fitParameters } from './fit-parameters.ts';
import { doRound } from './fit-round.ts';
import { type FitTargets, fitTargets, withoutHoldout } from './fit-targets.ts';

export interface CalibrateOptions {
  method?: MethodName;
  /** Names; by default all with `fit` yes. */
  parameters?: readonly string[];
  /** Values in place of those that the files give. */
  set?: Settings;
  /** Runs; by default what the method wants for so many parameters. */
  budget?: number;
  /** Agents of a run; by default 10 000. */
  agents?: number;
  seed?: string;
  threads?: number;
  /** Who does the runs; by default threads of this machine. */
  executor?: Executor;
  backend?: BackendName;
  /** By default output/calibrate/<scenario>. */
  folder?: string;
  /** Go on where an earlier call was stopped. */
  resume?: boolean;
  /** Begin even what seems to need more memory or disk than there is. */
  force?: boolean;
  onStep?: (text: string) => void;
  /** Something the user should know, in one line. */
  onNote?: (text: string) => void;
  onProgress?: (progress: FitProgress) => void;
  signal?: AbortSignal;
  /** Writes the page of the folder; without it, none. */
  reporter?: Reporter;
  /** The folder stands; its runs are forgotten after this. */
  onWritten?: (fit: Fit & { folder: string }) => void;
}

/** How far a fit has come. */
export interface FitProgress {
  round: number;
  runsDone: number;
  /** As far as it is known now: a method may end early or go on for a further check. */
  runs: number;
  /** Smallest sum of squared errors of a run so far, over the number of targets. */
  bestMisfit: number;
}

/** A fit with the place where it was written. */
export interface Calibration extends Fit {
  /** Of the inputs and the people; `warnings` are those of the fit itself. */
  inputWarnings: readonly Diagnostic[];
  folder: string;
  files: readonly string[];
  seconds: Record<'people' | 'runs' | 'inference', number>;
}

/** As many as resolve shares of a few per cent among those abroad, and no more: a fit makes thousands of runs. */
const AGENTS = 10_000;

/** Fit the parameters of a scenario's model to the figures of its study; writes a folder as its last step. */
export async function calibrate(file: string, options: CalibrateOptions = {}): Promise<Calibration> {
  options.onStep?.(`reading ${file}`);
  return calibrateInputs(withSettings(readInputs(file, 'defaults'), options.set), options);
}

/** Where a fit is written. */
export function fitFolder({ scenario }: Inputs, { folder }: CalibrateOptions): string {
  return folder ?? join('output', 'calibrate', scenario.name);
}

/** What a fit is about, before anything is run. */
export interface FitPlan {
  inputs: Inputs;
  question: InferenceProblem;
  targets: FitTargets;
  method: FitMethod;
  budget: number;
  /** What a fit belongs to: logs of others are refused. */
  identity: string;
  /** Of the inputs as they were given, rows held out among them. */
  warnings: readonly Diagnostic[];
}

/** Understand what is to be fitted. Throws a DiagnosticError where the fit can't begin. */
export function planFit(given: Inputs, options: CalibrateOptions = {}): FitPlan {
  const seen = adjust(withoutHoldout({ ...given, posterior: undefined }), { seed: options.seed });
  const whole = resolveScenario(seen);
  const priors = checkPriors(given.model.parameters);
  const persons = personsOf(whole.model, seen.model.population);
  const personsPerAgent = persons / (options.agents ?? AGENTS);
  const parameters = fitParameters(seen, whole.model, options.parameters);
  refuseSet(
    seen,
    parameters.map(({ name }) => name),
  );
  const targetsOf = (weeks: number) => {
    const resolved = weeks === whole.frame.weeks ? whole : resolveScenario(adjust(seen, { weeks }));
    return fitTargets(resolved, seen.model, personsPerAgent);
  };
  const first = targetsOf(whole.frame.weeks);
  if (first.targets.length === 0) failWithoutTargets(first);
  const { weeks } = first;
  const inputs = adjust({ ...seen, scenario: { ...seen.scenario, groups: [] } }, { personsPerAgent, weeks });
  const targets = targetsOf(weeks);
  const question = { parameters, targets: targets.targets, seed: inputs.scenario.seed };
  const method = METHODS[options.method ?? 'waves'];
  const budget = options.budget ?? method.budget(parameters.length);
  return {
    inputs,
    question,
    targets,
    method,
    budget,
    identity: fitIdentity(
      inputs,
      parameters.map(({ name }) => name),
    ),
    warnings: joinWarnings(priors, whole.warnings),
  };
}

function failWithoutTargets({ leftOut }: FitTargets): never {
  return throwDiagnostic({
    kind: 'shape',
    message: 'there is no figure to fit to',
    found: leftOut.map(({ row, reason }) => `${row}: ${reason}`).join('; ') || 'no row with `use` calibrate',
    expected: 'at least one row with `use` calibrate that the model can answer',
  });
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
