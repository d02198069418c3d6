import { describe, expect, it } from 'vitest';
import type { Event } from '../../src/scenario/scenario.ts';
import { parseYaml } from '../../src/text/yaml.ts';
import { type InlineModel, type InlineScenario, inlineInputs } from '../support/model.ts';
import { runInline } from '../support/run.ts';

const START = Math.floor(Date.UTC(2022, 1, 21) / 86_400_000);

/** An event whose size is an expression. */
const answering = (
  size: string,
  more: Partial<Event> = {},
  numbers: Record<string, number> = {},
): Partial<Event> => ({
  ...{ id: 'gate', kind: 'border', fromDay: START },
  ...more,
  answer: {
    text: { text: size, file: 'scenario.yaml', lines: [{ offset: 0, line: 7, column: 11 }] },
    numbers,
  },
});

/** People who leave home at a rate unless the border is closed, and come back. */
const VALLEY: InlineModel = {
  columns: `
place: { type: place, initial: home }
trust: { type: number, range: 0..1, published: true, initial: uniform('t') }
seen: { type: number }
late: { type: flag, initial: uniform('l') > 0.5 }`,
  places: 'place,title,room,room_source\nhome,Home,0,A00\nnorth,North,50,A00\nsouth,South,80,A00',
  parameters: { persons: 600, rate: 0.1 },
  networks: 'networks:\n  friends: { shape: ring, degree: 4 }',
  more: 'fields: [war, "border[place]"]\nfilters:\n  abroad: place != home',
  rules: `
rule: go
who: place == home
chance: rate * (1 - war)
then:
  place: choose(place where there != home, log(max(0.000001, 1 - border[there])))
---
rule: look
set:
  seen: border[north]`,
  metrics: `
north: { persons: place == north }
south: { persons: place == south }
away: { persons: abroad }`,
};

const run = (events: Partial<Event>[], more: InlineScenario = {}, model: InlineModel = VALLEY) =>
  runInline(inlineInputs(model, { weeks: 20, ...more, events }));

describe('a size that answers', () => {
  it('closes when last week had as many as a number says, and tells its sizes as a metric', () => {
    const { series } = run([answering('if(total(place == north) >= 40, 1, 0)', { places: ['north'] })]);
    const [north, size] = [series('north'), series('size_of_gate')];
    expect(size).toEqual(north.map((_, week) => (week > 0 && north[week - 1] >= 40 ? 1 : 0)));
    expect(size.indexOf(1)).toBeGreaterThan(1);
  });

  it('answers in each place to what is there, and tells the mean over places', () => {
    const { series } = run([answering('if(total(place == there) >= room[there], 1, 0)')]);
    const of = (place: string) => series('size_of_gate', `place=${place}`);
    for (const [place, room] of [
      ['north', 50],
      ['south', 80],
    ] as const)
      expect(of(place)).toEqual(
        series(place).map((_, week, all) => (week > 0 && all[week - 1] >= room ? 1 : 0)),
      );
    expect(series('size_of_gate')).toEqual(
      of('north').map((one, week) => (one + of('south')[week] + of('home')[week]) / 3),
    );
  });

  it('switches on at one level and off at another', () => {
    const turn = 'if(total(abroad) > if(last > 0, 120, 200), 1, 0)';
    const home = VALLEY.rules!.replace(
      '---',
      '---\nrule: back\nwho: place != home\nchance: 0.1\nthen:\n  place: home\n---',
    );
    const { series } = run([answering(turn, { kind: 'war' })], { weeks: 40 }, { ...VALLEY, rules: home });
    const [away, size] = [series('away'), series('size_of_gate')];
    let on = false;
    const expected = away.map((_, week) => {
      on = (week > 0 ? away[week - 1] : 0) > (on ? 120 : 200);
      return on ? 1 : 0;
    });
    expect(size).toEqual(expected);
    // It has gone on and off, and between the levels it is both.
    const between = size.filter((_, week) => week > 0 && away[week - 1] > 120 && away[week - 1] <= 200);
    expect(new Set(between)).toEqual(new Set([0, 1]));
  });

  it('adds up what a programme has cost since it began, and ends it when the budget is spent', () => {
    const size = 'if(so_far(cost * total(north_bound)) < budget, 0.5, 0)';
    const model = { ...VALLEY, more: `${VALLEY.more}\n  north_bound: place == north` };
    const numbers = { cost: 2, budget: 500 };
    const from = START + 7 * 3;
    const { series } = run([answering(size, { kind: 'war', fromDay: from }, numbers)], {}, model);
    const [north, told] = [series('north'), series('size_of_gate')];
    let spent = 0;
    const expected = north.map((_, week) => {
      if (week < 3) return 0;
      if (week > 3) spent += 2 * north[week - 1];
      return spent < 500 ? 0.5 : 0;
    });
    expect(told).toEqual(expected);
    expect(new Set(told.slice(3))).toEqual(new Set([0.5, 0]));
  });

  it('fades like other events and adds to them', () => {
    const fading = answering('week + 1', { kind: 'war', halfLifeWeeks: 1e9, toDay: START + 7 * 5 + 2 });
    const fixed = { kind: 'war', fromDay: START, size: 0.25, toDay: START + 6 };
    const rules = 'rule: look\nset:\n  seen: war';
    const sizes = run([fading, fixed], {}, { ...VALLEY, rules }).series('size_of_gate');
    expect(sizes.slice(0, 5)).toEqual([1, 2, 3, 4, 5]);
    // Three of seven days; nothing afterwards.
    expect(sizes[5]).toBeCloseTo((6 * 3) / 7, 6);
    expect(sizes[6]).toBe(0);
    const seen = (weeks: number) => run([fading, fixed], { weeks }, { ...VALLEY, rules }).column('seen')[0];
    expect([seen(1), seen(2)]).toEqual([1.25, 2]);
  });

  it('is held to the sizes that its lever allows', () => {
    const lever = (name: string) => `${name}: { title: t, text: t, unit: u, range: 0..1 }`;
    const inputs = inlineInputs(VALLEY, { weeks: 3, events: [answering('5 * week - 3')] });
    const levers = parseYaml(['war', 'border'].map(lever).join('\n'), 'levers.yaml')[0];
    const { series } = runInline({ ...inputs, model: { ...inputs.model, levers } });
    expect(series('size_of_gate')).toEqual([0, 1, 1]);
  });

  it('reads parameters, fields of the week before, dates and its own numbers', () => {
    const size = 'rate + 10 * war + if(week >= 2022-03-07, step, 0)';
    const war = { kind: 'war', fromDay: START + 7, size: 3 };
    const { series } = run([answering(size, {}, { step: 100 }), war]);
    const rate = Math.fround(0.1);
    expect(series('size_of_gate').slice(0, 4)).toEqual([
      rate,
      rate,
      Math.fround(Math.fround(rate + 30) + 100),
      Math.fround(Math.fround(rate + 30) + 100),
    ]);
  });

  it.each([
    ['if(trust > 0.5, 1, 0)', 'a size is one number for everybody: `trust` is of a single agent', 14],
    [
      'share(friends, trust > 0.5)',
      'a size is one number for everybody: `share(friends ...)` is of a single agent',
      11,
    ],
    ['total(place == my.place)', 'a size is one number for everybody: `my.place` is of a single agent', 26],
    ["uniform('x')", '`uniform` draws', 11],
    ['total(abroad) > 3', 'a size is a number', 11],
    ['totl(abroad)', 'unknown function `totl`', 11],
    ['total(abroad, trust > limit)', '`limit` is a number of this event', 33],
    ['total(abroad, so_far(trust) > 1)', '`so_far` adds up over weeks', 25],
  ])('refuses %s where it stands', (size, message, column) => {
    expect(() => run([answering(size, {}, { limit: 3 })])).toThrow(message);
    try {
      run([answering(size, {}, { limit: 3 })]);
    } catch (error) {
      expect((error as { problems: object[] }).problems).toMatchObject([
        { at: { file: 'scenario.yaml', line: 7, column } },
      ]);
    }
  });

  it('refuses `there` where a lever acts on everybody', () => {
    const size = 'total(place == there)';
    expect(() => run([answering(size, { kind: 'war' })])).toThrow('`war` acts on everybody');
  });

  it('stops a run in which a size is no number', () => {
    const size = 'total(abroad) / (total(place == north) - total(place == north))';
    expect(() => run([answering(size)])).toThrow('the size of `gate` is no number in the week of 2022-02-21');
  });
});
