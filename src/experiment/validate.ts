import { setImmediate } from 'node:timers/promises';
import { execute } from '../execute/execute.ts';
import type { Progress } from '../execute/executor.ts';
import { readInputs } from '../files/inputs.ts';
import { FIGURES, figureRows, RELATIONS, relationRows } from '../files/relations.ts';
import type { Model } from '../model/model.ts';
import { leavesOf, termKey } from '../observe/relations-formula.ts';
import type { TermPlan } from '../observe/relations-terms.ts';
import type { Inputs } from '../run.ts';
import { parseStudy } from '../survey/parse.ts';
import { prepare, understand } from '../understand.ts';
import { type Ensemble, type EnsembleOptions, type Runs, runInputs } from './ensemble.ts';
import { adjust } from './open.ts';
import {
  judge,
  notReached,
  planRelations,
  type RelationLine,
  type RelationPlan,
  type World,
  worldsOf,
} from './relations.ts';
import { samePeople, switched } from './relations-scenario.ts';

/** A run with judgement: besides the survey and the flows, every relation of the study. */
export interface Validation extends Ensemble {
  relations: readonly RelationLine[];
  /** Worlds besides the scenario itself that were run. */
  worlds: number;
}

/** Run a scenario, and all worlds in which its study's relations need it, each once; write all as its folder. */
export async function validate(file: string, options: EnsembleOptions = {}): Promise<Validation> {
  options.onStep?.(`reading ${file}`);
  const inputs = adjust(readInputs(file), options);
  const plans = planRelations(parseStudy(inputs.study).relations);
  const [own, ...others] = worldsOf(plans);
  const terms = new Map([own, ...others].flatMap(world => [...world.terms]));
  const { model, terms: planned } = understand({ ...inputs, statistics: [...terms.values()] });
  const plan = new Map([...terms.keys()].map((key, k) => [key, planned[k]]));

  let relations: RelationLine[] = [];
  let worlds = 0;
  const further = async (runs: Runs) => {
    const reached = plans.filter(one => unreachedBy(one, plan) === undefined);
    const needed = worldsOf(reached).slice(1);
    worlds = needed.length;
    const values = await runWorlds(runs, needed, plan, model, options);
    const keys = [...own.terms.keys()];
    values.set('', new Map(keys.map((key, k) => [key, runs.results.map(({ statistics }) => statistics[k])])));
    relations = plans.map(one => {
      const reason = unreachedBy(one, plan);
      return reason === undefined
        ? judge(one, runs.results.length, (world, term) => values.get(world)!.get(term)!)
        : notReached(one.relation, reason);
    });
    return [
      { table: RELATIONS, rows: relationRows(relations) },
      { table: FIGURES, rows: figureRows(runs.flows, runs.frame.startDay) },
    ];
  };
  // Every switch is understood before the first run.
  for (const { switches } of others) switched(inputs, model, switches);
  const ensemble = await runInputs(
    { ...inputs, statistics: [...own.terms.values()] },
    { ...options, further },
  );
  return { ...ensemble, relations, worlds };
}

/** Why a relation can't be computed in these weeks; undefined when it can. */
function unreachedBy(
  { relation, formula }: RelationPlan,
  plan: ReadonlyMap<string, TermPlan>,
): string | undefined {
  if (!formula) return relation.note || 'no operator says how to compute it';
  return leavesOf(formula)
    .map(({ text }) => plan.get(termKey(text))!.unreached)
    .find(reason => reason !== undefined);
}

type ByTerm = Map<string, number[]>;

/** Run worlds one after the other, each only as long as its statistics look; values by world, term and replicate. */
async function runWorlds(
  { inputs, population, results, threads }: Runs,
  worlds: readonly World[],
  plan: ReadonlyMap<string, TermPlan>,
  model: Model,
  { backend = 'wasm', onStep, onProgress, signal }: EnsembleOptions,
): Promise<Map<string, ByTerm>> {
  const values = new Map<string, ByTerm>();
  const weeksOf = ({ terms }: World) =>
    1 + Math.max(...[...terms.keys()].map(key => plan.get(key)!.lastWeek));
  const allWeeks = worlds.reduce((sum, world) => sum + weeksOf(world) * results.length, 0);
  let before = 0;
  for (const [k, world] of worlds.entries()) {
    onStep?.(`world ${k + 1} of ${worlds.length}: ${world.key}`);
    await setImmediate();
    const weeks = weeksOf(world);
    const people = samePeople(inputs, model, world.switches) ? population : undefined;
    const statistics = [...world.terms.values()];
    const other: Inputs = { ...adjust(switched(inputs, model, world.switches), { weeks }), statistics };
    const { task } = prepare(other, {
      backend,
      slots: Math.max(1, Math.min(threads, results.length)),
      population: people,
    });
    const keys = results.map(({ key }) => key);
    const show =
      onProgress &&
      ((progress: Progress) => onProgress(within(progress, before, allWeeks, k, worlds.length)));
    const runs = await execute(task, keys, { threads, onProgress: show, signal });
    before += weeks * keys.length;
    values.set(
      world.key,
      new Map([...world.terms.keys()].map((key, t) => [key, runs.map(r => r.statistics[t])])),
    );
  }
  return values;
}

/** Progress of one world as that of all of them. */
function within(
  { weeksDone }: Progress,
  before: number,
  weeks: number,
  worldsDone: number,
  worlds: number,
): Progress {
  return { weeksDone: before + weeksDone, weeks, runsDone: worldsDone, runs: worlds };
}
