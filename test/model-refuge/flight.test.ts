import { describe, expect, it } from 'vitest';
import { eachWeek, eventIn } from '../support/world.ts';
import { historyWithout, refuge, shareOf, those } from './refuge.ts';

const world = refuge({ weeks: 45 });
const germany = world.code('place', 'germany');
const plan = (label: string) => world.code('intention', label);

describe('flight', () => {
  it('needs a war', () => {
    const peace = refuge({ weeks: 10, events: historyWithout('invasion') });
    expect(those(peace, 9, (s, i) => s.fled[i] === 1)).toEqual([]);
  });

  it('is a wave that flattens', () => {
    const fled = [5, 10, 15, 20, 25].map(week => those(world, week, (s, i) => s.fled[i] === 1).length);
    const steps = fled.slice(1).map((count, k) => count - fled[k]);
    expect(steps).toEqual([...steps].sort((a, b) => b - a));
  });

  it('leads to Germany who knows somebody there from before', () => {
    const toGermany = (knows: number) =>
      shareOf(
        world,
        30,
        (s, i) => s.place[i] !== 0 && s.contacts[i] === knows,
        (s, i) => s.place[i] === germany,
      );
    expect(toGermany(1)).toBeGreaterThan(3 * toGermany(0));
  });

  it('leads where friends have gone', () => {
    const joined = (choice_friends: number) => {
      const w = refuge({ weeks: 31, parameters: { choice_friends } });
      const { starts, neighbours } = w.ties('friends');
      const { place } = w.at(30);
      return shareOf(
        w,
        30,
        (s, i) => s.place[i] === germany && s.contacts[i] === 0,
        (_, i) => neighbours.slice(starts[i], starts[i + 1]).some(friend => place[friend] === germany),
      );
    };
    expect(joined(2)).toBeGreaterThan(joined(0) + 0.1);
  });
});

describe('a move', () => {
  it('ends protection and work, and begins with no plan', () => {
    let moves = 0;
    eachWeek(world, (before, after, i) => {
      if (before.place[i] === after.place[i]) return;
      moves++;
      const home = after.place[i] === 0;
      expect(after.returns_home[i] - before.returns_home[i]).toBe(home ? 1 : 0);
      expect(after.intention[i] === plan('not_abroad')).toBe(home);
      if (home) expect([after.protected[i], after.employed[i]]).toEqual([0, 0]);
    });
    expect(moves).toBeGreaterThan(500);
  });

  it('out of a country of refuge was planned', () => {
    let left = 0;
    eachWeek(world, (before, after, i) => {
      if (before.place[i] === 0 || before.place[i] === after.place[i]) return;
      left++;
      expect(before.intention[i]).toBe(plan('within_year'));
    });
    expect(left).toBeGreaterThan(10);
  });

  it('follows the end of the war, by those who waited for it', () => {
    const end = { ...eventIn('war', 26, 60), size: -1 };
    const peace = refuge({ weeks: 45, events: [...historyWithout(), end] });
    const waiting = [peace, world].map(w => those(w, 44, (s, i) => s.intention[i] === plan('until_peace')));
    const back = [peace, world].map(w => those(w, 44, (s, i) => s.fled[i] === 1 && s.place[i] === 0));
    expect(peace.at(25)).toEqual(world.at(25));
    expect(waiting[0].length).toBeLessThan(0.5 * waiting[1].length);
    expect(back[0].length).toBeGreaterThan(3 * back[1].length);
  });
});
