import { textOf } from '../../core/located-document.ts';
import type { Inputs } from '../../engine/program/run-types.ts';
import { checkInitial } from '../../model/transforms.ts';
import type { TermPlan } from '../../observe/patterns/terms.ts';
import { type ResolvedScenario, resolveScenario, withStatistics } from '../../simulate/resolve.ts';
import { parseStudy } from '../../survey/parse.ts';
import { columnsSet, switched } from './pattern-scenarios.ts';
import { type Counterfactual, counterfactualsOf, type PatternPlan, planPatterns } from './patterns.ts';

/** What a judgement will compute: relations understood, the worlds they need, their statistics typed against the model. */
export interface ValidationPlan {
  /** The scenario itself, without the statistics. */
  resolved: ResolvedScenario;
  plans: readonly PatternPlan[];
  /** The scenario itself, then all others. */
  worlds: readonly Counterfactual[];
  /** By key of a statistic. */
  terms: ReadonlyMap<string, TermPlan>;
}

/** Understand every relation of a scenario's study, and everything it switches, without running anything. */
export function planValidation(inputs: Inputs): ValidationPlan {
  const plans = planPatterns(parseStudy(inputs.study).relations);
  const worlds = counterfactualsOf(plans);
  const texts = new Map(worlds.flatMap(world => [...world.terms]));
  const resolved = resolveScenario(inputs);
  const { terms } = withStatistics(resolved, [...texts.values()]);
  for (const { switches } of worlds) {
    const { model } = switched(inputs, resolved.model, switches);
    // Only columns that begin otherwise can break a model.
    for (const name of columnsSet(resolved.model, switches))
      checkInitial(resolved.model, name, textOf(model.model, 'columns', name, 'initial'));
  }
  return { resolved, plans, worlds, terms: new Map([...texts.keys()].map((key, k) => [key, terms[k]])) };
}
