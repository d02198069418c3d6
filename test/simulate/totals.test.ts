import { describe, expect, it } from 'vitest';
import { inlineInputs } from '../support/model.ts';
import { runInline } from '../support/run.ts';
import { MOVE, TOWN } from './towns.ts';

/** `seen` of everybody in the last of some weeks, and the columns that it was made of: those of the week before. */
function seenAs(expression: string, personsPerAgent = 1, weeks = 3) {
  const rules = `${MOVE}\n---\nrule: look\nset:\n  seen: ${expression}`;
  const run = (length: number) =>
    runInline(inlineInputs({ ...TOWN, rules }, { weeks: length, personsPerAgent }));
  const [last, before] = [run(weeks), run(weeks - 1)];
  const column = (name: string) => before.column(name);
  const [place, wage, job, age, rich] = ['place', 'wage', 'job', 'age', 'rich'].map(column);
  const people = place.map((_, i) => ({
    place: place[i],
    wage: wage[i],
    job: job[i],
    age: age[i],
    rich: rich[i],
  }));
  // A rule reads its own columns of this week: the last run's.
  const [nowPlace, nowJob] = ['place', 'job'].map(name => last.column(name));
  const now = people.map((one, i) => ({ ...one, place: nowPlace[i], job: nowJob[i] }));
  return { seen: last.column('seen'), people, now };
}

describe('a total', () => {
  it('counts all persons who meet a condition, as of the end of last week', () => {
    const { seen, people } = seenAs('total(abroad)', 7);
    const agents = people.filter(({ place }) => place !== 0).length;
    expect(agents).toBeGreaterThan(0);
    expect(new Set(seen)).toEqual(new Set([Math.fround(agents * (700 / people.length))]));
  });

  it('gives each agent the persons of its own place, job and age', () => {
    const { seen, people, now } = seenAs(
      'total(abroad where place == my.place and job == my.job and age == my.age)',
    );
    const expected = now.map(
      me =>
        people.filter(
          one => one.place !== 0 && one.place === me.place && one.job === me.job && one.age === me.age,
        ).length,
    );
    expect(Math.max(...expected)).toBeGreaterThan(1);
    expect(seen).toEqual(expected);
  });

  it('counts those who meet a flag, and nobody at a value that none can have', () => {
    const { seen, people, now } = seenAs(
      'total(everybody where place == my.place, rich) + 1000 * total(everybody where age == my.age + 200)',
    );
    expect(seen).toEqual(now.map(me => people.filter(one => one.place === me.place && one.rich).length));
  });

  it('takes shares of those in a place', () => {
    const { seen, people, now } = seenAs('share(everybody where place == my.place, rich)');
    const expected = now.map(me => {
      const there = people.filter(one => one.place === me.place);
      return Math.fround(there.filter(one => one.rich).length / there.length);
    });
    expect(seen).toEqual(expected);
  });

  it('takes means and sums to 1e-5, and another value where nobody is', () => {
    const { seen, people, now } = seenAs(
      'mean(rich where place == my.place, wage, 5) + 100 * mean(age > 50 and job == my.job, wage, 5)',
    );
    const { seen: sums } = seenAs('total(rich where place == my.place, wage)', 7);
    for (const [i, me] of now.entries()) {
      const there = people.filter(one => one.place === me.place && one.rich);
      const mean = there.reduce((sum, one) => sum + one.wage, 0) / there.length;
      expect(Math.abs(seen[i] - 500 - mean)).toBeLessThan(1e-4);
    }
    expect(Math.max(...sums)).toBeGreaterThan(7 * 9);
  });

  it('counts who moved last week, and nobody before the first one', () => {
    const rules = `${MOVE}\n---\nrule: look\nset:\n  seen: total(moves(any, any))`;
    const model = { ...TOWN, rules, metrics: 'moved:\n  persons: moves(any, any)' };
    const first = runInline(inlineInputs(model, { weeks: 1 }));
    const second = runInline(inlineInputs(model, { weeks: 2 }));
    expect(new Set(first.column('seen'))).toEqual(new Set([0]));
    expect(new Set(second.column('seen'))).toEqual(new Set([second.series('moved')[0]]));
    expect(second.series('moved')[0]).toBeGreaterThan(50);
  });

  it('decides a choice of the emptiest place', () => {
    const rules = `
rule: away
set:
  place: choose(place where total(everybody where place == there) == 0, 0)`;
    const { column } = runInline(inlineInputs({ ...TOWN, rules }, { weeks: 1 }));
    // All were at home: nobody stays, both others are taken.
    expect(new Set(column('place'))).toEqual(new Set([1, 2]));
  });

  it('stops the run where its value is no number', () => {
    const rules = 'rule: look\nset:\n  seen: total(everybody, wage / (wage - wage))';
    expect(() => runInline(inlineInputs({ ...TOWN, rules }))).toThrow(
      'the total `total(everybody, wage / (wage - wage))`',
    );
  });
});
