import { describe, expect, it } from 'vitest';
import { inlineModel } from '../support/model.ts';

const warningsOf = (condition: string) =>
  inlineModel({
    columns: 'age: { type: integer, range: 0..120 }\nx: { type: number, range: 0..1 }\non: { type: flag }',
    more: `groups:\n  odd: ${condition}`,
  }).warnings.map(({ message }) => message);

describe('a group', () => {
  it.each(['age > 120', 'age < 0', 'x > 0.5 and x > 2', 'age == 130', 'not (x <= 1)', 'x > 1 or age > 200'])(
    'is told of when nobody can be in it: %s',
    condition => expect(warningsOf(condition)).toEqual(['nobody can be in the group `odd`']),
  );

  it.each(['age > 119', 'age <= 0', 'x >= 1', 'on', 'not on', 'x > 2 or on', 'not (x < 1)', 'place'])(
    'is not when somebody may be: %s',
    condition => expect(warningsOf(condition)).toEqual([]),
  );
});
