import { describe, expect, it } from 'vitest';
import { buildModel, NO_CHOICES } from '../../src/model/build.ts';
import type { ModelFiles } from '../../src/model/model.ts';
import { chosenParts, usualParts } from '../../src/model/only.ts';
import { modelFiles } from '../support/model.ts';

const PLAIN = {
  columns: 'calm: { type: flag }',
  networks: 'networks:\n  friends: { shape: ring, degree: 2 }',
  more: 'filters:\n  company: count(friends)',
  plan: ['go'],
  rules: 'rule: go\nwho: place == home\nchance: 0.1\nthen:\n  place: abroad',
  metrics: 'away:\n  persons: place == abroad',
};
const LED = `${PLAIN.rules}
---
rule: go-as-one
who: place == home
chance: 0.1
then:
  place: abroad
members: {}
---
rule: come-along
who: left_alone
set:
  place: abroad`;

const withVariant = (only = 'only: { families: together }'): ModelFiles =>
  modelFiles({
    ...PLAIN,
    rules: LED,
    networks: `${PLAIN.networks}\n  household: { shape: household, sizes: { 2: 1 }, ${only} }`,
    more: `${PLAIN.more}\n  left_alone: place == home and head.place != home\n  waiting: left_alone\nvariants:\n  families:\n    apart: [go]\n    together: [go-as-one, come-along]`,
    metrics: `${PLAIN.metrics}\nheads:\n  persons: head\nwaits:\n  persons: waiting`,
  });

describe('a network for one option of a variant', () => {
  const files = withVariant();
  const together = { ...NO_CHOICES, choose: { families: 'together' } };

  it('is there with its rules, filters and metrics when the option is chosen', () => {
    const model = buildModel(files, together);
    expect(model.networks.map(({ name }) => name)).toEqual(['friends', 'household']);
    expect(model.plan.map(({ id }) => id)).toEqual(['go-as-one', 'go-as-one/members', 'come-along']);
    expect(model.metrics.map(({ name }) => name)).toEqual(['away', 'heads', 'waits']);
    expect(model.scope.columns.has('head')).toBe(true);
    expect(chosenParts(files, together.choose)).toBe(files);
  });

  it('leaves the model as if it had never been written when another option is', () => {
    const [model, plain] = [buildModel(files), buildModel(modelFiles(PLAIN))];
    const names = (all: readonly { name: string }[]) => all.map(({ name }) => name);
    for (const part of ['networks', 'columns', 'metrics', 'tables'] as const)
      expect(names(model[part])).toEqual(names(plain[part]));
    expect([...model.filters.keys()]).toEqual(['company']);
    expect(model.streams).toEqual(plain.streams);
    expect(model.plan.map(({ id }) => id)).toEqual(['go']);
    expect(model.warnings).toEqual([]);
    const usual = usualParts(files).model.value as { variants: object };
    expect(usual.variants).toEqual({});
  });

  it('is refused when there is no such option, or the usual plan needs it', () => {
    expect(() => buildModel(withVariant('only: { familys: together }'))).toThrow(
      /unknown variant `familys`.*did you mean `families`/s,
    );
    expect(() => buildModel(withVariant('only: { families: both }'))).toThrow(
      /unknown option of variant `families`.*both/s,
    );
    const planned = modelFiles({
      ...PLAIN,
      plan: ['go', 'come-along'],
      rules: LED.replace('left_alone', 'count(household) > 0'),
      networks: `${PLAIN.networks}\n  household: { shape: household, sizes: { 2: 1 }, only: { families: together } }`,
      more: 'variants:\n  families:\n    apart: [go]\n    together: [go-as-one]',
    });
    expect(() => buildModel(planned)).toThrow(
      /rule `come-along` is in the plan and needs `household`.*`families: together`/s,
    );
  });
});
