import { type Diagnostic, joinWarnings } from '../../core/diagnostics.ts';
import {
  DEFAULT_BACKEND,
  type Frame,
  type Inputs,
  type RunKey,
  type RunResult,
} from '../../engine/program/run-types.ts';
import { execute } from '../../execute/execute.ts';
import type { Executor } from '../../execute/executor.ts';
import { estimateResources, type ResourceEstimate, refuseTooLarge } from '../../execute/limits.ts';
import type { Population } from '../../population/population.ts';
import { checkProduct, MAX } from '../../scenario/counts.ts';
import { instantiate, resolveScenario } from '../../simulate/resolve.ts';
import { HELD, type ManyRunsOptions, runPoints } from './design-runs.ts';
import { populationKey } from './population-parameters.ts';
import { byTheory } from './theory-runs.ts';

/** The runs of one point: values of levers, parameters or a seed. */
export interface PointRuns {
  /** Of its own where people, events or the seed differ; all that runs can have besides is in the keys. */
  inputs: Inputs;
  keys: readonly RunKey[];
  /** As errors name it. */
  label: string;
}

export interface PointsOptions extends ManyRunsOptions {
  threads: number;
  folder: string;
  /** Make do without runs that break. */
  allowMissing?: boolean;
  /** What the numbers of this many runs take besides. */
  besides?: (runs: number) => ResourceEstimate;
}

export interface PointsResult {
  /** [point][run]: the numbers that were kept; undefined: the run broke. */
  values: (readonly number[] | undefined)[][];
  /** [point]: what broke in its runs. */
  failures: (readonly Diagnostic[])[];
  /** The most that any point had. */
  agents: number;
  /** Of making people. */
  warnings: readonly Diagnostic[];
}

/** Takes some numbers of each run; its name tells logs apart. */
export interface Keep {
  name: string;
  of(frame: Frame, result: RunResult): readonly number[];
}

/**
 * Do the runs of many points. Points that differ in nothing but what a run can have of its own share one task; those of the same
 * people share them.
 */
export async function runAtPoints(
  given: readonly PointRuns[],
  keep: Keep,
  { folder, threads, backend = DEFAULT_BACKEND, besides, ...how }: PointsOptions,
): Promise<PointsResult> {
  const { onStep, onProgress, signal, resume, onNote, executor = execute, allowMissing } = how;
  const points = given.flatMap(({ inputs, keys, label }) =>
    byTheory(inputs, keys).map(part => ({ inputs: part.inputs, keys: part.keys, label })),
  );
  const all = points.reduce((sum, { keys }) => sum + keys.length, 0);
  checkProduct('the points and the runs of each', [given.length, all / given.length], MAX.points);
  const values: PointsResult['values'] = points.map(() => []);
  const failures: PointsResult['failures'] = points.map(() => []);
  let people: { key: string; population: Population } | undefined;
  let warnings: readonly Diagnostic[] = [];
  let [agents, done] = [0, 0];
  for (const own of tasksOf(points)) {
    const { inputs } = points[own[0]];
    const keys = own.flatMap(point => points[point].keys);
    const resolved = resolveScenario(inputs);
    const key = populationKey(inputs, resolved.model);
    if (people?.key !== key) onStep?.(`making the people of ${inputs.scenario.name}`);
    const slots = Math.max(1, Math.min(threads, keys.length));
    if (!how.force)
      refuseTooLarge(
        sum(estimateResources(inputs, resolved, keys.slice(0, HELD), slots), besides?.(all)),
        folder,
      );
    const population: Population | undefined = people?.key === key ? people.population : undefined;
    const made = instantiate(inputs, { backend, slots, resolved, population });
    people = { key, population: made.population };
    warnings = joinWarnings(warnings, made.population.warnings);
    agents = Math.max(agents, made.population.agents);
    const { frame } = made;
    const before = done;
    const labels = new Map(own.flatMap(point => points[point].keys.map(one => [one, point] as const)));
    const found = await runPoints(
      made.task,
      frame,
      keys,
      { name: keep.name, of: result => keep.of(frame, result) },
      { folder, part: `point-${own[0] + 1}` },
      {
        ...{ threads, signal, resume, onNote, allowMissing },
        executor: naming(executor, one => points[labels.get(one)!].label),
        onProgress: ({ weeksDone, runsDone }) =>
          onProgress?.({
            weeksDone: before * frame.weeks + weeksDone,
            weeks: all * frame.weeks,
            runsDone: before + runsDone,
            runs: all,
          }),
      },
    );
    done += keys.length;
    keys.forEach((one, k) => {
      values[labels.get(one)!].push(found.values[k]);
    });
    for (const { key: one, problems } of found.failures)
      failures[labels.get(one)!] = [...failures[labels.get(one)!], ...problems];
  }
  return { ...pooled(given, points, values, failures), agents, warnings };
}

/** Runs of the theories of a point, in the order in which they were asked for. */
function pooled(
  given: readonly PointRuns[],
  points: readonly PointRuns[],
  values: PointsResult['values'],
  failures: PointsResult['failures'],
): Pick<PointsResult, 'values' | 'failures'> {
  if (points.length === given.length) return { values, failures };
  const found = new Map(
    points.flatMap(({ keys }, point) => keys.map((key, k) => [key, { point, values: values[point][k] }])),
  );
  return {
    values: given.map(({ keys }) => keys.map(key => found.get(key)!.values)),
    failures: given.map(({ keys }) =>
      [...new Set(keys.map(key => found.get(key)!.point))].flatMap(point => failures[point]),
    ),
  };
}

/** Indices of points by task, in an order in which tasks of the same people are together. */
function tasksOf(points: readonly PointRuns[]): number[][] {
  const byPeople = Map.groupBy(points.keys(), k => {
    const { seed, parameters, personsPerAgent } = points[k].inputs.scenario;
    return JSON.stringify([seed, parameters, personsPerAgent]);
  });
  return [...byPeople.values()].flatMap(own => [
    ...Map.groupBy(own, k => {
      const { events, choose } = points[k].inputs.scenario;
      return JSON.stringify([events, choose]);
    }).values(),
  ]);
}

function sum(a: ResourceEstimate, b: ResourceEstimate | undefined): ResourceEstimate {
  if (!b) return a;
  return { memory: a.memory + b.memory, log: a.log + b.log, tables: a.tables + b.tables };
}

/** The same executor; what breaks names its point. */
const naming =
  (executor: Executor, label: (key: RunKey) => string): Executor =>
  (task, keys, options) =>
    executor(task, keys, {
      ...options,
      onFailure:
        options.onFailure &&
        ((index, problems, attempts) => {
          const named = problems.map(problem => ({
            ...problem,
            message: `point ${label(keys[index])}: ${problem.message}`,
          }));
          options.onFailure?.(index, named, attempts);
        }),
    });
