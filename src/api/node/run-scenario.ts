import { bandsOf, type Columns, columnsOf, type SeriesBand } from '../columns.ts';
import type { Project } from '../project.ts';
import type { Run } from '../run.ts';
import {
  type InlineScenario,
  type ResolvedScenario,
  resolveScenario,
  type ScenarioSettings,
} from '../scenario.ts';
import { type ExecutionOptions, stream } from './stream.ts';

/** What is run, and where. */
export type RunScenarioOptions = ScenarioSettings & ExecutionOptions;

/** All runs of a scenario, in memory. */
export interface ScenarioRuns {
  scenario: ResolvedScenario;
  /** In the order of their numbers. */
  runs: readonly Run[];
  /** The runs as one table, a row a run and week; see `columnsOf` of `rhizome-sim`. */
  columns(series?: readonly string[]): Columns;
  /** Bands over the runs, week by week; see `bandsOf` of `rhizome-sim`. */
  bands(series?: readonly string[]): Readonly<Record<string, SeriesBand>>;
}

/**
 * Run a scenario in threads; nothing is written. A run of the shipped model holds about a megabyte: for more runs than memory
 * holds, use `streamRuns` or `writeFolder`.
 *
 * @param scenario a name, a path, a YAML text or an object; see `resolveScenario` of `rhizome-sim`
 * @throws DiagnosticError with all that is wrong with the inputs, what broke in a run, or that it was stopped
 * @example
 * const { columns } = await runScenario(loadProject('.'), 'baseline', { draws: 100, seeds: 1 });
 * const { run, date, abroad } = columns(['abroad']);
 */
export async function runScenario(
  project: Project,
  scenario: string | InlineScenario,
  options: RunScenarioOptions = {},
): Promise<ScenarioRuns> {
  const resolved = resolveScenario(project, scenario, options);
  const runs: Run[] = [];
  for await (const run of streamResolved(resolved, options)) runs.push(run);
  return runsOf(resolved, runs);
}

/**
 * The runs of a scenario, each as soon as it is finished, in any order: nothing is held that was handed out. Leaving the loop
 * stops the runs that are left.
 *
 * @param scenario, options as for `runScenario`; or a scenario that is resolved
 * @example
 * for await (const run of streamRuns(project, 'baseline')) console.log(run.run, run.series.abroad.at(-1));
 */
export function streamRuns(
  project: Project,
  scenario: string | InlineScenario,
  options: RunScenarioOptions = {},
): AsyncGenerator<Run, void, void> {
  return streamResolved(resolveScenario(project, scenario, options), options);
}

const streamResolved = ({ inputs, resolved, runs }: ResolvedScenario, options: ExecutionOptions) =>
  stream({ inputs, resolved, keys: runs }, options);

export function runsOf(scenario: ResolvedScenario, found: readonly Run[]): ScenarioRuns {
  const runs = found.toSorted((a, b) => a.run - b.run);
  return {
    scenario,
    runs,
    columns: series => columnsOf(runs, series),
    bands: series => bandsOf(runs, series),
  };
}
