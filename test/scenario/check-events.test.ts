import { describe, expect, it } from 'vitest';
import { readLevers, readSteps } from '../../src/model/levers.ts';
import { eventProblems, eventWarnings } from '../../src/scenario/check-events.ts';
import { weeklyField } from '../../src/scenario/fields.ts';
import { canonicalForm } from '../../src/scenario/identity.ts';
import { readScenario } from '../../src/scenario/read.ts';
import { parseCsv } from '../../src/text/csv.ts';
import { parseYaml } from '../../src/text/yaml.ts';
import { problemOf } from '../io/problems.ts';
import { BASE, day, START } from './make.ts';

const FIELDS = ['water', 'rumour', 'toll', 'gate'].map((name, index) => ({
  name,
  ...(index > 1 ? { by: 'place', labels: ['hill', 'vale', 'moor'] } : { by: undefined, labels: [] }),
  index,
}));
const PLACES = parseCsv(
  'place,title,far,far_source,gate_usual,gate_usual_source\nhill,H,0,A00,0,A00\nvale,V,1,A00,0,A00\nmoor,M,1,A00,2,A00\n',
  'places.csv',
);
const LEVERS = `water: { title: W, text: It wets., unit: a flood, range: 0..2, seen: { size: 0.5, weeks: 10, text: a spring } }
rumour: { title: R, text: It runs., unit: a shout, range: -1..1, parameters: [haste] }
toll: { title: T, text: It costs., unit: a coin, range: 0..1, seen: { size: 1, weeks: 100, text: ever } }
gate:
  title: G
  text: It shuts.
  unit: one step
  range: -2..2
  at: far
  usual: gate_usual
  steps: { open: 0, ajar: 1, shut: 2 }
  seen: { size: 2, weeks: 100, text: ever }
`;
const document = (text: string) => parseYaml(text, 'models/valley/levers.yaml')[0];
const parameters = [{ name: 'haste' }] as never;
const levers = readLevers({ levers: document(LEVERS), places: PLACES }, FIELDS, parameters);
const model = {
  fields: FIELDS,
  levers,
  places: { labels: ['hill', 'vale', 'moor'], titles: [], iso: [], origin: 0 },
};
const STUDY = 'event_id,date,end_date,kind,places,default,size\nold,2022-01-03,2022-01-09,water,hill,off,1\n';

/** A scenario of 45 weeks from 2022-02-21 with these events. */
function withEvents(events: readonly string[], more = '') {
  const list = events.length ? `events:\n${events.map(event => `  - { ${event} }\n`).join('')}` : '';
  const [head] = parseYaml(`${BASE}${more}${list}`, 'scenarios/head.yaml');
  const steps = readSteps({ levers: document(LEVERS), places: PLACES });
  return readScenario([head], parseCsv(STUDY, 'events.csv'), { startDay: START }, steps);
}
const problems = (...events: string[]) => eventProblems(withEvents(events), model);
const warnings = (...events: string[]) => eventWarnings(withEvents(events), model).map(one => one.message);
const field = (kind: string, place: string | undefined, ...events: string[]) =>
  Array.from(
    weeklyField(withEvents(events).events, kind, place, { startDay: START }, 45),
    value => Math.round(1e6 * value) / 1e6,
  );

describe('events that mean nothing to their lever are refused', () => {
  it.each([
    ['water', '2.5', '0 to 2'],
    ['water', '-0.1', '0 to 2'],
    ['rumour', '50', '-1 to 1'],
    ['toll', '3', '0 to 1'],
    ['gate', '3', 'open, ajar, shut, or a change of -2 to 2 steps'],
  ])('%s of size %s', (kind, size, expected) => {
    expect(problems(`id: a, kind: ${kind}, from: 2022-07-04, size: ${size}`)).toMatchObject([
      { kind: 'value', message: `the event \`a\` can't have the size ${size}`, expected, at: { line: 10 } },
    ]);
  });

  it.each([
    ['water', '2'],
    ['water', '0'],
    ['rumour', '-1'],
    ['gate', 'shut'],
  ])('but not %s of size %s', (kind, size) => {
    expect(problems(`kind: ${kind}, from: 2022-07-04, size: ${size}`)).toEqual([]);
  });

  it.each(['water', 'rumour'])('places on `%s`, which acts on everybody, unless it is the origin', kind => {
    expect(problems(`kind: ${kind}, from: 2022-07-04, size: 1, places: [vale]`)).toMatchObject([
      {
        message: `\`${kind}\` acts on everybody: it can't be limited to places`,
        found: '`vale`',
        hint: 'leave out `places`; by place are toll, gate',
      },
    ]);
    expect(problems(`kind: ${kind}, from: 2022-07-04, size: 1, places: [hill]`)).toEqual([]);
  });

  it('a place where the lever does not act', () => {
    expect(problems('kind: gate, from: 2022-07-04, size: shut, places: [vale, hill]')).toMatchObject([
      { message: "`gate` doesn't act at `hill`", expected: 'vale, moor' },
    ]);
    expect(problems('kind: toll, from: 2022-07-04, size: 1, places: [hill]')).toEqual([]);
  });

  it('and so are those of the study', () => {
    const study = parseCsv(STUDY.replace('hill,off,1', 'moor,on,9'), 'events.csv');
    const scenario = readScenario(parseYaml(BASE, 'scenarios/head.yaml'), study, { startDay: START });
    expect(eventProblems(scenario, model).map(one => one.at)).toMatchObject([
      { file: 'events.csv', line: 2 },
      { file: 'events.csv', line: 2 },
    ]);
  });
});

describe('a named step', () => {
  const shut = 'kind: gate, from: 2022-03-07, to: 2022-03-20, size: shut';

  it('changes as much as lies between it and the usual step of each place', () => {
    expect(field('gate', 'vale', shut).slice(0, 5)).toEqual([0, 0, 2, 2, 0]);
    expect(field('gate', 'moor', shut).slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
    const open = shut.replace('shut', 'open');
    expect(field('gate', 'moor', open).slice(0, 5)).toEqual([0, 0, -2, -2, 0]);
    expect(field('gate', 'vale', `${open}, places: [moor]`).slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
  });

  it('counts by the days that it holds', () => {
    const late = shut.replace('2022-03-07', '2022-03-12');
    expect(field('gate', 'vale', late).slice(1, 4)).toEqual([0, Number(((2 * 2) / 7).toFixed(6)), 2]);
  });

  it('is what holds, whatever else acts; of two, the later one', () => {
    const number = 'kind: gate, from: 2022-02-28, size: 1';
    expect(field('gate', 'vale', number, shut).slice(0, 6)).toEqual([0, 1, 2, 2, 1, 1]);
    const ajar = 'kind: gate, from: 2022-03-14, to: 2022-03-27, size: ajar';
    for (const order of [
      [shut, ajar],
      [ajar, shut],
    ])
      expect(field('gate', 'vale', ...order).slice(1, 6)).toEqual([0, 2, 1, 1, 0]);
  });

  it('is part of what a scenario means', () => {
    const [one, other] = [shut, shut.replace('shut', 'ajar')].map(text => canonicalForm(withEvents([text])));
    expect(one).not.toBe(other);
    expect(canonicalForm(withEvents([shut.replace('shut', '0')]))).toBe(canonicalForm(withEvents([])));
  });

  it.each([
    ['size: shutt', "`size` of `gate` can't be `shutt`", 'did you mean `shut`?'],
    [
      'size: shut, half_life_weeks: 2',
      "the step `shut` holds or doesn't hold: it can't fade or build up",
      undefined,
    ],
    [
      'size: shut, lead_weeks: 2',
      "the step `shut` holds or doesn't hold: it can't fade or build up",
      undefined,
    ],
  ])('is refused with %s', (size, message, hint) => {
    const found = problemOf(() => withEvents([`kind: gate, from: 2022-07-04, ${size}`]));
    expect(found).toMatchObject({ message, ...(hint && { hint }) });
  });

  it('is unknown to a lever without steps', () => {
    expect(problemOf(() => withEvents(['kind: toll, from: 2022-07-04, size: shut']))).toMatchObject({
      message: "`size` of `toll` can't be `shut`",
      expected: 'a number',
    });
  });
});

describe('warnings', () => {
  it.each([
    ['of size 0', 'id: a, kind: toll, from: 2022-07-04, size: 0'],
    ['of the usual step', 'id: a, kind: gate, from: 2022-07-04, size: shut, places: [moor]'],
    ['faded long before', 'id: a, kind: toll, from: 2012-07-02, size: 1, half_life_weeks: 0.5'],
  ])('name an event that changes nothing: one %s', (_, event) => {
    expect(warnings(event)).toEqual(['the event `a` changes nothing in this run']);
  });

  it('name an event whose days a shorter run leaves out, and one switched on in vain', () => {
    const scenario = withEvents(['id: a, kind: toll, from: 2022-07-04, size: 1']);
    expect(eventWarnings({ ...scenario, weeks: 10 }, model)).toMatchObject([
      { message: 'the event `a` changes nothing in this run', at: { file: 'scenarios/head.yaml', line: 10 } },
    ]);
    expect(eventWarnings(withEvents([], 'with: [old]\n'), model)).toMatchObject([
      {
        message: 'the event `old` changes nothing in this run',
        at: { file: 'scenarios/head.yaml', line: 9 },
      },
    ]);
  });

  it('ask about the year of an event that begins before the model does', () => {
    const found = eventWarnings(withEvents(['id: a, kind: toll, from: 2021-03-04, size: 1']), model);
    expect(found).toMatchObject([
      {
        message: 'the event `a` begins before the model does, and acts from the first week on',
        found: '2021-03-04',
        expected: 'a day from 2022-02-21 on',
        hint: 'is the year right?',
      },
    ]);
  });

  it('tell a kind that was never seen, with the parameters that are assumed', () => {
    expect(warnings('id: a, kind: rumour, from: 2022-07-04, size: 1')).toEqual([
      'nothing like the event `a` was seen: which way `rumour` acts follows from the model, how strongly is assumed (haste)',
    ]);
  });

  it('tell a size beyond the largest seen, that of two events together included', () => {
    const five = 'kind: water, from: 2022-07-04, to: 2022-07-31, size: 0.5';
    expect(warnings(five)).toEqual([]);
    expect(warnings(five.replace('0.5', '0.8'))).toEqual(['`water` reaches 0.8, beyond what was seen']);
    expect(warnings(five, five)).toEqual(Array(2).fill('`water` reaches 1, beyond what was seen'));
  });

  it('tell a sum beyond the range', () => {
    const half = 'kind: toll, from: 2022-07-04, size: 0.7, places: [vale]';
    expect(warnings(half, half)[0]).toBe('`toll` reaches 1.4 at `vale`, by events that act at once');
  });

  it('tell a time longer than the longest seen; what has faded is over', () => {
    const event = 'id: a, kind: water, from: 2022-07-04, size: 0.5';
    expect(warnings(event)).toEqual(['the event `a` acts for 26 weeks, longer than was seen']);
    expect(warnings(`${event}, to: 2022-09-11`)).toEqual([]);
    expect(warnings(`${event}, half_life_weeks: 2`)).toEqual([]);
  });

  it('say nothing of history, and nothing where a model declares no levers', () => {
    expect(warnings()).toEqual([]);
    const scenario = withEvents(['kind: toll, from: 2022-07-04, size: 5']);
    expect(eventWarnings(scenario, { ...model, levers: [] })).toEqual([]);
    expect(eventProblems(scenario, { ...model, levers: [] })).toEqual([]);
  });
});

describe('events of a field by a column', () => {
  const soil = { name: 'soil', by: 'ground', labels: ['sand', 'clay'], index: 4 };
  const found = (event: string) =>
    eventProblems(withEvents([event]), { ...model, fields: [...FIELDS, soil] }).map(
      ({ message, hint }) => [message, hint] as const,
    );

  it('name its labels', () => {
    const event = 'kind: soil, from: 2022-07-01, size: 1';
    expect(found(`${event}, labels: [sand, clay]`)).toEqual([]);
    expect(found(`${event}, labels: [snad]`)).toEqual([
      ['`ground` has no label `snad`', 'did you mean `sand`?'],
    ]);
    expect(found(`${event}, places: [vale]`)[0][0]).toBe('`soil` is by `ground`, not by place');
  });

  it('are refused labels elsewhere', () => {
    expect(found('kind: toll, from: 2022-07-01, size: 1, labels: [sand]')).toEqual([
      ['`toll` is by no column of labels', 'write `places`'],
    ]);
  });

  it('mean something else with other labels', () => {
    const form = (more: string) =>
      canonicalForm(withEvents([`kind: soil, from: 2022-07-01, size: 1${more}`]));
    expect(form(', labels: [sand]')).not.toBe(form(''));
  });
});

describe('levers.yaml', () => {
  const read = (text: string) => () =>
    readLevers({ levers: document(text), places: PLACES }, FIELDS, parameters);

  it('declares each field, in the order of the model', () => {
    expect(levers.map(({ name, by, labels }) => [name, by, labels])).toEqual([
      ['water', undefined, []],
      ['rumour', undefined, []],
      ['toll', 'place', ['hill', 'vale', 'moor']],
      ['gate', 'place', ['vale', 'moor']],
    ]);
  });

  it.each([
    [
      'a name that is no field',
      `${LEVERS}tolls: { title: T, text: x, unit: y, range: 0..1 }`,
      '`tolls` is no field of the model',
    ],
    ['a field left out', LEVERS.replace(/rumour:.*\n/, ''), 'the lever `rumour` is not declared'],
    ['a parameter that is not there', LEVERS.replace('haste', 'hast'), 'unknown parameter `hast`'],
    [
      'a column that is not there',
      LEVERS.replace('gate_usual', 'gate_usua'),
      '`gate_usua` is no column of places.csv',
    ],
    ['a range that ends before it begins', LEVERS.replace('0..2', '2..0'), '`water.range` can\'t be "2..0"'],
  ])('is refused with %s', (_, text, message) => {
    const found = problemOf(read(text));
    expect(found.message).toBe(message);
    expect(found.at?.file).toBe('models/valley/levers.yaml');
  });
});

it('the first day of these tests is a Monday', () => {
  expect(day('2022-02-21')).toBe(START);
});
