import { type Diagnostic, didYouMean, throwDiagnostic } from '../core/diagnostics.ts';
import type { BackendName, RunKey } from '../engine/program/run-types.ts';
import { type Instance, instantiateOnce } from '../simulate/resolve.ts';
import { openTask, type Runner } from '../simulate/simulate.ts';
import { populationParameters } from '../workflows/run/population-parameters.ts';
import { type Run, runOf } from './run.ts';
import type { ResolvedScenario } from './scenario.ts';

/** A scenario with its people made and its rules compiled: does one run after the other in this thread. */
export interface Task {
  scenario: ResolvedScenario;
  /** Each represents `personsPerAgent` persons. */
  agents: number;
  personsPerAgent: number;
  /** Of the scenario, and of the people made from it. */
  warnings: readonly Diagnostic[];
  instance: Instance;
  runner: Runner;
}

/** How rules are compiled. */
export interface TaskOptions {
  /** `wasm` (WebAssembly with SIMD; the default) or `js`, which is slower and gives the same bits, and which strict pages refuse. */
  backend?: BackendName;
}

/** What one run does otherwise than the scenario's runs. */
export interface SimulateOptions {
  /** Values by name of the model's parameters, in place of those that the run would have. */
  parameters?: Readonly<Record<string, number>>;
  /** Called after each week, with its index from 0. */
  onWeek?: (week: number) => void;
}

/** Make the people of a scenario, once for all its runs, and compile its rules. Takes from some milliseconds to some seconds. */
export function createTask(scenario: ResolvedScenario, { backend = 'wasm' }: TaskOptions = {}): Task {
  const { inputs, resolved } = scenario;
  const instance = instantiateOnce(inputs, { backend, slots: 1, resolved });
  const { population, task, warnings } = instance;
  return {
    scenario,
    agents: population.agents,
    personsPerAgent: inputs.scenario.personsPerAgent,
    warnings,
    instance,
    runner: openTask(task),
  };
}

/**
 * Do one run, in this thread, to its end.
 *
 * @param run number of the run among `scenario.runs`, from 1. Without a posterior there is no last one: number k is the same
 * run whoever asks for it.
 * @throws DiagnosticError when there is no such run, a parameter can't have its value, or the run breaks
 * @example
 * const { series, dates, stateHash } = simulate(task, 1);
 * series.abroad[dates.length - 1]; // persons abroad at the end
 */
export function simulate(task: Task, run = 1, { parameters, onWeek }: SimulateOptions = {}): Run {
  const key = keyOf(task, run);
  if (parameters) refuseValues(task, parameters);
  const values = parameters ? { ...key.parameters, ...parameters } : key.parameters;
  const result = task.runner.run({ ...key, parameters: values }, 0, { onWeek })!;
  return runOf(task.instance.frame, result);
}

/** All runs of the scenario, one after the other; the next one begins when it is asked for. */
export function* simulateAll(task: Task): Generator<Run> {
  for (const { replicate } of task.scenario.runs) yield simulate(task, replicate);
}

function keyOf({ scenario: { runs, inputs, name } }: Task, run: number): RunKey {
  const known = runs[run - 1];
  if (known) return known;
  if (!inputs.posterior && Number.isInteger(run) && run > 0) return { scenario: name, replicate: run };
  return throwDiagnostic({
    kind: 'value',
    message: `there is no run ${run}`,
    expected: inputs.posterior ? `1 to ${runs.length}` : 'a whole number from 1',
  });
}

function refuseValues({ scenario }: Task, values: Readonly<Record<string, number>>): void {
  const { model } = scenario.resolved;
  const people = populationParameters(scenario.inputs, model);
  for (const [name, value] of Object.entries(values)) {
    const known = model.parameters.find(one => one.name === name);
    if (!known)
      throwDiagnostic({
        kind: 'unknown',
        message: `unknown parameter \`${name}\``,
        hint: didYouMean(
          name,
          model.parameters.map(one => one.name),
        ),
      });
    if (people.has(name))
      throwDiagnostic({
        kind: 'conflict',
        message: `people and ties are made by \`${name}\`, so a run can't change it`,
        hint: 'say it in the settings of `resolveScenario`: set: { ... }',
      });
    const { low = -Infinity, high = Infinity } = known!;
    if (!(value >= low && value <= high))
      throwDiagnostic({
        kind: 'value',
        message: `\`${name}\` lies outside its range`,
        found: String(value),
        expected: `${low} to ${high}`,
      });
  }
}
