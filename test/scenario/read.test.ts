import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemOf, problemsOf } from '../io/problems.ts';
import { BASE, day, EVENTS, makeFrom, makeScenario, START } from './make.ts';

const ids = (...files: [string, ...string[]]) => makeScenario(...files).events.map(event => event.id);
const child = (lines: string) => `title: child\nassumes: more\n${lines}\n`;

describe('a scenario', () => {
  it('is read with its defaults', () => {
    const scenario = makeScenario(BASE);
    expect(scenario).toMatchObject({
      name: 'head',
      title: 'base',
      model: 'models/valley',
      study: 'surveys/valley-2022',
      startDay: START,
      untilDay: day('2022-12-31'),
      weeks: 45,
      replicates: 2,
      personsPerAgent: 10,
      seed: 's',
      choose: {},
      parameters: {},
      groups: [],
      withoutMechanisms: [],
      files: ['scenarios/head.yaml'],
    });
    expect(scenario.events.map(event => event.id)).toEqual(['flood', 'flood_rumour', 'echo']);
    expect(scenario.events[1]).toEqual({
      id: 'flood_rumour',
      kind: 'rumour',
      fromDay: day('2022-04-25'),
      toDay: undefined,
      size: 0.5,
      halfLifeWeeks: undefined,
      leadWeeks: 1,
      places: ['hill', 'vale'],
      at: { file: 'events.csv', line: 3, column: 1 },
    });
    expect(scenario.eventIds).toEqual(['flood', 'flood_rumour', 'echo', 'fair', 'market']);
  });

  it('has as many weeks as begin until its last day', () => {
    const weeks = (until: string) => makeScenario(BASE.replace('2022-12-31', until)).weeks;
    expect(weeks('2022-02-21')).toBe(1);
    expect(weeks('2022-02-27')).toBe(1);
    expect(weeks('2022-02-28')).toBe(2);
    expect(weeks('2024-11-17')).toBe(143);
  });

  it('may take a number for its seed, and no events at all', () => {
    const scenario = makeFrom([BASE.replace('seed: s', 'seed: 42')], undefined);
    expect([scenario.seed, scenario.events]).toEqual(['42', []]);
  });

  it('replaces what it extends, and adds events', () => {
    const event = (id: string) => `events:\n  - { id: ${id}, kind: water, from: 2022-07-01, size: 2 }`;
    const scenario = makeScenario(
      child(`${event('third')}\nreplicates: 5\nparameters: { gain: 2 }`),
      child(`${event('second')}\nuntil: 2022-10-02\nparameters: { gain: 1, pull: 3 }\ngroups: [all, sex]`),
      `${BASE}${event('first')}\ngroups: [host]\nchoose: { theory: a }`,
    );
    expect(scenario).toMatchObject({
      title: 'child',
      replicates: 5,
      untilDay: day('2022-10-02'),
      seed: 's',
      parameters: { gain: 2 },
      groups: ['all', 'sex'],
      choose: { theory: 'a' },
      files: ['scenarios/head.yaml', 'scenarios/under-1.yaml', 'scenarios/under-2.yaml'],
    });
    expect(scenario.events.slice(3)).toMatchObject([
      { id: 'first', at: { file: 'scenarios/under-2.yaml', line: 10 } },
      { id: 'second', at: { file: 'scenarios/under-1.yaml', line: 4 } },
      { id: 'third', size: 2, fromDay: day('2022-07-01'), leadWeeks: 0, places: [] },
    ]);
    expect(scenario.positions.get('parameters.gain')).toMatchObject({ file: 'scenarios/head.yaml' });
    expect(scenario.positions.get('choose.theory')).toMatchObject({ file: 'scenarios/under-2.yaml' });
    expect(scenario.positions.get('groups.sex')).toEqual({
      file: 'scenarios/under-1.yaml',
      line: 7,
      column: 15,
    });
  });
});

describe('switches', () => {
  it('take an event away with all that belongs to it, and nothing else', () => {
    expect(ids(`${BASE}without: [flood]`)).toEqual([]);
    expect(ids(`${BASE}without: [flood_rumour]`)).toEqual(['flood']);
    expect(ids(`${BASE}without: [fair]`)).toEqual(['flood', 'flood_rumour', 'echo']);
  });

  it('put on what is off, with what belongs to it', () => {
    expect(ids(`${BASE}with: [fair]`)).toEqual(['flood', 'flood_rumour', 'echo', 'fair', 'market']);
    expect(ids(`${BASE}with: [fair]\nwithout: [market]`)).toEqual(['flood', 'flood_rumour', 'echo', 'fair']);
  });

  it('keep an event that is put on by name though its cause is off', () => {
    expect(ids(`${BASE}without: [flood]\nwith: [echo]`)).toEqual(['echo']);
  });

  it('obey the nearest file', () => {
    expect(ids(child('with: [flood]'), `${BASE}without: [flood]`)).toEqual(['flood', 'flood_rumour', 'echo']);
    expect(ids(child('without: [fair]'), `${BASE}with: [fair]`)).toEqual(['flood', 'flood_rumour', 'echo']);
  });

  it('reach events of extended files', () => {
    const event = 'events:\n  - { id: own, kind: water, from: 2022-07-01, size: 2 }\n';
    expect(ids(child('without: [own, flood]'), BASE + event)).toEqual([]);
  });

  it('take any other name for a mechanism', () => {
    const scenario = makeScenario(child('with: [trust]\nwithout: [plans]'), `${BASE}without: [trust, work]`);
    expect([scenario.withoutMechanisms, scenario.withMechanisms]).toEqual([['work', 'plans'], ['trust']]);
    expect(scenario.positions.get('without.plans')).toEqual({
      file: 'scenarios/head.yaml',
      line: 4,
      column: 11,
    });
  });
});

describe('bad scenarios', () => {
  const cases: [string, string, object][] = [
    [
      'a day that no calendar has',
      BASE.replace('2022-12-31', '2022-02-30'),
      {
        kind: 'value',
        message: '`until` is no day of the calendar',
        found: '2022-02-30',
        at: { file: 'scenarios/head.yaml', line: 5, column: 8 },
      },
    ],
    [
      'a date written otherwise',
      BASE.replace('2022-12-31', '31.12.2022'),
      { kind: 'value', expected: 'a day like 2022-09-21' },
    ],
    [
      'an end before the start',
      BASE.replace('2022-12-31', '2022-02-20'),
      {
        kind: 'value',
        message: '`until` lies before the model begins',
        found: '2022-02-20',
      },
    ],
    [
      'an end in another millennium',
      BASE.replace('2022-12-31', '9022-12-31'),
      { message: '`until` lies too far ahead' },
    ],
    [
      'an event that ends before it begins',
      `${BASE}events:\n  - { kind: water, from: 2022-07-01, to: 2022-06-01, size: 1 }`,
      {
        kind: 'value',
        message: 'the event ends before it begins',
        at: { line: 10, column: 42 },
      },
    ],
    [
      'an event behind the end',
      `${BASE}events:\n  - kind: water\n    from: 2023-01-02\n    size: 1`,
      {
        kind: 'value',
        message: 'the event lies outside the simulated time',
        found: '2023-01-02',
        expected: 'days from 2022-02-21 to 2023-01-01',
        at: { line: 10, column: 5 },
      },
    ],
    [
      'an event before the start',
      `${BASE}events:\n  - { kind: water, from: 2021-01-02, to: 2022-02-20, size: 1 }`,
      {
        message: 'the event lies outside the simulated time',
        found: '2021-01-02 to 2022-02-20',
      },
    ],
    [
      'an event on no day',
      `${BASE}events:\n  - { kind: water, from: 2022-06-31, size: 1 }`,
      {
        message: '`from` is no day of the calendar',
        at: { line: 10, column: 26 },
      },
    ],
    [
      'an event with the id of another',
      `${BASE}events:\n  - { id: flood, kind: water, from: 2022-06-01, size: 1 }`,
      {
        kind: 'value',
        message: 'there is another event `flood`',
        at: { file: 'scenarios/head.yaml', line: 10 },
      },
    ],
    [
      'a half-life of nothing',
      `${BASE}events:\n  - { kind: water, from: 2022-06-01, size: 1, half_life_weeks: 0 }`,
      {
        kind: 'value',
        message: "`half_life_weeks` of event 1 can't be 0",
        expected: 'more than 0',
      },
    ],
    [
      'a size that is no number',
      `${BASE}events:\n  - { kind: water, from: 2022-06-01, size: large }`,
      {
        kind: 'type',
        at: { line: 10, column: 44 },
        expected: 'a number',
      },
    ],
    [
      'a misspelt key',
      BASE.replace('replicates', 'replicats'),
      { kind: 'shape', hint: 'did you mean `replicates`?' },
    ],
    [
      'no replicates',
      BASE.replace('replicates: 2', 'replicates: 0'),
      { kind: 'value', expected: 'at least 1' },
    ],
    [
      'one name switched both ways',
      `${BASE}with: [fair]\nwithout: [fair]`,
      { kind: 'conflict', at: { line: 10, column: 11 } },
    ],
    [
      'parameters that are neither',
      `${BASE}parameters: mine`,
      { expected: 'posterior, defaults or a mapping' },
    ],
  ];
  it.each(cases)('%s', (_, text, expected) => {
    expect(problemOf(() => makeScenario(text))).toMatchObject(expected);
  });

  it('keys that no file has', () => {
    expect(problemsOf(() => makeScenario(child('seed: a'), child('model: valley')))).toMatchObject(
      ['study', 'until', 'replicates', 'persons_per_agent'].map(key => ({
        kind: 'shape',
        message: `\`${key}\` is missing`,
      })),
    );
  });

  it('an event that overlaps the ends is none of them', () => {
    const until = (from: string, more = '') =>
      makeScenario(`${BASE}events:\n  - { kind: water, from: ${from}, size: 1${more} }`).events;
    expect(until('2021-01-01')).toHaveLength(4);
    expect(until('2023-01-01')).toHaveLength(4);
    expect(until('2023-01-09', ', lead_weeks: 2')).toHaveLength(4);
  });

  it('history of the study may lie outside', () => {
    expect(makeScenario(BASE.replace('2022-12-31', '2022-03-01')).events).toHaveLength(3);
  });
});

describe('bad events of a study', () => {
  const line = (row: string) => () => makeFrom([BASE], `${EVENTS}${row}\n`);
  const cases: [string, string, object][] = [
    [
      'no day',
      'x,2022-13-01,,water,,,,,,',
      { message: '`date` is no day of the calendar', at: { file: 'events.csv', line: 7, column: 3 } },
    ],
    [
      'an end before the start',
      'x,2022-05-01,2022-04-01,water,,,,,,',
      { message: 'the event ends before it begins', at: { column: 14 } },
    ],
    [
      'neither on nor off',
      'x,2022-05-01,,water,,maybe,,,,',
      { message: '`default` is on or off', found: '`maybe`' },
    ],
    ['no number', 'x,2022-05-01,,water,,,big,,,', { kind: 'type', message: "`size` can't be big" }],
    ['no half-life', 'x,2022-05-01,,water,,,1,0,,', { kind: 'value', expected: 'a number above 0' }],
    [
      'a lead backwards',
      'x,2022-05-01,,water,,,1,,-1,',
      { kind: 'value', expected: 'a number of at least 0' },
    ],
    ['twice', 'flood,2022-05-01,,water,,,,,,', { message: 'the event `flood` is here twice' }],
    [
      'no cause',
      'x,2022-05-01,,water,,,,,,flod',
      { kind: 'unknown', hint: 'did you mean `flood`?', at: { column: 26 } },
    ],
    ['its own cause', 'x,2022-05-01,,water,,,,,,x', { kind: 'conflict' }],
    ['no kind', 'x,2022-05-01,,,,,,,,', { message: 'an event needs an id and a kind' }],
  ];
  it.each(cases)('%s', (_, row, expected) => {
    expect(problemOf(line(row))).toMatchObject(expected);
  });

  it('a missing column', () => {
    expect(problemOf(() => makeFrom([BASE], 'event_id,day,kind\n'))).toMatchObject({
      message: 'column `date` is missing',
    });
  });
});

describe('broken files', () => {
  it('end in problems, whatever is broken in them (property)', () => {
    const scenario = `${BASE}parameters: { gain: 1 }\nchoose: { a: b }\ngroups: [all]\nwith: [fair]\nwithout: [flood]\nevents:\n  - { id: x, kind: water, from: 2022-03-01, to: 2022-04-01, size: 1, half_life_weeks: 2, places: [hill] }\n`;
    const piece = fc.string({ unit: fc.constantFrom(...'0123456789-:,[]{}"\'\n ~.ex_'), maxLength: 6 });
    const cut = fc.record({ at: fc.nat(600), length: fc.nat(8), put: piece });
    const broken = (text: string, { at, length, put }: { at: number; length: number; put: string }) => {
      const start = at % text.length;
      return text.slice(0, start) + put + text.slice(start + length);
    };
    let refused = 0;
    fc.assert(
      fc.property(cut, cut, (first, second) => {
        const problems = problemsOf(() => makeFrom([broken(scenario, first)], broken(EVENTS, second)));
        if (problems.length) refused++;
        for (const { message, at } of problems)
          expect([message.length > 0, at !== undefined]).toEqual([true, true]);
      }),
      { seed: 2022, numRuns: 2000 },
    );
    expect(refused).toBeGreaterThan(1000);
  });
});
