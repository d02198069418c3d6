import { describe, expect, it } from 'vitest';
import { inlineModel } from '../support/model.ts';

const RULES = `
rule: move
who: place == home
chance: 0.1
then:
  place: abroad
  since: week
---
rule: return
who: place == abroad
chance: 0.1
then:
  place: home
  since: week
---
rule: look
who: QUESTION
set:
  seen: true
`;

const warningsOf = (question: string, plan: string[]) =>
  inlineModel({
    columns: 'since: { type: week }\nseen: { type: flag }',
    rules: RULES.replace('QUESTION', question),
    plan,
    more: 'filters:\n  just_moved: since == week',
  }).warnings.map(({ message }) => message);

describe('a question whether something is this week', () => {
  it.each([
    'since == week',
    'since != week',
    'just_moved',
    'week - since < 1',
    'since >= week',
    'week - since == 0',
    'week > since',
    'since + 1 > week',
  ])('gives a warning when it comes before the rule that sets it: %s', question => {
    expect(warningsOf(question, ['look', 'move', 'return'])).toEqual([
      'rule `look` asks whether `since` is this week, before `move`, `return` sets it',
    ]);
    expect(warningsOf(question, ['move', 'look', 'return'])).toEqual([
      'rule `look` asks whether `since` is this week, before `return` sets it',
    ]);
    expect(warningsOf(question, ['move', 'return', 'look'])).toEqual([]);
  });

  it.each(['week - since >= 4', 'since == week - 1', 'since > 3', 'since + 26 < week'])(
    'is none when it is about earlier weeks: %s',
    question => expect(warningsOf(question, ['look', 'move', 'return'])).toEqual([]),
  );

  it('gives no warning where a rule keeps from acting on those that moved already', () => {
    const rules = RULES.replace('who: place == abroad', 'who: place == abroad and since != week').replace(
      'QUESTION',
      'just_moved',
    );
    const given = (plan: string[]) => ({
      columns: 'since: { type: week }\nseen: { type: flag }',
      rules,
      plan,
      more: 'filters:\n  just_moved: since == week',
    });
    expect(inlineModel(given(['move', 'return', 'look'])).warnings).toEqual([]);
    expect(inlineModel(given(['return', 'move', 'look'])).warnings).toEqual([]);
  });
});
