import { describe, expect, it } from 'vitest';
import { instantiate } from '../../src/simulate/resolve.ts';
import { type InlineModel, inlineInputs, inlineModel } from '../support/model.ts';
import { runInline } from '../support/run.ts';
import { FAMILIES } from './families.ts';

/** Households at the start: permanent ids of their members, the head first. */
function householdsOf(model: InlineModel, personsPerAgent = 1): number[][] {
  const { population } = instantiate(inlineInputs(model, { personsPerAgent }), { backend: 'js', slots: 1 });
  const { ids, columns, ties } = population;
  const { starts, neighbours } = ties.get('household')!;
  const heads = columns.get('head')!;
  return [...ids.keys()]
    .filter(at => heads[at])
    .map(at => [ids[at], ...[...neighbours.subarray(starts[at], starts[at + 1])].map(other => ids[other])]);
}

const byPersons = (households: readonly number[][]) =>
  Object.fromEntries(
    [...Map.groupBy(households, ({ length }) => length)].map(([persons, all]) => [persons, all.length]),
  );

const parameters = (own: Record<string, number>): InlineModel => ({
  ...FAMILIES,
  parameters: { ...FAMILIES.parameters, ...own },
});

describe('households at the start', () => {
  it('have the sizes that persons say, everybody in one, heads who may be heads', () => {
    const households = householdsOf(FAMILIES);
    expect(byPersons(households)).toEqual({ 1: 200, 2: 200, 4: 100 });
    expect(new Set(households.flat()).size).toBe(1000);
    const { column } = runInline(inlineInputs({ ...FAMILIES, rules: 'rule: idle\nset:\n  alone: 0' }));
    const [age, size] = [column('age'), column('size')];
    for (const household of households) {
      expect(age[household[0]]).toBe(0);
      expect(new Set(household.map(id => size[id])).size).toBe(1);
    }
    // A quarter of all couples' persons are children, so half of the couples have one.
    const pairs = households.filter(({ length }) => length === 2);
    expect(pairs.filter(([, other]) => age[other] === 1).length).toBe(100);
  });

  it('have sizes by shares of households, in groups of persons who are alike', () => {
    const networks =
      'networks:\n  friends: { shape: ring, degree: 4 }\n  household: { shape: household, sizes: { 1: 0.5, 3: 0.3, 6: 0.2 }';
    const plain: InlineModel = { columns: 'x: { type: integer }', parameters: { persons: 2600 } };
    expect(byPersons(householdsOf({ ...plain, networks: `${networks} }` }))).toEqual({
      1: 500,
      3: 300,
      6: 200,
    });
    const alike = householdsOf({ ...FAMILIES, networks: `${networks}, alike: [age] }` });
    const { column } = runInline(inlineInputs({ ...FAMILIES, rules: 'rule: idle\nset:\n  alone: 0' }));
    const age = column('age');
    for (const household of alike) expect(new Set(household.map(id => age[id])).size).toBe(1);
    expect(alike.flat().length).toBe(1000);
  });

  it('are of different kinds as far as there are enough of each', () => {
    const sexes = `
persons: persons
relative_departure: 1
margins: margins.csv
variables:
  sex: [female, male]`;
    const margins =
      'margin_id,variable,category,given,share,survey_row,n,deff,source_id,text\nsex,sex,male,,0.4,,500,1,A00,';
    const couples: InlineModel = {
      ...{
        columns: 'sex: { type: one-of, values: [female, male], from: survey }',
        population: sexes,
        margins,
      },
      networks: 'networks:\n  household: { shape: household, sizes: { 2: 1 }, unlike: [sex] }',
      rules: 'rule: idle\nwho: week < 0\nset:\n  place: home',
    };
    const { column } = runInline(inlineInputs(couples));
    const sex = column('sex');
    const kinds = householdsOf(couples).map(all => all.map(id => sex[id]).reduce((men, one) => men + one, 0));
    const counted = [0, 1, 2].map(men => kinds.filter(kind => kind === men).length);
    // 400 men among 1000: all have a woman, but for chance in who is head, none has a man.
    expect(counted).toEqual([100, 400, 0]);
    // Both are heads, in their shares.
    const heads = householdsOf(couples).map(([head]) => sex[head]);
    expect(heads.filter(Boolean).length).toBe(200);
  });

  it('are refused when they can not be made', () => {
    const network = (keys: string) => ({
      ...FAMILIES,
      networks: `networks:\n  friends: { shape: ring, degree: 4 }\n  household: { shape: household, ${keys} }`,
    });
    const refused = (keys: string) => expect(() => householdsOf(network(keys)));
    refused('size: 0').toThrow(/the size of a household is a number of persons.*found 0/);
    refused('size: 1, head: age == adult').toThrow(
      /too few may be head of a household.*one for each household/s,
    );
    refused('sizes: { 1: 0.5 }').toThrow('shares of households add up to 1');
    refused('size: 1, sizes: { 1: 1 }').toThrow('households have sizes');
    refused('size: 2, alike: [sex]').toThrow('`sex` is no variable of the population');
    expect(() => inlineModel({ ...FAMILIES, columns: `${FAMILIES.columns}\nhead: { type: flag }` })).toThrow(
      'a column `head` of its own',
    );
    expect(() => inlineModel({ ...FAMILIES, networks: undefined })).toThrow(
      /unknown network `household`|needs a model with households/,
    );
  });
});

describe('members of a household', () => {
  it('move in the same week as their head, wherever it goes', () => {
    const run = runInline(inlineInputs(parameters({ stays: 0 }), { weeks: 12 }));
    expect(run.series('split')).toEqual(new Array(12).fill(0));
    const [place, moved, withHead] = ['place', 'moved', 'with_head'].map(run.column);
    let others = 0;
    for (const [head, ...members] of householdsOf(FAMILIES))
      for (const member of members) {
        expect(place[member]).toBe(place[head]);
        if (withHead[member]) others++;
        // Weeks of leaving are the members' own, all other moves are taken from the head.
        expect(moved[member] === moved[head] || withHead[member] > 0).toBe(true);
      }
    expect(others).toBeGreaterThan(200);
    expect(new Set(place).size).toBe(3);
  });

  it('stay where a rule says so, and come after by a rule of their own; nobody is lost', () => {
    const rules = FAMILIES.rules!.replace('0.1 + 0.05 * share(friends, place != home)', 'if(week == 1, 1, 0)')
      .replace('chance: 0.2', 'chance: if(week == 4, 1, 0)')
      .replaceAll('utility: -3', 'utility: -200');
    const run = runInline(inlineInputs({ ...parameters({ stays: 1 }), rules }, { weeks: 7 }));
    expect(new Set(run.series('people'))).toEqual(new Set([1000]));
    // All 500 heads leave in week 1; 100 couples and all 100 households of four have children, who stay until week 4. A metric
    // sees households as of the end of the week before.
    expect(run.series('split')).toEqual([0, 0, 200, 200, 200, 0, 0]);
    expect(run.column('alone').reduce((sum, x) => sum + x)).toBe(300);
    // On average over heads: 1000 / 500 persons less oneself, and less 300 / 500 children.
    const company = run.series('with_head');
    expect(company[1]).toBeCloseTo(1, 6);
    expect(company[3]).toBeCloseTo(0.4, 6);
    expect(company[6]).toBeCloseTo(1, 6);
  });

  it('follow those whom a quota serves', () => {
    const rules = FAMILIES.rules!.replace(
      'chance: 0.1 + 0.05 * share(friends, place != home)',
      'chance: 1\nquota:\n  most: 50',
    );
    const run = runInline(
      inlineInputs(
        { ...parameters({ stays: 0 }), rules: rules.split('---\nrule: send-for')[0] },
        { weeks: 3 },
      ),
    );
    const [place, ...households] = [run.column('place'), ...householdsOf(FAMILIES)];
    const gone = households.filter(([head]) => place[head]);
    expect(gone.length).toBe(150);
    for (const household of households) expect(new Set(household.map(id => place[id])).size).toBe(1);
  });

  it('are refused where they mean nothing', () => {
    const rules = (text: string) => () => inlineModel({ ...FAMILIES, rules: text });
    expect(rules('rule: x\ndies: 0.1\nmembers: {}')).toThrow('`members` follow where a rule sets columns');
    expect(rules('rule: x\nset: { alone: 1 }\nmembers: { take: [wages] }')).toThrow(
      /unknown column `wages`.*did you mean `wage`/,
    );
    expect(rules('rule: x\nset: { alone: 1 }\nmembers: { set: { alone: 2 } }')).toThrow(
      'members take `alone` from their head',
    );
    expect(rules('rule: x\nset: { alone: decision.alone }')).toThrow('it belongs in `members` of a rule');
    expect(rules('rule: x\nset: { alone: head.alone }')).toThrow("neighbours can't see `alone`");
    expect(rules('rule: x\nset:\n  alone: count(friends, place == head.place)')).toThrow("of one's own head");
    expect(() =>
      inlineModel({ columns: 'x: { type: integer }', rules: 'rule: x\nset: { x: 1 }\nmembers: {}' }),
    ).toThrow('needs a model with households');
    expect(() =>
      inlineModel({ columns: 'x: { type: integer, published: true }', rules: 'rule: x\nset: { x: head.x }' }),
    ).toThrow('needs a model with households');
  });
});

describe('households in which people are born and die', () => {
  const GROWING: InlineModel = {
    columns: `
place: { type: place, initial: home }
size: { type: integer }
moved: { type: integer }`,
    networks: 'networks:\n  household: { shape: household, sizes: { 2: 1 }, most: 4 }',
    parameters: { persons: 200, children: 1 },
    more: 'capacity: 2000',
    rules: `
rule: bear
who: head and week == 0
births:
  number: floor(children)
  inherit: [place]
---
rule: die
dies: if(head and week == 2, 1, 0)
---
rule: leave
who: week == 4
set:
  place: abroad
  moved: moved + 1
members: {}
---
rule: look
set:
  size: count(household)`,
    entrants: 'from,to,persons,place,source_id\\n2022-02-21,2022-02-27,30,home,A00'.replace('\\n', '\n'),
    metrics: `
people:
  persons: place == home or place == abroad
heads:
  persons: head
size:
  mean: 1.0 * size
  of: place == home or place == abroad`,
  };

  it('children join, the dead leave, and the next one leads', () => {
    const run = runInline(inlineInputs(GROWING, { weeks: 6 }));
    // 200 in couples, 30 who come alone, of whom each head has a child: 100 households of 3, 30 of 2. Then all heads die.
    expect(run.series('people')).toEqual([360, 360, 230, 230, 230, 230]);
    expect(run.series('heads')).toEqual([130, 130, 0, 130, 130, 130]);
    const sizes = run.series('size');
    expect(sizes[1]).toBeCloseTo((300 * 2 + 60) / 360, 5);
    expect(sizes[3]).toBeCloseTo((200 * 1 + 0) / 230, 5);
    // All living members go in week 4, led by who was first after the dead.
    const [place, moved] = [run.column('place'), run.column('moved')];
    expect(place.filter(there => there === 1).length).toBe(230);
    expect(moved.filter(times => times === 1).length).toBe(230);
  });

  it('twins are of one household, and a full one stops the run', () => {
    const two = { ...GROWING, parameters: { persons: 200, children: 2 } };
    expect(runInline(inlineInputs(two, { weeks: 2 })).series('size')[1]).toBeCloseTo(
      (400 * 3 + 90 * 2) / 490,
      5,
    );
    expect(() => runInline(inlineInputs({ ...two, parameters: { persons: 200, children: 3 } }))).toThrow(
      /no room for another child in the household of agent \d+.*4 living members.*raise `most` of `household`/s,
    );
    const unsaid = { ...GROWING, networks: GROWING.networks!.replace(', most: 4', '') };
    expect(() => inlineModel(unsaid)).toThrow('a child joins the household of its parent');
  });
});
