import { describe, expect, it } from 'vitest';
import { type InlineModel, inlineModel } from '../support/model.ts';

const given = (model: Partial<InlineModel>) => () =>
  inlineModel({ columns: 'x: { type: number }', ...model });
const places = (id: string) => ({ places: `place,title\nhome,Home\n"${id}",Somewhere` });
const labels = (values: string) => ({ columns: `job: { type: one-of, values: [${values}], initial: 'a' }` });

describe('what no expression could name is refused', () => {
  it.each<[string, Partial<InlineModel>, RegExp]>([
    [
      'a place with an apostrophe',
      places("Côte d'Ivoire"),
      /places.csv:3:2: .*this place.*like `Cote_d_Ivoire` \(the column `title`/,
    ],
    ['a place with a blank', places('new zealand'), /like `new_zealand`/],
    ['a place with a hyphen', places('guinea-bissau'), /like `guinea_bissau`/],
    ['a place that is a number', places('36'), /like `p_36`/],
    ['a place called any', places('any'), /no word of the language/],
    ['a place called else', places('else'), /no word of the language/],
    ['a place called there', places('there'), /no word of the language/],
    [
      'a label with an apostrophe',
      labels('a, "d\'accord"'),
      /model.yaml:8:\d+: no expression can name this label/,
    ],
    ['a label with a star', labels('a, "a*b"'), /without ', \*/],
    ['a label called else', labels('a, else'), /`else` means all other labels/],
    ['an empty label', labels("a, ''"), /this label/],
    ['a label that is there twice', labels('a, b, a'), /has the label `a` twice/],
    [
      'a one-of that is called place',
      { columns: 'spot: { type: flag }', more: 'filters:\n  week: spot' },
      /this name: found `week`/,
    ],
    ['a column called not', { columns: 'not: { type: flag }' }, /found `not`/],
    ['a parameter called there', { parameters: { there: 1 } }, /found `there`/],
    ['a let called my', { rules: 'rule: r\nlet:\n  my: 1\nset:\n  x: my' }, /this let: found `my`/],
    [
      'a table with a blank',
      { tables: 'table,index,label,value,unit,source_id,text\nvisa free,place,else,1,1,A00,' },
      /found `visa free`, .*like `visa_free`/,
    ],
    [
      'a network called where',
      { networks: 'networks:\n  where: { shape: random, degree: 2 }' },
      /this network: found `where`/,
    ],
    ['a group called all', { more: 'groups:\n  all: place' }, /the group `all` is everybody/],
  ])('%s', (_, model, message) => {
    expect(given(model)).toThrow(message);
  });

  it('and what can be named is not', () => {
    const { columns } = given({
      ...places('cote_d_ivoire'),
      columns: "job: { type: one-of, values: [a, '2022-spring', 'in work, part time', 36], initial: a }",
      rules:
        "rule: who_knows\nwho: job == 'in work, part time' or job == '36' or place == cote_d_ivoire\nset:\n  job: a",
    })();
    expect(columns).toHaveLength(2);
  });

  it('and a model may have underscores in its name, and rules in theirs', () => {
    const { plan } = inlineModel({ columns: 'x: { type: number }', rules: 'rule: go_home\nset:\n  x: 1' });
    expect(plan[0].id).toBe('go_home');
  });
});

describe('an unknown name is answered with what can be seen', () => {
  const world: Partial<InlineModel> = {
    columns: 'x: { type: number, published: true }\nemployment: { type: flag }',
    networks: 'networks:\n  friends: { shape: random, degree: 2 }\n  kin: { shape: random, degree: 2 }',
    metrics: 'employed:\n  persons: employment',
    parameters: { gain: 1 },
    more: 'filters:\n  away: place != home\ngroups:\n  country: place',
  };
  const rule = (value: string) =>
    given({ ...world, rules: `rule: r\nlet:\n  heard: 1\nset:\n  x: ${value}\n---\nrule: s\nset:\n  x: 1` });

  it.each([
    [
      'count(everybody)',
      /unknown network `everybody`: expected friends, kin \(`total\(everybody where ...\)` counts all agents/,
    ],
    ['count(frends)', /unknown network `frends`: expected friends, kin \(did you mean `friends`/],
    ['employed', /unknown name `employed` \(`employed` is a metric/],
    ['country', /`country` is a group: rules see columns and filters/],
    [
      'zzz',
      /unknown name `zzz`: expected lets \(heard\), columns \(place, x, employment\), parameters \(persons, gain\), filters \(away\), week/,
    ],
    ['gian', /unknown name `gian` \(did you mean `gain`\?\)/],
    ['zzz[place]', /unknown table `zzz`: expected no table is declared/],
  ])('%s', (value, message) => {
    expect(rule(value)).toThrow(message);
  });

  it('that belongs to another rule says so', () => {
    const rules = 'rule: r\nlet:\n  heard: 1\nset:\n  x: heard\n---\nrule: s\nset:\n  x: heard';
    expect(given({ ...world, rules })).toThrow(
      /unknown name `heard` \(`heard` is a let of rule `r`, seen by that rule alone/,
    );
  });

  it.each([
    [
      'a network that is not there at all',
      { networks: undefined },
      'count(all)',
      /expected a network of networks.yaml; there is none/,
    ],
    [
      'oneself',
      {},
      'if(x == my.x, 1, 0)',
      /`my.x` has no other agent to refer to here \(bare names are one's own: write `x`\)/,
    ],
  ])('as is %s', (_, more, value, message) => {
    expect(given({ ...world, ...more, rules: `rule: r\nset:\n  x: ${value}` })).toThrow(message);
  });

  it('as is oneself in `form`, in metrics and in groups, but not beside neighbours and candidates', () => {
    const chats = (form: string, drop = '0.1') => ({
      ...world,
      networks: `networks:\n  chats:\n    shape: slots\n    slots: 4\n    at: place\n    form: ${form}\n    drop: ${drop}`,
    });
    expect(given(chats('if(x == my.x, 1, 0)'))).toThrow(
      /networks.yaml:6:19: `my.x` has no other agent to refer to here: `form` is asked of one agent.*share the label in `place`/,
    );
    expect(given(chats('count(chats, x == my.x)'))).not.toThrow();
    expect(given(chats('0.5 * x', 'if(x == my.x, 0.01, 0.2)'))).not.toThrow();
    expect(given({ ...world, metrics: 'm:\n  persons: x > my.x' })).toThrow(/`my.x` has no other agent/);
    expect(given({ ...world, more: 'groups:\n  g: place == my.place' })).toThrow(
      /`my.place` has no other agent/,
    );
    expect(
      given({ ...world, rules: 'rule: r\nset:\n  place: choose(place where there != my.place, 0)' }),
    ).not.toThrow();
    const alike = 'filters:\n  alike: x == my.x';
    expect(
      given({ ...world, more: alike, rules: 'rule: r\nset:\n  x: count(friends, alike)' }),
    ).not.toThrow();
    expect(given({ ...world, more: alike, rules: 'rule: r\nwho: alike\nset:\n  x: 1' })).toThrow(
      /`my.x` has no other agent/,
    );
  });
});
