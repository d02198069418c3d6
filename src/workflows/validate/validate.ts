import { leavesOf, termKey } from '../../observe/patterns/formula.ts';
import type { TermPlan } from '../../observe/patterns/terms.ts';
import { type Ensemble, type EnsembleOptions, type Runs, runInputs } from '../run/ensemble.ts';
import { loadInputs } from '../run/load-inputs.ts';
import type { Design } from '../run/run-keys.ts';
import { runCounterfactuals } from './counterfactual-runs.ts';
import { RELATIONS, relationRows } from './pattern-tables.ts';
import { counterfactualsOf, judge, notReached, type PatternLine, type PatternPlan } from './patterns.ts';
import { planValidation } from './validation-plan.ts';

/** Every relation needs the runs of several worlds; fewer will do than for the bands of a projection. */
export const VALIDATION_DESIGN: Design = { draws: 8, seeds: 1 };

/** A run with judgement: besides the survey and the flows, every relation of the study. */
export interface Validation extends Ensemble {
  relations: readonly PatternLine[];
  /** Worlds besides the scenario itself that were run. */
  worlds: number;
}

/** Run a scenario, and all worlds in which its study's relations need it, each once; write all as its folder. */
export async function validate(file: string, options: EnsembleOptions = {}): Promise<Validation> {
  options.onStep?.(`reading ${file}`);
  const inputs = loadInputs(file, options);
  const { plans, worlds, terms } = planValidation(inputs);
  const [own] = worlds;
  const needed = counterfactualsOf(plans.filter(one => unreachedBy(one, terms) === undefined)).slice(1);
  let relations: PatternLine[] = [];
  const further = async (runs: Runs) => {
    const values = await runCounterfactuals(runs, needed, terms, options);
    const valuesOf = (k: number) => runs.results.map(({ statistics }) => statistics[k]);
    values.set('', new Map([...own.terms.keys()].map((key, k) => [key, valuesOf(k)])));
    relations = plans.map(one => {
      const reason = unreachedBy(one, terms);
      if (reason !== undefined) return notReached(one.relation, reason);
      return judge(one, runs.results.length, (world, term) => values.get(world)!.get(term)!);
    });
    return [{ table: RELATIONS, rows: relationRows(relations) }];
  };
  const asked = { ...inputs, statistics: [...own.terms.values()] };
  const ensemble = await runInputs(asked, { usual: VALIDATION_DESIGN, ...options, further });
  return { ...ensemble, relations, worlds: needed.length };
}

/** Why a relation can't be computed in these weeks; undefined when it can. */
function unreachedBy(
  { relation, formula }: PatternPlan,
  plan: ReadonlyMap<string, TermPlan>,
): string | undefined {
  if (!formula) return relation.note || 'no operator says how to compute it';
  return leavesOf(formula)
    .map(({ text }) => plan.get(termKey(text))!.unreached)
    .find(reason => reason !== undefined);
}
