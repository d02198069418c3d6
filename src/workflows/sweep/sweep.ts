import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { type Diagnostic, joinWarnings } from '../../core/diagnostics.ts';
import { type Document, valuePosition } from '../../core/located-document.ts';
import type { Frame, Inputs, RunKey, RunResult } from '../../engine/program/run-types.ts';
import { estimateResources, refuseTooLarge } from '../../execute/limits.ts';
import { finishRuns } from '../../execute/resumable-runs.ts';
import { checkFolder } from '../../io/folder/folder.ts';
import { aboutOf } from '../../io/folder/page-data.ts';
import { writeFolder } from '../../io/folder/write-folder.ts';
import { openSweep } from '../../io/project/read-sweep.ts';
import type { Population } from '../../population/population.ts';
import { checkProduct, MAX } from '../../scenario/counts.ts';
import type { Sweep } from '../../scenario/sweep.ts';
import { instantiate, resolveScenario } from '../../simulate/resolve.ts';
import { stopwatch } from '../profile/stopwatch.ts';
import { HELD, type ManyRunsOptions, runPoints } from '../run/design-runs.ts';
import { DEFAULT_BACKEND } from '../run/ensemble.ts';
import { adjust, loadInputs, type Overrides } from '../run/load-inputs.ts';
import { askFor, type Outcome, valuesOf } from '../run/outcomes.ts';
import { populationKey } from '../run/population-parameters.ts';
import { type Design, runKeysOf } from '../run/run-keys.ts';
import { refuseSet, settingName } from '../run/settings.ts';
import { checkLevers } from './sweep-check.ts';
import { type Point, type PointInputs, pointsOf, setLevers } from './sweep-points.ts';
import { sweepTables } from './sweep-rows.ts';

/** Runs at a point where the file says nothing: on a posterior, and without one. */
const USUAL: Design = { draws: 10, seeds: 1 };
const USUAL_SEEDS = 4;

export interface SweepOptions
  extends Pick<Overrides, 'seed' | 'parameters' | 'set' | 'weeks' | 'personsPerAgent'>,
    ManyRunsOptions {}

/** One run of a point as far as it is kept. */
export interface SweepRun {
  point: number;
  replicate: number;
  draw: number | undefined;
  /** By outcome. */
  values: number[];
}

export interface SweepResult {
  sweep: Sweep;
  inputs: Inputs;
  points: readonly Point[];
  outcomes: readonly Outcome[];
  runs: readonly SweepRun[];
  agents: number;
  /** Of the inputs at all points. */
  warnings: readonly Diagnostic[];
  folder: string;
  files: readonly string[];
  seconds: { runs: number; files: number };
}

/** Run a scenario at every point of a sweep file, with the same draws and seeds at each; writes a folder of tables. */
export async function runSweep(file: string, options: SweepOptions = {}): Promise<SweepResult> {
  const { onStep, threads = availableParallelism() } = options;
  onStep?.(`reading ${file}`);
  const clock = stopwatch();
  const { sweep, document, scenario: path } = openSweep(file);
  const { seed, parameters, set, weeks, personsPerAgent = sweep.personsPerAgent } = options;
  const read = loadInputs(path, { seed, parameters, set, weeks, personsPerAgent });
  const { inputs, resolved, outcomes } = askFor(withSeeds(read, sweep), sweep.outcomes);
  checkLevers(inputs.scenario, resolved.model, sweep.levers);
  refuseSet(inputs, sweep.levers.map(settingName));
  const name = basename(file).replace(/\.ya?ml$/, '');
  const folder = options.folder ?? join('output', 'sweep', name);
  checkFolder(folder);
  const points = pointsOf(sweep, inputs.scenario.seed);
  const atPoints = points.map(point => setLevers(inputs, resolved.model, sweep.levers, point));
  const { runs, agents, people } = await runAll(atPoints, sweep, outcomes, { ...options, threads, folder });
  const warnings = joinWarnings(unusedPoints(sweep, document), resolveScenario(read).warnings, people);
  const took = { runs: clock() };

  onStep?.('writing');
  const { sources, assumes } = read.scenario;
  const hashes = [
    ...(sources ?? []),
    ...(document.sha256 ? [[document.file, document.sha256] as const] : []),
  ];
  const asked = { ...inputs.scenario, name, title: sweep.title, assumes, sources: new Map(hashes) };
  const tables = sweepTables({ sweep, points, outcomes, runs });
  const files = await finishRuns(
    folder,
    () =>
      writeFolder(
        folder,
        {
          inputs: { ...read, scenario: asked },
          metrics: resolved.model.metrics,
          words: aboutOf([inputs], resolved.model, resolved.study),
          reporter: options.reporter,
          warnings,
          seconds: took,
        },
        async to => {
          for (const { table, rows } of tables) await to.table(table, rows);
        },
      ),
    options.onNote,
  );
  return {
    sweep,
    inputs,
    points,
    outcomes,
    runs,
    agents,
    warnings,
    folder,
    files,
    seconds: { ...took, files: clock() },
  };
}

/** A grid has as many points as its levers have values, where each says them all. */
function unusedPoints({ design, points, levers }: Sweep, document: Document): Diagnostic[] {
  if (design !== 'grid' || points === undefined || levers.some(({ values }) => 'low' in values)) return [];
  return [
    {
      kind: 'conflict',
      message: '`points` has no effect: every lever of the grid has `values`',
      at: valuePosition(document, ['points']),
    },
  ];
}

/** Without a posterior, a point's runs are replicates. */
function withSeeds(inputs: Inputs, { draws, seeds = USUAL_SEEDS }: Sweep): Inputs {
  return inputs.posterior ? inputs : adjust(inputs, { draws, replicates: seeds });
}

/** Points that differ in nothing but what a run can have of its own share one task; people are made once where they can. */
async function runAll(
  set: readonly PointInputs[],
  { draws, seeds }: Sweep,
  outcomes: readonly Outcome[],
  { folder, backend = DEFAULT_BACKEND, ...how }: SweepOptions & { threads: number; folder: string },
): Promise<{ runs: SweepRun[]; agents: number; people: readonly Diagnostic[] }> {
  const { onStep, onProgress, signal, threads, resume, onNote, executor } = how;
  const groups = Map.groupBy(set.keys(), k => {
    const { events, parameters } = set[k].inputs.scenario;
    return JSON.stringify([events, parameters]);
  });
  const made = new Map<string, Population>();
  const runs: SweepRun[] = [];
  let agents = 0;
  const asked = set[0].inputs.posterior ? { draws, seeds } : {};
  const each = runKeysOf(set[0].inputs, asked, USUAL).length;
  checkProduct('the points and the runs of each', [set.length, each], MAX.points);
  for (const points of groups.values()) {
    const { inputs } = set[points[0]];
    const keys = points.flatMap(point =>
      runKeysOf(inputs, asked, USUAL).map(
        (key): RunKey => ({ ...key, parameters: { ...key.parameters, ...set[point].parameters } }),
      ),
    );
    const known = resolveScenario(inputs);
    const key = populationKey(inputs, known.model);
    if (!made.has(key)) onStep?.(`making the people of ${inputs.scenario.name}`);
    const slots = Math.max(1, Math.min(threads, keys.length));
    if (!how.force) refuseTooLarge(estimateResources(inputs, known, keys.slice(0, HELD), slots), folder);
    const { task, frame, population } = instantiate(inputs, {
      backend,
      slots,
      resolved: known,
      population: made.get(key),
    });
    made.set(key, population);
    agents = Math.max(agents, population.agents);
    const done = runs.length;
    const log = { folder, part: `point-${points[0] + 1}` };
    const values = await runPoints(task, frame, keys, keepOutcomes(outcomes, frame), log, {
      threads,
      signal,
      resume,
      onNote,
      executor,
      onProgress: ({ weeksDone, runsDone }) =>
        onProgress?.({
          weeksDone: done * frame.weeks + weeksDone,
          weeks: set.length * each * frame.weeks,
          runsDone: done + runsDone,
          runs: set.length * each,
        }),
    });
    keys.forEach(({ replicate, draw }, k) => {
      runs.push({ point: points[Math.floor(k / each)], replicate, draw, values: values[k] });
    });
  }
  const people = joinWarnings(...[...made.values()].map(({ warnings }) => warnings));
  return { runs: runs.sort((a, b) => a.point - b.point || a.replicate - b.replicate), agents, people };
}

const keepOutcomes = (outcomes: readonly Outcome[], frame: Frame) => ({
  name: JSON.stringify(outcomes),
  of: (result: RunResult) => valuesOf(outcomes, frame, result),
});
