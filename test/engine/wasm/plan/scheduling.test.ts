import { expect, it } from 'vitest';
import { groupedParts } from '../../../../src/engine/wasm/plan/scheduling.ts';
import { inlineModel } from '../../../support/model.ts';

const RULES = `
rule: learn
set:
  skill: 0.9 * skill + 0.1 * normal('luck')`;
const TOWN = { columns: 'skill: { type: number }', parameters: { persons: 30 } };
const ENTRANTS = 'from,to,persons,per,place,source_id,text\n2022-01-01,,4,week,abroad,A00,x';

const learners = (given: { entrants?: string; rules: string; more?: string }) =>
  groupedParts(inlineModel({ ...TOWN, ...given }))
    .flat()
    .find(({ steps }) => steps.some(({ rules }) => rules.some(({ id }) => id === 'learn')))!;

it('lists the living only where some have died', () => {
  const more = 'entrants: entrants.csv';
  expect(learners({ rules: RULES }).terms).toHaveLength(0);
  expect(learners({ rules: RULES, entrants: ENTRANTS, more }).terms).toHaveLength(0);
  expect(learners({ rules: `${RULES}\n---\nrule: die\ndies: 0.1` }).terms).toHaveLength(1);
});
