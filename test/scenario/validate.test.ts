import { describe, expect, it } from 'vitest';
import { validateScenario } from '../../src/scenario/validate.ts';
import { parseYaml } from '../../src/text/yaml.ts';
import { modelFiles } from '../support/model.ts';
import { BASE, makeScenario } from './make.ts';

const files = {
  ...modelFiles({ columns: 'x: { type: number }' }),
  rules: ['trust', 'plans'].flatMap(name => parseYaml('rule: a\n', `models/valley/rules/${name}.yaml`)),
  model: parseYaml('model: valley\nvariants:\n  theory: { planned: [a], habit: [b] }\n', 'model.yaml')[0],
};
const model = {
  fields: ['water', 'rumour', 'fair'].map((name, index) => ({
    name,
    ...(index > 0 ? { by: 'place', labels: ['hill', 'vale', 'moor'] } : { by: undefined, labels: [] }),
    index,
  })),
  places: { labels: ['hill', 'vale', 'moor'], titles: [], iso: [], origin: 0 },
  parameters: [{ name: 'trust_gain' }] as never,
  levers: [],
  groups: [{ name: 'host' }, { name: 'sex' }] as never,
};
const check = (lines: string) => validateScenario(makeScenario(`${BASE}${lines}\n`), model, files).problems;
const event = (more: string) => `events:\n  - { from: 2022-07-01, size: 1, ${more} }`;

describe('validateScenario', () => {
  it('is content with all that the model has', () => {
    const lines = `${event('kind: fair, places: [hill]')}\nparameters: { trust_gain: 1 }\nchoose: { theory: habit }\nwithout: [plans]\nwith: [trust, fair]\ngroups: [all, host]`;
    expect(check(lines)).toEqual([]);
  });

  const cases: [string, string, object][] = [
    [
      'kind',
      event('kind: wter'),
      { message: 'unknown kind of event `wter`', hint: 'did you mean `water`?', at: { line: 10, column: 5 } },
    ],
    [
      'place',
      event('kind: water, places: [vael]'),
      { message: 'unknown place `vael`', hint: 'did you mean `vale`?' },
    ],
    [
      'parameter',
      'parameters:\n  trust_gian: 1',
      {
        message: 'unknown parameter `trust_gian`',
        hint: 'did you mean `trust_gain`?',
        at: { line: 10, column: 15 },
      },
    ],
    ['variant', 'choose: { theroy: habit }', { message: 'unknown variant `theroy`', expected: 'theory' }],
    [
      'option',
      'choose: { theory: habbit }',
      {
        message: 'unknown option of `theory` `habbit`',
        hint: 'did you mean `habit`?',
        expected: 'planned, habit',
        at: { line: 9, column: 19 },
      },
    ],
    [
      'event or mechanism',
      'without: [flod]',
      {
        message: 'unknown event or mechanism `flod`',
        hint: 'did you mean `flood`?',
        at: { line: 9, column: 11 },
      },
    ],
    [
      'mechanism to put back',
      'with: [trsut]',
      { message: 'unknown event or mechanism `trsut`', hint: 'did you mean `trust`?' },
    ],
    [
      'group',
      'groups: [host, sax]',
      {
        message: 'unknown group `sax`',
        expected: 'all, host, sex',
        hint: 'did you mean `sex`?',
        at: { line: 9, column: 16 },
      },
    ],
  ];
  it.each(cases)('finds an unknown %s', (_, lines, expected) => {
    const problems = check(lines);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ kind: 'unknown', ...expected });
  });

  it("finds a kind of the study's events that the model lacks", () => {
    const lean = { ...model, fields: model.fields.slice(1) };
    expect(validateScenario(makeScenario(BASE), lean, files).problems).toMatchObject([
      { message: 'unknown kind of event `water`', at: { file: 'events.csv', line: 2 } },
    ]);
  });

  it('tells all at once', () => {
    expect(check('groups: [x1, y2]\nparameters: { z3: 1 }')).toHaveLength(3);
  });
});
