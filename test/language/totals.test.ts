import { describe, expect, it } from 'vitest';
import { inlineModel } from '../support/model.ts';

const model = (expression: string, more = '') =>
  inlineModel({
    columns: `
age: { type: integer, range: 0..90 }
weeks: { type: integer }
wage: { type: number, range: -2..5 }
old: { type: flag, published: true }
seen: { type: number }`,
    networks: 'networks:\n  friends: { shape: random, degree: 4 }',
    rules: `rule: look\nlet:\n  mine: age + 1\nset:\n  seen: ${expression}`,
    more: `filters:\n  abroad: place != home${more}`,
  });
const rangeOf = (expression: string) => {
  const { scope, plan } = model(expression);
  return scope.rangeOf(plan[0].branches[0].writes[0].value);
};

describe('a total', () => {
  it('is one table, however often it is asked for', () => {
    const { totals, tables } = model('total(abroad) + total(place != home) / total(everybody where abroad)');
    expect(totals.map(({ measure, cells, text }) => [measure, cells, text])).toEqual([
      ['persons', 1, 'total(abroad)'],
    ]);
    expect(tables.at(-1)!.size).toBe(1);
  });

  it('has a cell for each combination of what it is split by', () => {
    const { totals } = model(
      'mean(abroad where place == my.place and my.age == age and old == my.old, wage, 0)',
    );
    expect(totals.map(({ measure, cells }) => [measure, cells])).toEqual([
      ['persons', 2 * 91 * 2],
      ['mean', 2 * 91 * 2],
    ]);
  });

  it('has a range: shares 0 to 1, means that of their values, persons from 0', () => {
    expect(rangeOf('share(abroad, old)')).toMatchObject({ low: 0, high: 1, nan: false });
    expect(rangeOf('mean(abroad, wage, 3)')).toMatchObject({ low: -2, high: 5, nan: false });
    expect(rangeOf('total(abroad)').low).toBe(0);
    expect(rangeOf('sqrt(total(abroad, age))').nan).toBe(false);
    expect(rangeOf('sqrt(total(abroad, wage))').nan).toBe(true);
  });

  it.each([
    ['total(abroad where age > my.age)', 'a total splits people by what they have'],
    ['total(abroad where my.age == 3)', 'a total splits people by what they have, not by'],
    ['total(abroad where weeks == my.weeks)', 'a total splits people by labels, flags, or integers'],
    ['total(abroad where wage == my.wage)', 'a total splits people by labels, flags, or integers'],
    ['total(abroad, my.age)', '`my.age` says in a total only whose cell is looked up'],
    ['total(age > mine)', '`mine` is a let of this agent'],
    ['total(total(abroad) > 3)', '`total` is inside another total'],
    ['total(count(friends, old) > 2)', '`count` looks at neighbours inside a total'],
    ["total(uniform('x') < 0.5)", '`uniform` draws'],
    ['mean(friends, total(old), 0)', '`total` counts all agents, not those of a neighbour'],
    ['total(abroad, 1, 2)', '`total` takes other arguments'],
    ['mean(abroad, wage)', '`mean` takes other arguments'],
    ['total(abroad where place == there)', 'unknown label of place `there`'],
    ['total(age == my.age and age == my.age + 1 and age == my.age + 2)', 'the total has too many cells'],
    ['count(everybody)', 'unknown network `everybody`'],
  ])('%s is refused: %s', (text, message) => {
    expect(() => model(text)).toThrow(message);
  });

  it('is refused in first values: nobody is counted before them', () => {
    const columns = 'a: { type: number, initial: total(place == home) }';
    expect(() => inlineModel({ columns })).toThrow('`total` counts all agents: only rules');
  });
});
