import { describe, expect, it } from 'vitest';
import { eachWeek, eventIn, live, onlyEvents, type World } from '../support/world.ts';

/** Distress, fear, outlook, trust, plans: mechanisms 6, 7, 12, 13 and 17. */
const held = (value: number, low = 0, high = 1) => Math.min(high, Math.max(low, value));
const mean = (values: ArrayLike<number>, of: (i: number) => boolean) => {
  const chosen = Array.from(values).filter((_, i) => of(i));
  return chosen.reduce((a, b) => a + b, 0) / chosen.length;
};
const meanAbroad = ({ at }: World, column: string, week: number) =>
  mean(at(week)[column], i => at(week).place[i] !== 0);
/** Noise off, and what this week's events do: the equations can then be followed from the columns alone. */
const calm = {
  distress_noise: 0,
  distress_ukraine: 0,
  distress_mobilisation: 0,
  fear_noise: 0,
  fear_repression: 0,
  life_noise: 0,
  change_noise: 0,
  change_war: 0,
  change_repression: 0,
  change_mobilisation: 0,
  home_risk: 0,
};
const world = live({ parameters: calm, weeks: 45, personsPerAgent: 4000 });
const { parameter: p, table } = world;

/** Half of what so many ties can do is done by `half`. */
const saturation = (x: number, half: number) => x / (x + half);

function circumstances(s: ReturnType<World['at']>, i: number) {
  const helpers =
    s.friends_here[i] +
    p('help_chats') * s.chats_here[i] +
    p('help_far') * s.friends_elsewhere[i] +
    p('help_diaspora') * s.diaspora_ties[i];
  const security = 0.5 * (table('security', s.place[i]) + table('legal_safety', s.legal_status[i]));
  const insured = 1 - p('insurance_effect') * saturation(s.friends_elsewhere[i], p('insurance_half'));
  const felt = 0.5 * (table('job_risk', s.livelihood[i]) + 1 - security) * insured;
  return {
    support: saturation(helpers, p('support_half')),
    security,
    risk: s.place[i] === 0 ? 0 : felt,
    lost: Math.max(0, table('standing_before', s.employer_before[i]) - s.standing[i]),
    rupture: 1 - saturation(s.weeks_abroad[i], p('adaptation_half')),
  };
}

describe('distress', () => {
  it('is drawn to its level: rupture, lost standing buffered by support, felt risk, slights', () => {
    eachWeek(world, (before, after, i) => {
      if (after.first_host[i] === 0) return;
      const { support, risk, lost, rupture } = circumstances(after, i);
      const level =
        p('distress_base') +
        p('distress_sd') * after.vulnerability[i] +
        p('distress_rupture') * rupture +
        p('distress_slighted') * after.slighted[i] +
        p('distress_risk') * risk +
        p('distress_standing') * lost * (1 - p('distress_buffer') * support) -
        p('distress_support') * support;
      const was = before.distress[i];
      expect(after.distress[i]).toBeCloseTo(held(was + p('distress_return') * (level - was)), 4);
    });
  });

  it('falls to its floor when there is no war, no event and no other strain', () => {
    const none = { distress_risk: 0, distress_standing: 0, distress_slighted: 0, distress_support: 0 };
    const events = [eventIn('rumour', 0, 4)];
    const quiet = live({ parameters: { ...calm, ...none }, events, weeks: 150, personsPerAgent: 8000 });
    const last = quiet.at(149);
    let left = 0;
    for (let i = 0; i < quiet.agents; i++) {
      if (last.first_host[i] === 0 || last.weeks_abroad[i] < 100) continue;
      const floor = p('distress_base') + p('distress_sd') * last.vulnerability[i];
      const remains = p('distress_rupture') * (1 - saturation(last.weeks_abroad[i], p('adaptation_half')));
      expect(last.distress[i] - held(floor + remains)).toBeLessThan(0.005);
      expect(last.distress[i]).toBeGreaterThanOrEqual(held(floor) - 1e-4);
      left++;
    }
    expect(left).toBeGreaterThan(10);
    expect(meanAbroad(quiet, 'distress', 149)).toBeLessThan(meanAbroad(quiet, 'distress', 10));
  });
});

describe('fear', () => {
  it('follows its level', () => {
    eachWeek(world, (before, after, i) => {
      if (after.first_host[i] === 0) return;
      const active = after.activism[i] === world.code('activism', 'activist');
      const level =
        p('fear_base') + (active ? p('fear_activist') : 0) + p('fear_vulnerability') * after.vulnerability[i];
      const was = before.fear[i];
      const pace = level > was ? p('fear_pace') : p('fear_fading');
      expect(after.fear[i]).toBeCloseTo(held(was + pace * (level - was)), 4);
    });
  });

  it('fades to nothing under an amnesty', () => {
    const events = [eventIn('rumour', 0, 6), eventIn('amnesty', 6, 150)];
    const freed = live({ parameters: calm, events, weeks: 150, personsPerAgent: 8000 });
    expect(meanAbroad(freed, 'fear', 149)).toBeLessThan(0.03);
  });
});

describe('outlook', () => {
  it('on own life follows adaptation, standing, spirits and felt risk', () => {
    eachWeek(world, (before, after, i) => {
      if (after.first_host[i] === 0) return;
      const { risk, lost } = circumstances(after, i);
      const level =
        p('life_base') +
        p('life_adaptation') * saturation(after.weeks_abroad[i], p('life_half')) -
        p('life_standing') * lost -
        p('life_distress') * (before.distress[i] - 0.5) -
        p('life_risk') * risk;
      const was = before.outlook_life[i];
      expect(after.outlook_life[i]).toBeCloseTo(held(was + p('life_pace') * (level - was)), 4);
    });
  });

  it('on the country left follows what happens there', () => {
    const during = (kind: string) => {
      const events = [...onlyEvents('war', 'rumour'), eventIn(kind, 10, 40)];
      return meanAbroad(live({ events, weeks: 40, personsPerAgent: 8000 }), 'outlook_origin', 39);
    };
    const [nothing, repressed, freed] = ['polarisation', 'repression', 'regime_change'].map(during);
    expect(repressed).toBeLessThan(nothing);
    expect(freed).toBeGreaterThan(nothing);
  });
});

describe('trust', () => {
  it('ends in consensus among friends who only listen to one another', () => {
    const parameters = { trust_pull: 1, trust_confidence: 2, stayers_learning: 0 };
    const events = [eventIn('rumour', 0, 8)];
    const open = live({
      parameters,
      events,
      without: ['steps', 'families'],
      weeks: 150,
      personsPerAgent: 4000,
    });
    const { starts, neighbours } = open.ties('friends');
    const { place, trust_stayers } = open.at(149);
    const spread = (week: number) => {
      const values = open.at(week).trust_stayers;
      let largest = 0;
      for (let i = 0; i < open.agents; i++)
        for (const k of neighbours.subarray(starts[i], starts[i + 1]))
          if (place[i] && place[k]) largest = Math.max(largest, Math.abs(values[i] - values[k]));
      return largest;
    };
    expect(spread(10)).toBeGreaterThan(0.05);
    expect(spread(149)).toBeLessThan(0.01);
    expect(new Set(trust_stayers.filter((_, i) => place[i])).size).toBeGreaterThan(5);
  });

  it('in stayers suffers from a campaign against them', () => {
    const history = onlyEvents('war', 'rumour');
    const plain = live({ events: history, weeks: 30, personsPerAgent: 8000 });
    const told = live({
      events: [...history, eventIn('polarisation', 10, 20)],
      weeks: 30,
      personsPerAgent: 8000,
    });
    expect(meanAbroad(told, 'quarrels', 20)).toBeGreaterThan(meanAbroad(plain, 'quarrels', 20));
    expect(meanAbroad(told, 'trust_stayers', 25)).toBeLessThan(meanAbroad(plain, 'trust_stayers', 25));
    expect(meanAbroad(told, 'trust_stayers', 9)).toBe(meanAbroad(plain, 'trust_stayers', 9));
  });

  it('in the government falls with each refused permit, and starts anew in another country', () => {
    const of = (parameters: Record<string, number>) => {
      const refused = live({
        parameters: { permit_rate: 1, ...parameters },
        weeks: 45,
        personsPerAgent: 4000,
      });
      const { refusals } = refused.at(44);
      return mean(refused.at(44).trust_host_state, i => refusals[i] > 0);
    };
    expect(of({ state_refused: 0.3 })).toBeLessThan(of({ state_refused: 0 }));
    eachWeek(world, (_, after, i, week) => {
      if (after.place[i] === 0 || after.place_since[i] !== week) return;
      const hope = p('state_hope') + p('trust_sd') * after.trusting[i];
      expect(after.trust_host_state[i]).toBeCloseTo(held(hope), 4);
    });
  });
});

describe('plans', () => {
  it('weigh what was said to hold, to pull back and to pull on', () => {
    const s = world.at(24);
    for (let i = 0; i < world.agents; i++) {
      if (s.place[i] === 0) continue;
      const { security, risk } = circumstances(s, i);
      const stay =
        p('stay_base') +
        p('stay_integration') * s.integration[i] +
        p('stay_security') * security +
        p('stay_life') * (s.outlook_life[i] - 0.5) -
        p('restless_sd') * s.restless[i];
      const apart = (s.has_partner[i] || s.has_children[i]) && s.kin_at_home[i] === 1;
      const home =
        p('home_contact') * s.contact[i] +
        p('home_kin') * s.kin_at_home[i] +
        (apart ? p('home_family') : 0) -
        p('home_quarrels') * s.quarrels[i] -
        p('home_fear') * s.fear[i] +
        p('home_outlook') * (s.outlook_origin[i] - s.outlook_life[i]) +
        p('homesick_sd') * s.homesick[i];
      const friends = Math.max(1, s.friends_here[i] + s.friends_elsewhere[i]);
      const onward = (p('onward_friends') * s.friends_elsewhere[i]) / friends + p('onward_risk') * risk;
      expect(s.pull_home[i]).toBeCloseTo(home - stay, 4);
      expect(s.pull_onward[i]).toBeCloseTo(onward - stay, 4);
    }
  });
});
