import { setImmediate } from 'node:timers/promises';
import type { RunResult, Task } from '../../engine/program/run-types.ts';
import { executeResumable } from '../../execute/resumable-runs.ts';
import { termKey } from '../../observe/patterns/formula.ts';
import { type Intervention, interventionsKey } from '../../observe/patterns/interventions.ts';
import type { TermPlan } from '../../observe/patterns/terms.ts';
import { instantiate } from '../../simulate/resolve.ts';
import type { EnsembleOptions, Runs } from '../run/ensemble.ts';
import { adjust } from '../run/load-inputs.ts';
import { apart, samePeople, switched } from './pattern-scenarios.ts';
import type { Counterfactual } from './patterns.ts';

/** A world's statistics: by key, their values by replicate. */
export type ByTerm = ReadonlyMap<string, readonly number[]>;

/** Worlds that differ in parameters only: one program and one memory serve them all. */
interface Group {
  rest: readonly Intervention[];
  members: Member[];
}

interface Member {
  world: Counterfactual;
  parameters: Readonly<Record<string, number>>;
  weeks: number;
}

/**
 * Run worlds besides the scenario, each replicate with the scenario's draws and only as long as its statistics look. Their runs
 * are kept beside those of the scenario until its folder is written.
 * @param plan by key of a statistic, in the weeks of the scenario
 * @returns by key of the world
 */
export async function runCounterfactuals(
  runs: Runs,
  worlds: readonly Counterfactual[],
  plan: ReadonlyMap<string, TermPlan>,
  { onStep, onProgress, signal, resume, executor }: EnsembleOptions,
): Promise<Map<string, ByTerm>> {
  const { results, threads, folder, inputs } = runs;
  const values = new Map<string, ByTerm>();
  const all = worlds.length * results.length;
  let before = 0;
  for (const [k, group] of groupWorlds(runs, worlds, plan).entries()) {
    onStep?.(`other worlds: ${group.members.map(({ world }) => world.key).join('; ')}`);
    await setImmediate();
    const { task, terms } = taskOf(runs, group);
    const keys = group.members.flatMap(({ world, parameters, weeks }) => {
      const only = { weeks, statistics: [...world.terms.keys()].map(key => terms.indexOf(key)) };
      return results.map(({ key }) => ({
        ...key,
        parameters: { ...key.parameters, ...parameters },
        only,
      }));
    });
    const show = (runsDone: number) =>
      onProgress?.({ weeksDone: before + runsDone, weeks: all, runsDone: before + runsDone, runs: all });
    const { results: found } = await executeResumable(
      task,
      keys,
      { folder, part: `${inputs.scenario.name}@worlds-${k + 1}`, resume, executor, keep: statisticsOf },
      { threads, signal, onProgress: ({ runsDone }) => show(runsDone) },
    );
    before += keys.length;
    group.members.forEach(({ world }, member) => {
      const own = found.slice(member * results.length, (member + 1) * results.length);
      const valuesOf = (key: string) => own.map(statistics => statistics[terms.indexOf(key)]);
      values.set(world.key, new Map([...world.terms.keys()].map(key => [key, valuesOf(key)])));
    });
  }
  return values;
}

const statisticsOf = ({ statistics }: RunResult) => statistics.slice();

/** Longest worlds first, so that no thread is left with a long run at the end. */
function groupWorlds(
  { inputs, model }: Runs,
  worlds: readonly Counterfactual[],
  plan: ReadonlyMap<string, TermPlan>,
): Group[] {
  const groups = new Map<string, Group>();
  for (const world of worlds) {
    const { parameters, rest } = apart(inputs, model, world.switches);
    const key = interventionsKey(rest);
    const group = groups.get(key) ?? { rest, members: [] };
    groups.set(key, group);
    const weeks = 1 + Math.max(...[...world.terms.keys()].map(term => plan.get(term)!.lastWeek));
    group.members.push({ world, parameters, weeks });
  }
  for (const { members } of groups.values()) members.sort((a, b) => b.weeks - a.weeks);
  return [...groups.values()];
}

/** The scenario's own program and memory where they will do, else others; with the statistics that it computes. */
function taskOf(runs: Runs, { rest, members }: Group): { task: Task; terms: string[] } {
  const { inputs, model, population, task: own, results, threads } = runs;
  if (rest.length === 0) return { task: own, terms: (inputs.statistics ?? []).map(termKey) };
  const terms = new Map(members.flatMap(({ world }) => [...world.terms]));
  const weeks = Math.max(...members.map(member => member.weeks));
  const other = { ...adjust(switched(inputs, model, rest), { weeks }), statistics: [...terms.values()] };
  const { task } = instantiate(other, {
    backend: own.backend,
    slots: Math.max(1, Math.min(threads, members.length * results.length)),
    population: samePeople(inputs, model, rest) ? population : undefined,
  });
  return { task, terms: [...terms.keys()] };
}
