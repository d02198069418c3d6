import { describe, expect, it } from 'vitest';
import { parseDay } from '../../src/core/calendar.ts';
import type { Event } from '../../src/scenario/scenario.ts';
import { small } from '../support/scenario.ts';
import { live, type World } from '../support/world.ts';

/** Borders and visas: who gets into a country, who goes elsewhere, and who goes nowhere. */
const THEORIES = ['threshold', 'utility', 'planned_behaviour'] as const;
const { startDay, events: history } = small('baseline').scenario;
/** The week of 7 March 2022: many leave, and many of them for Georgia. */
const WEEK = 2;
const [template] = history;

function event(kind: string, change: Partial<Event> & { week?: number }): Event {
  const { week = WEEK, ...more } = change;
  return {
    ...template,
    id: `test_${kind}`,
    kind,
    fromDay: startDay + 7 * week,
    toDay: undefined,
    places: [],
    ...more,
  };
}
/** As a scenario's `size: NAME` is read, in a country that usually asks for no visa. */
const visa = (name: string, step: number, place: string) =>
  event('visa', { size: step, step: { name, changes: { [place]: step } }, places: [place] });

/** So many leave that few agents suffice. */
const run = (more: readonly Event[], change: Parameters<typeof live>[0] = {}) =>
  live({
    events: [...history, ...more],
    weeks: WEEK + 1,
    personsPerAgent: 1000,
    ...change,
    parameters: { alarm_rumour: 0.3, ...change.parameters },
  });

/** Agents who came to a place in a week. */
function arrivals({ at, agents }: World, place: number, week: number): number[] {
  return Array.from({ length: agents }, (_, i) => i).filter(
    i => at(week).place[i] === place && at(week - 1).place[i] !== place,
  );
}

/** In the first week that differs: what becomes of those who would have come to a place; all others must do the same. */
function fates(open: World, shut: World, place: number, week = WEEK) {
  const wanted = arrivals(open, place, week);
  const [before, then, now] = [open.at(week - 1).place, open.at(week).place, shut.at(week).place];
  for (let i = 0; i < open.agents; i++) if (!wanted.includes(i)) expect(now[i]).toBe(then[i]);
  const stay = wanted.filter(i => now[i] === before[i]).length;
  const enter = wanted.filter(i => now[i] === place).length;
  return { wanted: wanted.length, stay, enter, elsewhere: wanted.length - stay - enter };
}

/** Whether so many of n is what chance gives of a share: within four standard errors. */
function expectShare(found: number, n: number, share: number): void {
  expect(Math.abs(found - n * share)).toBeLessThanOrEqual(4 * Math.sqrt(n * share * (1 - share)));
}

const open = run([]);
const { parameter: p, code } = open;
const GEORGIA = code('place', 'georgia');
const ORIGIN = code('place', 'origin');

describe('a closed border', () => {
  it('lets nobody in: of those who wanted to come, the share that gives up stays, the rest choose another country', () => {
    const shut = run([event('border', { size: 1, places: ['georgia'] })]);
    const { wanted, stay, enter, elsewhere } = fates(open, shut, GEORGIA);
    expect(wanted).toBeGreaterThan(100);
    expect(enter).toBe(0);
    expectShare(stay, wanted, p('giving_up'));
    expect(elsewhere).toBeGreaterThan(0);
  });

  it('half closed keeps out half, of whom again the share that gives up stays', () => {
    const shut = run([event('border', { size: 0.5, places: ['georgia'] })]);
    const { wanted, stay, enter, elsewhere } = fates(open, shut, GEORGIA);
    expectShare(enter, wanted, 0.5);
    expectShare(stay, wanted, 0.5 * p('giving_up'));
    expectShare(elsewhere, wanted, 0.5 * (1 - p('giving_up')));
  });

  it.each([
    [0, 'all choose another country'],
    [1, 'all stay'],
  ])('with giving_up %d: %s', giving_up => {
    const change = { parameters: { giving_up } };
    const shut = run([event('border', { size: 1, places: ['georgia'] })], change);
    const { wanted, stay } = fates(run([], change), shut, GEORGIA);
    expect(stay).toBe(giving_up * wanted);
  });

  it.each(THEORIES)(
    'of every host: nobody new is abroad and nobody moves on, under the theory %s',
    decision => {
      const from = 12;
      const size = { weeks: 34, personsPerAgent: 4000, choose: { decision } };
      const usual = live(size);
      const came = usual.model.places.labels.flatMap((_, place) =>
        place === ORIGIN ? [] : Array.from({ length: 22 }, (_, k) => arrivals(usual, place, from + k).length),
      );
      expect(came.reduce((sum, n) => sum + n)).toBeGreaterThan(20);
      const closed = live({ ...size, events: [...history, event('border', { size: 1, week: from })] });
      for (let week = from; week < closed.weeks; week++)
        for (let i = 0; i < closed.agents; i++) {
          const [was, now] = [closed.at(week - 1).place[i], closed.at(week).place[i]];
          if (now !== was) throw new Error(`agent ${i} went from ${was} to ${now} in week ${week}`);
        }
      const hosts = usual.model.places.labels.filter(label => label !== 'origin');
      const listed = live({
        ...size,
        events: [...history, event('border', { size: 1, week: from, places: hosts })],
      });
      const homeOf = ({ at, weeks, agents }: World) =>
        Array.from({ length: agents }, (_, i) => i).filter(
          i => at(weeks - 1).place[i] === ORIGIN && at(from - 1).place[i] !== ORIGIN,
        );
      // With only the hosts closed people may return, but nobody leaves again.
      for (let week = from; week < listed.weeks; week++)
        for (let i = 0; i < listed.agents; i++) {
          const [was, now] = [listed.at(week - 1).place[i], listed.at(week).place[i]];
          if (now !== was && now !== ORIGIN) throw new Error(`agent ${i} entered ${now} in week ${week}`);
        }
      expect(homeOf(closed)).toEqual([]);
      if (decision === 'threshold') expect(homeOf(listed).length).toBeGreaterThan(0);
    },
  );

  it('at the origin keeps in those who are on a visit', () => {
    const size = { weeks: 50, personsPerAgent: 2000 };
    const world = live({
      ...size,
      events: [...history, event('border', { size: 1, week: 30, places: ['origin'] })],
    });
    const visiting = Array.from({ length: world.agents }, (_, i) => i).filter(
      i => world.at(29).visit_weeks[i] > 0,
    );
    expect(visiting.length).toBeGreaterThan(5);
    for (const i of visiting) expect(world.at(49).visit_weeks[i]).toBe(world.at(29).visit_weeks[i]);
  });
});

describe('a visa', () => {
  it.each([
    ['on_arrival', 1, 'visa_on_arrival'],
    ['required', 2, 'visa_required'],
    ['refused', 3, 'visa_refused'],
  ])(
    '%s keeps out the share of its parameter; some of these stay, the others go elsewhere',
    (name, step, parameter) => {
      const shut = run([visa(name, step, 'georgia')]);
      const { wanted, stay, enter, elsewhere } = fates(open, shut, GEORGIA);
      const out = p(parameter);
      expectShare(enter, wanted, 1 - out);
      expectShare(stay, wanted, out * p('giving_up'));
      expectShare(elsewhere, wanted, out * (1 - p('giving_up')));
    },
  );

  it('that is the usual one changes nobody, whatever its name', () => {
    const none = run([visa('none', 0, 'georgia')]);
    expect([...none.at(WEEK).place]).toEqual([...open.at(WEEK).place]);
    const { model } = small('baseline');
    const germany = model.places.rows.find(({ cells }) => cells.place === 'germany')!;
    expect(germany.cells.visa_usual).toBe('2');
  });

  it('that is lifted draws people from other countries, and nobody who would not have left', () => {
    const GERMANY = code('place', 'germany');
    const eased = run([
      event('visa', { size: 0, step: { name: 'none', changes: { germany: -2 } }, places: ['germany'] }),
    ]);
    expect(arrivals(eased, GERMANY, WEEK).length).toBeGreaterThan(arrivals(open, GERMANY, WEEK).length);
    const left = ({ at, agents }: World) =>
      Array.from({ length: agents }, (_, i) => i).filter(i => at(WEEK).place[i] !== ORIGIN);
    expect(left(eased)).toEqual(left(open));
  });

  it('keeps families apart, too: they follow at home only as far as it lets them in', () => {
    // A rumour for six weeks and nothing else: whoever leaves later follows kin.
    const rumour = event('rumour', { week: 0, size: 1, toDay: startDay + 41 });
    const follow = (...more: Event[]) => {
      const world = live({
        events: [rumour, ...more],
        parameters: { alarm_rumour: 0.1, reunion_rate: 1 },
        weeks: 40,
        personsPerAgent: 1000,
      });
      const weeks = Array.from({ length: 32 }, (_, k) => 8 + k);
      return weeks.flatMap(week =>
        arrivals(world, GEORGIA, week).filter(i => world.at(week - 1).place[i] === ORIGIN),
      ).length;
    };
    const usual = follow();
    expect(usual).toBeGreaterThan(20);
    expect(follow(event('border', { week: 8, size: 1, places: ['georgia'] }))).toBe(0);
    const refused = { ...visa('refused', 3, 'georgia'), fromDay: startDay + 56 };
    expect(follow(refused)).toBeLessThan(usual);
  });
});

it('the day of these tests is in the spring of 2022', () => {
  expect(startDay + 7 * WEEK).toBe(parseDay('2022-03-07'));
});
