import { describe, expect, it } from 'vitest';
import { resolveScenario } from '../../src/simulate/resolve.ts';
import { apart, switched } from '../../src/workflows/validate/pattern-scenarios.ts';
import { planValidation } from '../../src/workflows/validate/validation-plan.ts';
import { shipped } from '../support/scenario.ts';

describe('the relations of the shipped study', () => {
  const inputs = shipped('baseline');
  const { plans, worlds, terms } = planValidation(inputs);
  const { model } = resolveScenario(inputs);

  it('can all be computed in the baseline', () => {
    expect(plans.length).toBeGreaterThan(40);
    expect(plans.filter(({ formula }) => !formula).map(({ relation }) => relation.id)).toEqual([]);
    const unreached = [...terms.values()].filter(term => term.unreached !== undefined);
    expect(unreached.map(({ text }) => text.text)).toEqual([]);
  });

  it('have a mechanism unless nothing is expected of them', () => {
    const without = plans
      .filter(({ mechanism }) => mechanism.length === 0)
      .map(({ relation }) => relation.sign);
    expect(without.filter(sign => sign !== '0')).toEqual([]);
  });

  it('switch only what there is, and need few programs', () => {
    const others = worlds.slice(1).map(({ switches }) => ({
      changed: switched(inputs, model, switches) !== inputs,
      rest: apart(inputs, model, switches).rest,
    }));
    expect(others.every(({ changed }) => changed)).toBe(true);
    expect(others.filter(({ rest }) => rest.length === 0).length).toBeGreaterThan(others.length / 2);
  });
});
