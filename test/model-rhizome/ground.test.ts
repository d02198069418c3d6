import { describe, expect, it } from 'vitest';
import { eachWeek, eventIn, live, onlyEvents } from '../support/world.ts';

/** What people live on, by what right they stay, what they send home, who follows: mechanisms 8, 10, 15 and 16. */
const world = live({ weeks: 50, personsPerAgent: 4000 });
const { code, table, parameter } = world;
const moved = (week: number, since: number) => since === week;
const share = (
  values: ArrayLike<number>,
  holds: (value: number, i: number) => boolean,
  of: (i: number) => boolean,
) => {
  const base = Array.from(values, (value, i) => ({ value, i })).filter(({ i }) => of(i));
  return base.filter(({ value, i }) => holds(value, i)).length / base.length;
};

describe('work', () => {
  const [jobless, remote, local] = ['jobless', 'origin_employer', 'host_employer'].map(label =>
    code('livelihood', label),
  );

  it('nobody leaves remote work when nothing pushes out of it', () => {
    const still = live({ parameters: { remote_exit: 0 }, weeks: 50, personsPerAgent: 4000 });
    const count = { stayed: 0, leftIt: 0 };
    eachWeek(still, (before, after, i, week) => {
      if (before.livelihood[i] !== remote || after.place[i] === 0 || moved(week, after.place_since[i]))
        return;
      count[after.livelihood[i] === remote ? 'stayed' : 'leftIt']++;
    });
    expect(count).toEqual({ stayed: expect.any(Number), leftIt: 0 });
    expect(count.stayed).toBeGreaterThan(500);
  });

  it('a local job does not go along to another country', () => {
    const parameters = { job_base: -60, study_base: -60, remote_exit: 2, onward_base: -2 };
    const moving = live({ parameters, weeks: 50, personsPerAgent: 4000 });
    let lost = 0;
    eachWeek(moving, (before, after, i, week) => {
      if (before.livelihood[i] !== local || !moved(week, after.place_since[i])) return;
      expect(after.livelihood[i]).toBe(jobless);
      lost++;
    });
    expect(lost).toBeGreaterThan(10);
  });

  it('programmes bring people into local jobs', () => {
    const history = onlyEvents('war', 'rumour', 'repression');
    const plain = live({ events: history, weeks: 40, personsPerAgent: 4000 });
    const helped = live({
      events: [...history, eventIn('job_programme', 0, 40)],
      weeks: 40,
      personsPerAgent: 4000,
    });
    const locals = ({ at }: typeof plain) =>
      share(
        at(39).livelihood,
        value => value === local,
        i => at(39).place[i] !== 0,
      );
    expect(locals(helped)).toBeGreaterThan(locals(plain));
  });

  it('standing falls at once to what a livelihood gives and is regained slowly', () => {
    eachWeek(world, (before, after, i) => {
      if (after.first_host[i] === 0) return;
      const worksHere = after.livelihood[i] === local;
      const level =
        table('standing_of', after.livelihood[i]) +
        (worksHere ? parameter('standing_language') * before.language_level[i] : 0);
      const was = before.standing[i];
      const expected = level < was ? level : was + parameter('standing_return') * (level - was);
      expect(after.standing[i]).toBeCloseTo(Math.min(1, Math.max(0, expected)), 4);
    });
  });
});

describe('legal status', () => {
  const [visitor, short, long, permanent, nothing] = [
    'as_visitor',
    'short_permit',
    'long_permit',
    'permanent_resident',
    'without_papers',
  ].map(label => code('legal_status', label));

  it('changes along its ladder only, one step a week; refusals are counted one by one', () => {
    const steps = new Set<string>();
    eachWeek(world, (before, after, i, week) => {
      if (after.place[i] === 0) return;
      if (moved(week, after.place_since[i])) {
        expect(after.refusals[i]).toBe(0);
        expect(table('entry', after.place[i], after.legal_status[i])).toBeGreaterThan(0);
        return;
      }
      const refused = after.refusals[i] - before.refusals[i];
      expect([0, 1]).toContain(refused);
      const [from, to] = [before.legal_status[i], after.legal_status[i]];
      if (from !== to) steps.add(`${from} ${to} ${refused}`);
    });
    const granted = [
      `${visitor} ${short} 0`,
      `${nothing} ${short} 0`,
      `${short} ${long} 0`,
      `${long} ${permanent} 0`,
    ];
    const lost = [
      `${short} ${visitor} 1`,
      `${visitor} ${nothing} 1`,
      `${short} ${nothing} 1`,
      `${nothing} ${visitor} 1`,
    ];
    expect([...steps].filter(step => !granted.includes(step) && !lost.includes(step))).toEqual([]);
    expect(steps).toContain(`${visitor} ${short} 0`);
  });

  it('stays as it was on arrival when nothing is decided', () => {
    const frozen = live({ parameters: { permit_rate: 0 }, weeks: 40, personsPerAgent: 4000 });
    eachWeek(frozen, (before, after, i, week) => {
      if (after.place[i] === 0 || moved(week, after.place_since[i])) return;
      expect(after.legal_status[i]).toBe(before.legal_status[i]);
    });
  });

  it('is harder to get under restrictions and easier when eased', () => {
    const history = onlyEvents('war', 'rumour', 'repression');
    const permits = (kind?: string) => {
      const events = kind ? [...history, eventIn(kind, 0, 50)] : history;
      const { at } = live({ events, weeks: 40, personsPerAgent: 4000 });
      const { legal_status, place } = at(39);
      return share(
        legal_status,
        value => [short, long, permanent].includes(value),
        i => place[i] !== 0,
      );
    };
    const [plain, hard, easy] = [permits(), permits('host_policy'), permits('permit_easing')];
    expect(hard).toBeLessThan(plain);
    expect(easy).toBeGreaterThan(plain);
  });
});

describe('money', () => {
  it('fades, more slowly with the family at home', () => {
    let [senders, apart] = [0, 0];
    eachWeek(world, (before, after, i) => {
      const [was, now] = [before.remittance[i], after.remittance[i]];
      if (was === 0 || now === 0) return;
      const family = (after.has_partner[i] || after.has_children[i]) && after.kin_at_home[i] === 1;
      const fading = parameter('remit_fading') * (family ? parameter('remit_patience') : 1);
      expect(now).toBeCloseTo(was * (1 - fading), 4);
      senders++;
      apart += Number(family);
    });
    expect(senders).toBeGreaterThan(apart);
    expect(apart).toBeGreaterThan(0);
  });

  it('stops when transfers are blocked', () => {
    const events = [...onlyEvents('war', 'rumour'), eventIn('transfers_blocked', 30, 60)];
    const { at } = live({ events, weeks: 36, personsPerAgent: 4000 });
    const senders = (week: number) => at(week).remittance.filter(value => value > 0).length;
    expect(senders(29)).toBeGreaterThan(0);
    expect(senders(31)).toBe(0);
  });
});

describe('families', () => {
  const quiet = { events: [eventIn('rumour', 0, 4)], without: ['steps'], weeks: 60, personsPerAgent: 2000 };
  const leavers = ({ at, agents }: typeof world) =>
    Array.from({ length: agents }, (_, i) => i).filter(i => at(59).place[i] !== 0 && at(59).departed[i] > 5);

  it('follow one of kin who has settled, to where that one lives', () => {
    const following = live({ ...quiet, parameters: { reunion_rate: 0.1 } });
    const { neighbours, starts } = following.ties('kin');
    const found = leavers(following);
    expect(found.length).toBeGreaterThan(5);
    for (const i of found) {
      const { departed, place, has_partner, has_children } = following.at(59);
      expect(has_partner[i] || has_children[i]).toBeTruthy();
      const before = following.at(departed[i] - 1);
      const kin = Array.from(neighbours.subarray(starts[i], starts[i + 1]), k => before.place[k]);
      expect(kin).toContain(place[i]);
    }
  });

  it('do not follow when nothing brings them together: without alarm nobody leaves', () => {
    expect(leavers(live({ ...quiet, parameters: { reunion_rate: 0 } }))).toEqual([]);
  });
});
