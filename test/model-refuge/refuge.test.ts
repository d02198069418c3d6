import { describe, expect, it } from 'vitest';
import { eachWeek } from '../support/world.ts';
import { historyWithout, refuge, shareOf, those } from './refuge.ts';

const world = refuge({ weeks: 52 });
const germany = world.code('place', 'germany');
const elsewhere = world.code('place', 'elsewhere');
const [none, inLessons] = ['no_lessons', 'in_lessons'].map(label => world.code('lessons', label));

describe('protection', () => {
  it('is had in Germany alone, and comes before work and lessons', () => {
    let working = 0;
    for (const week of [10, 30, 51]) {
      expect(those(world, week, (s, i) => s.protected[i] === 1 && s.place[i] === elsewhere)).toEqual([]);
      working += those(world, week, (s, i) => s.employed[i] === 1).length;
      const early = those(
        world,
        week,
        (s, i) => s.protected[i] === 0 && (s.employed[i] === 1 || s.lessons[i] === inLessons),
      );
      expect(early).toEqual([]);
    }
    expect(working).toBeGreaterThan(20);
  });

  it('is granted to nobody without the decision of March, and then nobody works', () => {
    const without = refuge({ events: historyWithout('temporary_protection', 'job_centre_support') });
    const last = without.weeks - 1;
    expect(those(without, last, (s, i) => s.place[i] === germany).length).toBeGreaterThan(50);
    expect(those(without, last, (s, i) => s.protected[i] === 1 || s.employed[i] === 1)).toEqual([]);
  });
});

describe('language', () => {
  const started = (w: typeof world, week: number) =>
    shareOf(
      w,
      week,
      (s, i) => s.place[i] === germany,
      (s, i) => s.lessons[i] !== none,
    );

  it('is taught sooner where a job centre pays, and no sooner before it does', () => {
    const without = refuge({ weeks: 40, events: historyWithout('job_centre_support') });
    // The first of June lies in week 14.
    expect(without.at(13)).toEqual(world.at(13));
    expect(without.at(14)).not.toEqual(world.at(14));
    expect(started(without, 39)).toBeLessThan(0.7 * started(world, 39));
  });

  it('is never forgotten, and learnt in half a year by nobody who began at nothing', () => {
    const cut = world.parameter('good_cut');
    const began = world.at(0).language_level;
    let forgotten = 0;
    eachWeek(world, (before, after, i) => {
      if (after.language_level[i] < before.language_level[i]) forgotten++;
    });
    expect(forgotten).toBe(0);
    const quick = those(world, 29, (s, i) => s.language_level[i] >= cut && began[i] < 0.1);
    expect(quick).toEqual([]);
    expect(those(world, 29, (s, i) => s.language_level[i] >= cut).length).toBeGreaterThan(10);
  });
});

describe('work', () => {
  it('is found sooner by those who know German, and later by mothers', () => {
    const working = (parameters: Record<string, number>) => {
      const w = refuge({ weeks: 40, parameters });
      return shareOf(
        w,
        39,
        (s, i) => s.protected[i] === 1 && s.sex[i] === w.code('sex', 'female') && s.has_children[i] === 1,
        (s, i) => s.employed[i] === 1,
      );
    };
    const base = working({});
    expect(working({ job_language: 6 })).toBeGreaterThan(base);
    expect(working({ job_care: 0 })).toBeGreaterThan(base);
  });

  it('is nothing for those who are past working age', () => {
    const old = world.code('age', 'over_64');
    expect(those(world, 51, (s, i) => s.age[i] === old && s.employed[i] === 1)).toEqual([]);
  });
});

describe('plans', () => {
  const plans = ['undecided', 'for_good', 'some_years', 'until_peace', 'within_year'];
  const share = (w: typeof world, week: number, label: string) =>
    shareOf(
      w,
      week,
      (s, i) => s.place[i] === germany,
      (s, i) => s.intention[i] === w.code('intention', label),
    );

  it('has everybody abroad, exactly one, and nobody at home', () => {
    for (const week of [3, 20, 51]) {
      const s = world.at(week);
      for (let i = 0; i < world.agents; i++)
        expect(s.intention[i] === world.code('intention', 'not_abroad')).toBe(s.place[i] === 0);
      expect(plans.reduce((sum, label) => sum + share(world, week, label), 0)).toBeCloseTo(1);
    }
  });

  it('are made in time: fewer and fewer are undecided', () => {
    const undecided = [5, 15, 29, 51].map(week => share(world, week, 'undecided'));
    expect(undecided).toEqual([...undecided].sort((a, b) => b - a));
  });

  it('turn to staying as work, language and time count', () => {
    const [little, much] = [0, 6].map(stay_settled => refuge({ parameters: { stay_settled }, weeks: 52 }));
    const grown = (w: typeof world) => share(w, 51, 'for_good') - share(w, 20, 'for_good');
    expect(grown(much)).toBeGreaterThan(grown(little) + 0.03);
  });

  it('to leave go with family at home', () => {
    const leaving = (family: number) =>
      shareOf(
        world,
        51,
        (s, i) => s.place[i] !== 0 && s.family_home[i] === family,
        (s, i) => s.intention[i] === world.code('intention', 'until_peace'),
      );
    expect(leaving(1)).toBeGreaterThan(leaving(0) + 0.05);
  });
});
