import type { Population } from '../../population/population.ts';
import { compareInputs } from '../../workflows/compare/compare-inputs.ts';
import { populationKey } from '../../workflows/run/population-parameters.ts';
import { type CompareOptions, compareRuns, type SeriesDifference } from '../compare.ts';
import type { Project } from '../project.ts';
import type { Run } from '../run.ts';
import { type InlineScenario, inputsOf, resolvedOf } from '../scenario.ts';
import { type RunScenarioOptions, runsOf, type ScenarioRuns } from './run-scenario.ts';
import { stream } from './stream.ts';

/** Scenarios on the same draws and seeds. */
export interface Comparison {
  base: ScenarioRuns;
  /** By scenario after the first. */
  others: readonly (ScenarioRuns & {
    /** This scenario less the base; see `compareRuns` of `rhizome-sim`. */
    differences(options?: CompareOptions): SeriesDifference[];
  })[];
}

/**
 * Run a scenario and others on the same draws of parameters and the same chance: all take the first one's seed, persons per agent,
 * number of runs and groups, and end where the shortest does. Scenarios that make the same people share them. Nothing is written.
 *
 * @throws DiagnosticError as `runScenario`; and where the scenarios are of different models or studies
 * @example
 * const { others: [ban] } = await compare(project, 'baseline', ['exit-ban'], { draws: 20 });
 * ban.differences({ series: ['abroad'] }).at(-1)?.mean;
 */
export async function compare(
  project: Project,
  base: string | InlineScenario,
  others: readonly (string | InlineScenario)[],
  options: RunScenarioOptions = {},
): Promise<Comparison> {
  const scenarios = [base, ...others];
  const all = compareInputs(
    scenarios.map((_, k) => String(k)),
    options,
    (k, overrides) => inputsOf(project, scenarios[Number(k)], overrides),
  );
  const people = new Map<string, Population>();
  const done: ScenarioRuns[] = [];
  for (const { inputs } of all) {
    const scenario = resolvedOf(inputs, options);
    const key = populationKey(inputs, scenario.resolved.model);
    const work = {
      inputs,
      resolved: scenario.resolved,
      keys: scenario.runs,
      population: people.get(key),
      onPopulation: (made: Population) => people.set(key, made),
    };
    const runs: Run[] = [];
    for await (const run of stream(work, options)) runs.push(run);
    done.push(runsOf(scenario, runs));
  }
  const [first, ...rest] = done;
  return {
    base: first,
    others: rest.map(one => ({
      ...one,
      differences: asked => compareRuns(first.runs, one.runs, asked),
    })),
  };
}
