import { type Diagnostic, joinWarnings, throwDiagnostic } from '../../core/diagnostics.ts';
import type { BackendName, Inputs } from '../../engine/program/run-types.ts';
import type { Executor } from '../../execute/executor.ts';
import { type FitMethod, METHODS, type MethodName } from '../../inference/fit.ts';
import { FITTED_UNSEEN, type InferenceProblem } from '../../inference/problem/problem.ts';
import type { Fit } from '../../io/fit/fit-outputs.ts';
import type { Reporter } from '../../io/folder/report.ts';
import { personsOf } from '../../population/populate.ts';
import { fitIdentity } from '../../project/fit-identity.ts';
import { resolveScenario } from '../../simulate/resolve.ts';
import { adjust } from '../run/adjust-inputs.ts';
import { checkPriors } from '../run/check-priors.ts';
import { refuseSet, type Settings } from '../run/settings.ts';
import { fitParameters } from './fit-parameters.ts';
import { type FitTargets, fitTargets, withoutHoldout } from './fit-targets.ts';

/** How a model is fitted. */
export interface FitOptions {
  /**
   * `waves` (emulators, a likelihood and checks; the default up to 30 parameters), `ensemble` (all members move towards the figures; the default of more),
   * or `abc-smc`, which needs many more runs.
   */
  method?: MethodName;
  /** Names: all of them are fitted. By default those with `fit` yes in parameters.csv; of more than 30 those that the figures tell. */
  parameters?: readonly string[];
  /** Values in place of those that the files give. */
  set?: Settings;
  /** Runs; by default what the method wants for this number of parameters. */
  budget?: number;
  /** Agents of a run; by default 10 000. */
  agents?: number;
  seed?: string;
  backend?: BackendName;
}

/** How a fit is done and where its results go. */
export interface CalibrateOptions extends FitOptions {
  threads?: number;
  /** Who does the runs; by default threads of this machine. */
  executor?: Executor;
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
  /** The folder is written; its runs are forgotten after this. */
  onWritten?: (fit: Fit & { folder: string }) => void;
}

/** How far a fit has come. */
interface FitProgress {
  round: number;
  runsDone: number;
  /** As far as it is known now: a method may end early or go on for a further check. */
  runs: number;
  /** Smallest sum of squared errors of a run so far, over the number of targets. */
  bestMisfit: number;
}

/** Where the time of a fit went. */
export type FitSeconds = Record<'people' | 'runs' | 'inference', number>;

/** As many as resolve shares of a few per cent among those abroad, and no more: a fit makes thousands of runs. */
const AGENTS = 10_000;

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

/** Works out what is fitted. Throws a DiagnosticError where the fit can't begin. */
export function planFit(given: Inputs, options: CalibrateOptions = {}): FitPlan {
  const seen = adjust(withoutHoldout({ ...given, posterior: undefined }), { seed: options.seed });
  const whole = resolveScenario(seen);
  const priors = checkPriors(given.model.parameters);
  const persons = personsOf(whole.model, seen.model.population);
  const personsPerAgent = persons / (options.agents ?? AGENTS);
  const kept = options.method === undefined || METHODS[options.method].keepsPriors;
  const parameters = fitParameters(seen, whole.model, { names: options.parameters, kept });
  const free = parameters.filter(({ priorOnly }) => !priorOnly).length;
  const method = METHODS[options.method ?? (free > FITTED_UNSEEN ? 'ensemble' : 'waves')];
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
  const question = {
    parameters,
    targets: targets.targets,
    seed: inputs.scenario.seed,
    ...(options.parameters && { fitAll: true }),
  };
  const budget = options.budget ?? method.budget(free, parameters.length - free);
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
