import { describe, expect, it } from 'vitest';
import { planRelations, worldsOf } from '../../src/experiment/relations.ts';
import { apart, switched } from '../../src/experiment/relations-scenario.ts';
import { readInputs } from '../../src/files/inputs.ts';
import { parseStudy } from '../../src/survey/parse.ts';
import { understand } from '../../src/understand.ts';

describe('the relations of the shipped study', () => {
  const inputs = readInputs('scenarios/baseline.yaml');
  const plans = planRelations(parseStudy(inputs.study).relations);
  const worlds = worldsOf(plans);
  const terms = new Map(worlds.flatMap(world => [...world.terms]));
  const understood = understand({ ...inputs, statistics: [...terms.values()] });

  it('can all be computed in the baseline', () => {
    expect(plans.length).toBeGreaterThan(40);
    expect(plans.filter(({ formula }) => !formula).map(({ relation }) => relation.id)).toEqual([]);
    expect(understood.terms.filter(term => term.unreached !== undefined).map(term => term.text.text)).toEqual(
      [],
    );
  });

  it('have a mechanism unless nothing is expected of them', () => {
    const without = plans
      .filter(({ mechanism }) => mechanism.length === 0)
      .map(({ relation }) => relation.sign);
    expect(without.filter(sign => sign !== '0')).toEqual([]);
  });

  it('switch only what there is, and need few programs', () => {
    const others = worlds.slice(1).map(({ switches }) => ({
      changed: switched(inputs, understood.model, switches) !== inputs,
      rest: apart(inputs, understood.model, switches).rest,
    }));
    expect(others.every(({ changed }) => changed)).toBe(true);
    expect(others.filter(({ rest }) => rest.length === 0).length).toBeGreaterThan(others.length / 2);
  });
});
