import { describe, expect, it } from 'vitest';
import { eachWeek, eventIn, live, onlyEvents, type World } from '../support/world.ts';

/** Contact, quarrels, ties after arrival, language, public life, steps: mechanisms 2, 5, 9, 11 and 14. */
const held = (value: number) => Math.min(1, Math.max(0, value));
const world = live({ weeks: 45, personsPerAgent: 4000 });
const { parameter: p, table, code } = world;
const count = (
  { at, agents }: World,
  week: number,
  holds: (s: ReturnType<World['at']>, i: number) => boolean,
) => Array.from({ length: agents }, (_, i) => i).filter(i => holds(at(week), i)).length;

describe('contact', () => {
  it('is full on leaving, on a visit and back home, and else fades to what kin and a closeness that wears off sustain', () => {
    eachWeek(world, (before, after, i, week) => {
      if (after.first_host[i] === 0) return;
      const justLeft = after.place[i] !== 0 && after.departed[i] === week;
      if (after.place[i] === 0 || justLeft || after.visit_weeks[i] > 0) {
        expect(after.contact[i]).toBe(1);
        return;
      }
      const kin = before.estranged[i] ? 0 : after.kin_at_home[i];
      const worn = 1 + (p('closeness_wear') * after.weeks_abroad[i]) / 52.1775;
      const lasting = (after.closeness[i] * (1 - p('contact_kin') + p('contact_kin') * kin)) / worn;
      const was = before.contact[i];
      expect(after.contact[i]).toBeCloseTo(held(was + p('contact_fading') * (lasting - was)), 4);
    });
  });

  it('with kin seldom breaks, and never where quarrels break nothing', () => {
    const abroad = count(world, 44, (s, i) => s.place[i] !== 0);
    expect(count(world, 44, (s, i) => s.estranged[i] !== 0) / abroad).toBeLessThan(0.1);
    const patient = live({ parameters: { break_rate: 0 }, weeks: 45, personsPerAgent: 8000 });
    expect(count(patient, 44, (s, i) => s.estranged[i] !== 0)).toBe(0);
  });
});

describe('ties abroad', () => {
  it('are counted from who lives where: friends here and elsewhere as of the week before', () => {
    const { starts, neighbours } = world.ties('friends');
    eachWeek(world, (before, after, i) => {
      if (after.place[i] === 0) return;
      const places = Array.from(neighbours.subarray(starts[i], starts[i + 1]), k => before.place[k]);
      const here = places.filter(place => place === after.place[i]).length;
      const abroad = places.filter(place => place !== 0).length;
      expect([after.friends_here[i], after.friends_elsewhere[i]]).toEqual([here, abroad - here]);
    });
  });

  it('made after arrival stay behind with a move: the old diaspora, people of the country', () => {
    let moves = 0;
    eachWeek(world, (_, after, i, week) => {
      expect(after.chats_here[i]).toBeLessThanOrEqual(6);
      if (after.place[i] === 0 || after.place_since[i] !== week) return;
      expect(after.diaspora_ties[i]).toBeLessThanOrEqual(1);
      expect(after.host_contacts[i]).toBeLessThan(0.05);
      moves++;
    });
    expect(moves).toBeGreaterThan(100);
  });

  it('are none without a will to them', () => {
    const alone = live({ parameters: { chats_form: 0, diaspora_meet: 0 }, weeks: 30, personsPerAgent: 8000 });
    expect(count(alone, 29, (s, i) => s.chats_here[i] + s.diaspora_ties[i] > 0)).toBe(0);
  });
});

describe('language', () => {
  it('grows by lessons and daily life as a share of what is still unknown', () => {
    eachWeek(world, (before, after, i, week) => {
      if (after.place[i] === 0) return;
      if (after.place_since[i] === week) return expect(after.language_level[i]).toBe(0);
      const daily =
        p('level_life') *
        (1 - table('russian', after.place[i])) *
        (1 + p('level_contacts') * after.host_contacts[i]);
      const exposure = daily + (after.learning[i] ? p('level_lessons') : 0);
      const was = before.language_level[i];
      const gain = exposure * table('learning_age', after.age[i]) * (1 - was);
      expect(after.language_level[i]).toBeCloseTo(was + gain, 4);
    });
  });

  it('courses bring people into lessons', () => {
    const history = onlyEvents('war', 'rumour');
    const learners = (events: typeof history) =>
      count(live({ events, weeks: 30, personsPerAgent: 4000 }), 29, (s, i) => s.learning[i] !== 0);
    expect(learners([...history, eventIn('language_courses', 4, 30)])).toBeGreaterThan(learners(history));
  });
});

describe('public life', () => {
  it('abroad begins with what was carried over, and never exceeds readiness at home without help', () => {
    eachWeek(world, (_, after, i, week) => {
      expect(after.civic_home[i]).toBeLessThanOrEqual(after.engagement[i] + 1e-6);
      if (after.place[i] !== 0 && after.place_since[i] === week)
        expect(after.civic_host[i]).toBeCloseTo(p('civic_carry') * after.engagement[i], 4);
    });
  });

  it('is raised by help for activists', () => {
    const history = onlyEvents('war', 'rumour');
    const mean = (events: typeof history) => {
      const { at, agents } = live({ events, weeks: 40, personsPerAgent: 8000 });
      const { place, civic_home } = at(39);
      const abroad = Array.from({ length: agents }, (_, i) => i).filter(i => place[i] !== 0);
      return abroad.reduce((sum, i) => sum + civic_home[i], 0) / abroad.length;
    };
    expect(mean([...history, eventIn('activist_support', 10, 40)])).toBeGreaterThan(mean(history));
  });
});

describe('steps', () => {
  it('a visit lasts one to eight weeks and changes no place', () => {
    let visits = 0;
    eachWeek(world, (before, after, i) => {
      const [was, now] = [before.visit_weeks[i], after.visit_weeks[i]];
      if (after.visits_home[i] > before.visits_home[i]) {
        expect(now).toBeGreaterThanOrEqual(1);
        visits++;
      } else expect(now).toBe(Math.max(0, was - 1));
      if (now > 0) expect(after.place[i]).toBe(before.place[i]);
    });
    expect(visits).toBeGreaterThan(5);
  });

  it('nobody returns whose condition is not met, or who is no mover', () => {
    eachWeek(world, (before, after, i) => {
      if (after.returns_home[i] === before.returns_home[i]) return;
      expect(after.place[i]).toBe(0);
      expect(before.mobile[i]).toBe(1);
      // The war goes on, the regime persists and nothing is guaranteed: only the unconditional go.
      expect(before.return_condition[i]).toBe(code('return_condition', 'no_condition'));
    });
  });

  it('nobody crosses a closed border homewards, under any theory of the decision', () => {
    const closed = { ...eventIn('border', 0, 45), places: ['origin'] };
    const events = [eventIn('rumour', 0, 6), { ...closed, fromDay: closed.fromDay + 7 * 6 }];
    for (const decision of ['threshold', 'utility', 'planned_behaviour']) {
      const shut = live({ events, choose: { decision }, weeks: 45, personsPerAgent: 8000 });
      const [then, now] = [shut.at(5), shut.at(44)];
      expect(Array.from(now.returns_home)).toEqual(Array.from(then.returns_home));
      expect(Array.from(now.visits_home)).toEqual(Array.from(then.visits_home));
      // Nor outwards: who was at home stays there.
      for (let i = 0; i < shut.agents; i++) if (then.place[i] === 0) expect(now.place[i]).toBe(0);
    }
  });
});
