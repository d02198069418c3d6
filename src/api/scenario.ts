import { firstDay, isoDay } from '../core/calendar.ts';
import type { Diagnostic } from '../core/diagnostics.ts';
import type { Inputs, RunKey } from '../engine/program/run-types.ts';
import { readInputs } from '../project/read-inputs.ts';
import { withText } from '../project/with-text.ts';
import type { ScenarioFile } from '../scenario/schema.ts';
import * as internal from '../simulate/resolve.ts';
import { writeYaml } from '../text/write-yaml.ts';
import { type Overrides, withOverrides } from '../workflows/run/adjust-inputs.ts';
import { type Design, designOf, runKeysOf } from '../workflows/run/run-keys.ts';
import type { Project } from './project.ts';

/** What may be said instead of the scenario's files: the options of the command line. */
export interface ScenarioSettings extends Overrides {
  /** Name of a scenario that is given inline, as if it were `scenarios/NAME.yaml`; by default `inline`. */
  name?: string;
}

/** A scenario given inline: the keys of a scenario file (docs/reference/scenarios.md). With `extends`, only what differs. */
export type InlineScenario = ScenarioFile;

/** One series of numbers by week. */
export interface SeriesInfo {
  /** `metric`, or `metric:group=label`: the key of `Run.series`. */
  name: string;
  metric: string;
  /** `all`, or `group=label`. */
  group: string;
  /** `persons`: a number of persons; `share`: 0 to 1; `mean`: in `unit`. */
  measure: 'persons' | 'share' | 'mean';
  title: string;
  unit: string;
  /** What it counts, in a sentence. */
  text: string;
}

/** A scenario with everything it names, read, checked and typed: what will be run, but nobody is made yet. */
export interface ResolvedScenario {
  name: string;
  title: string;
  /** What it takes for granted. */
  assumes: string;
  /** Mondays of the weeks, `2022-02-21`; state is that at the end of the week. */
  dates: readonly string[];
  series: readonly SeriesInfo[];
  /** Labels of the places, in the order of the model's places.csv. */
  places: readonly string[];
  /** Runs as the scenario and the settings ask for them: replicates, or draws of a posterior x seeds. */
  runs: readonly RunKey[];
  /** Number of draws and of seeds of each; undefined: the parameters are the same in all runs. */
  design: Design | undefined;
  /** What of the inputs has no effect, or contradicts the rest. */
  warnings: readonly Diagnostic[];
  /** The inputs as read, and what the engine made of them. Their shapes may change with any version. */
  inputs: Inputs;
  resolved: internal.ResolvedScenario;
}

/**
 * Read a scenario of a project with all it names, and check everything against everything.
 *
 * @param scenario a name in `scenarios/` (`baseline`), a path from the project's folder, the text of a scenario file (YAML: it
 * has a line break), or its content as an object
 * @param settings in place of what the files say
 * @throws DiagnosticError with all that is wrong, each with its file, line and column
 * @example
 * const baseline = resolveScenario(project, 'baseline', { personsPerAgent: 1000, draws: 20 });
 * const longer = resolveScenario(project, {
 *   extends: 'baseline.yaml', title: 'Two more years', assumes: 'as before', until: '2026-11-17',
 * });
 */
export function resolveScenario(
  project: Project,
  scenario: string | InlineScenario,
  settings: ScenarioSettings = {},
): ResolvedScenario {
  return resolvedOf(inputsOf(project, scenario, settings), settings);
}

/** Inputs that are read, as users see them. */
export function resolvedOf(inputs: Inputs, settings: ScenarioSettings = {}): ResolvedScenario {
  const resolved = internal.resolveScenario(inputs);
  const { frame, model } = resolved;
  return {
    name: inputs.scenario.name,
    title: inputs.scenario.title,
    assumes: inputs.scenario.assumes,
    dates: Array.from({ length: frame.weeks }, (_, week) => isoDay(firstDay(frame, week))),
    series: frame.series.map(({ metric, group }): SeriesInfo => {
      const { measure, title, unit, text } = model.metrics.find(({ name }) => name === metric)!;
      return { name: seriesName(metric, group), metric, group, measure, title, unit, text };
    }),
    places: frame.places,
    runs: runKeysOf(inputs, settings),
    design: designOf(inputs, settings),
    warnings: resolved.warnings,
    inputs,
    resolved,
  };
}

/** A scenario as it is read, with what is set in place of the files. */
export const inputsOf = (
  project: Project,
  scenario: string | InlineScenario,
  settings: ScenarioSettings = {},
  outputs = false,
): Inputs => withOverrides(readScenario(project, scenario, settings), { ...settings, outputs });

export const seriesName = (metric: string, group: string): string =>
  group === 'all' ? metric : `${metric}:${group}`;

export function readScenario(
  { files, root }: Project,
  scenario: string | InlineScenario,
  { name = 'inline', parameters }: ScenarioSettings,
): Inputs {
  if (typeof scenario !== 'string' || scenario.includes('\n')) {
    const text = typeof scenario === 'string' ? scenario : writeYaml(scenario);
    const path = files.resolve(root, `scenarios/${name}.yaml`);
    return readInputs(withText(files, path, text), path, parameters);
  }
  const paths = [`scenarios/${scenario}.yaml`, `scenarios/${scenario}.yml`].map(path =>
    files.resolve(root, path),
  );
  const named = paths.find(files.exists);
  return readInputs(files, named ?? files.resolve(root, scenario), parameters);
}
