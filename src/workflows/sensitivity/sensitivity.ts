import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { type Diagnostic, joinWarnings, throwDiagnostic } from '../../core/diagnostics.ts';
import { DEFAULT_BACKEND, type Inputs } from '../../engine/program/run-types.ts';
import { estimateResources, refuseTooLarge } from '../../execute/limits.ts';
import { checkFolder } from '../../io/folder/folder.ts';
import { outputFolder } from '../../io/project/here.ts';
import { personsOf } from '../../population/populate.ts';
import { checkProduct, MAX } from '../../scenario/counts.ts';
import { instantiate, resolveScenario } from '../../simulate/resolve.ts';
import { HELD, type ManyRunsOptions } from '../run/design-runs.ts';
import { adjust, loadInputs } from '../run/load-inputs.ts';
import { askFor, type Outcome } from '../run/outcomes.ts';
import { refuseSet, type Settings } from '../run/settings.ts';
import { stopwatch } from '../run/stopwatch.ts';
import { writeStudyFolder } from '../run/study-folder.ts';
import { chooseFactors, type Factor, type FactorChoice } from './factors.ts';
import { type Design, designFor, type Method, pointsOf } from './sensitivity-design.ts';
import { effectsOf, type OutcomeEffects, type PointRun, runDesign } from './sensitivity-effects.ts';
import { sensitivityTables } from './sensitivity-rows.ts';

/** Agents are few, runs many: an index is a difference between runs, and chance in it is shown by the dummy. */
const USUAL_AGENTS = 10_000;
/** Sobol needs about as many rows to know an index to 0.04. */
const USUAL_SAMPLES = 1024;
const USUAL_TRAJECTORIES = 10;
const USUAL_SEEDS = 2;

export interface SensitivityOptions extends FactorChoice, ManyRunsOptions {
  method?: Method;
  /** As `askFor` reads them. */
  outcomes?: readonly string[];
  trajectories?: number;
  /** Rows of Sobol's design, a power of two. */
  samples?: number;
  /** Runs at each point, the same seeds at each. */
  seeds?: number;
  /** Number of agents, in place of persons per agent. */
  agents?: number;
  personsPerAgent?: number;
  weeks?: number;
  seed?: string;
  /** Values in place of those that the files give. */
  set?: Settings;
}

export interface Sensitivity {
  inputs: Inputs;
  method: Method;
  factors: readonly Factor[];
  outcomes: readonly Outcome[];
  design: Design;
  runs: readonly PointRun[];
  found: readonly OutcomeEffects[];
  agents: number;
  seeds: number;
  warnings: readonly Diagnostic[];
  folder: string;
  files: readonly string[];
  seconds: { people: number; runs: number; files: number };
}

/** Which parameters of a scenario move which outcomes, over their priors; writes a folder of tables. */
export async function sensitivity(file: string, options: SensitivityOptions = {}): Promise<Sensitivity> {
  const { method = 'morris', seeds = USUAL_SEEDS, threads = availableParallelism(), onStep } = options;
  onStep?.(`reading ${file}`);
  const clock = stopwatch();
  const { weeks, seed, set, personsPerAgent } = options;
  // Over the priors: what a calibration knows doesn't enter.
  const read = sized(
    loadInputs(file, { weeks, seed, set, personsPerAgent, parameters: 'defaults' }),
    options,
  );
  const { inputs, resolved, outcomes } = askFor(read, options.outcomes ?? []);
  const { scenario } = inputs;
  const folder = options.folder ?? outputFolder('sensitivity', scenario.name);
  checkFolder(folder);
  const factors = chooseFactors(inputs, resolved.model, options);
  const names = factors.map(({ parameter }) => parameter.name);
  refuseSet(inputs, names);
  const size = sizeOf(method, options);
  const points = pointsOf(method, names.length);
  checkProduct('this design and its seeds', [size, points, seeds], MAX.points);
  const design = designFor(method, names, size, scenario.seed);

  onStep?.(`making the people of ${scenario.name}`);
  const slots = Math.max(1, Math.min(threads, design.points.length * seeds));
  const held = Array.from({ length: HELD }, (_, k) => ({ scenario: scenario.name, replicate: k + 1 }));
  if (!options.force) refuseTooLarge(estimateResources(inputs, resolved, held, slots), folder);
  const { task, population } = instantiate(inputs, { backend: options.backend ?? DEFAULT_BACKEND, slots });
  const warnings = joinWarnings(resolveScenario(read).warnings, population.warnings);
  const people = clock();
  // Making people keeps this thread busy: let a signal that came meanwhile be heard.
  await setImmediate();
  const { resume, onNote, executor, onProgress, signal } = options;
  const how = { resume, onNote, executor, onProgress, signal, threads, seeds };
  const log = { folder, part: scenario.name };
  const runs = await runDesign(task, resolved, design, factors, outcomes, log, how);
  const found = effectsOf(design, outcomes, runs, scenario.seed);
  const took = { people, runs: clock() };

  onStep?.('writing');
  const { name, title } = scenario;
  const asked = { ...scenario, name: `sensitivity-${name}`, title: `What moves the outcomes: ${title}` };
  const tables = sensitivityTables({ design, factors, outcomes, runs, found });
  const files = await writeStudyFolder(
    folder,
    { ...options, read, scenario: asked, inputs, resolved, warnings, seconds: took },
    async to => {
      for (const { table, rows } of tables) await to.table(table, rows);
    },
  );
  const { agents } = population;
  const seconds = { ...took, files: clock() };
  return {
    inputs,
    method,
    factors,
    outcomes,
    design,
    runs,
    found,
    agents,
    seeds,
    warnings,
    folder,
    files,
    seconds,
  };
}

/** As many agents as were asked for; by default no more than are usual. */
function sized(inputs: Inputs, { agents, personsPerAgent }: SensitivityOptions): Inputs {
  if (agents === undefined && personsPerAgent !== undefined) return inputs;
  const persons = personsOf(resolveScenario(inputs).model, inputs.model.population);
  const wanted = persons / (agents ?? USUAL_AGENTS);
  const scale = agents === undefined ? Math.max(inputs.scenario.personsPerAgent, wanted) : wanted;
  return adjust(inputs, { personsPerAgent: scale });
}

function sizeOf(method: Method, { trajectories, samples }: SensitivityOptions): number {
  if (method === 'morris') return trajectories ?? USUAL_TRAJECTORIES;
  const size = samples ?? USUAL_SAMPLES;
  if (size >= 2 && (size & (size - 1)) === 0) return size;
  return throwDiagnostic({
    kind: 'value',
    message: `--samples can't be ${size}`,
    expected: 'a power of two, such as 256 or 1024',
  });
}
