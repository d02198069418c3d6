import { readInputs } from '../files/inputs.ts';
import { FIGURES, figureRows, RELATIONS, relationRows } from '../files/relations.ts';
import { leavesOf, termKey } from '../observe/relations-formula.ts';
import type { TermPlan } from '../observe/relations-terms.ts';
import { parseStudy } from '../survey/parse.ts';
import { understand } from '../understand.ts';
import { type Ensemble, type EnsembleOptions, type Runs, runInputs } from './ensemble.ts';
import { adjust } from './open.ts';
import {
  judge,
  notReached,
  planRelations,
  type RelationLine,
  type RelationPlan,
  worldsOf,
} from './relations.ts';
import { switched } from './relations-scenario.ts';
import { runWorlds } from './relations-worlds.ts';

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
  const understood = understand({ ...inputs, statistics: [...terms.values()] });
  const plan = new Map([...terms.keys()].map((key, k) => [key, understood.terms[k]]));
  // Every switch is understood before the first run; only columns that begin otherwise can break a model.
  for (const { switches } of others) {
    const other = switched(inputs, understood.model, switches);
    if (other.model !== inputs.model) understand(other);
  }

  const reached = plans.filter(one => unreachedBy(one, plan) === undefined);
  const needed = worldsOf(reached).slice(1);
  let relations: RelationLine[] = [];
  const further = async (runs: Runs) => {
    const values = await runWorlds(runs, needed, plan, options);
    const keys = [...own.terms.keys()];
    const valuesOf = (k: number) => runs.results.map(({ statistics }) => statistics[k]);
    values.set('', new Map(keys.map((key, k) => [key, valuesOf(k)])));
    relations = plans.map(one => {
      const reason = unreachedBy(one, plan);
      if (reason !== undefined) return notReached(one.relation, reason);
      return judge(one, runs.results.length, (world, term) => values.get(world)!.get(term)!);
    });
    return [
      { table: RELATIONS, rows: relationRows(relations) },
      { table: FIGURES, rows: figureRows(runs.flows, runs.frame.startDay) },
    ];
  };
  const asked = { ...inputs, statistics: [...own.terms.values()] };
  const ensemble = await runInputs(asked, { ...options, further });
  return { ...ensemble, relations, worlds: needed.length };
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
