import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/engine/program/run-types.ts';
import { execute } from '../../src/execute/execute.ts';
import { instantiate } from '../../src/simulate/resolve.ts';
import { type InlineModel, inlineInputs } from '../support/model.ts';
import { runInline } from '../support/run.ts';
import { WITNESSES, witness } from '../support/witnesses.ts';

/** People of several ages and jobs who move about; `moves` of them go each week. */
const TOWN: InlineModel = {
  columns: `
wage: { type: number, range: 0..9, initial: 9 * uniform('w') }
job: { type: one-of, values: [none, local, remote], initial: pick(job) }
age: { type: integer, range: 10..40, initial: floor(10 + 30 * uniform('a')) }
rich: { type: flag, initial: uniform('w') > 0.7 }
seen: { type: number }`,
  places: 'place,title\nhome,Home\nnorth,North\nsouth,South',
  parameters: { persons: 700 },
  more: 'filters:\n  abroad: place != home',
};

const MOVE = `
rule: move
chance: 0.2
then:
  place: pick(place where there != place)
  job: pick(job)
`;

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

/** Conditions and values of random totals. */
const CONDITIONS = [
  'everybody',
  'abroad',
  'rich',
  'age > 20',
  'job == none or wage < 4',
  'week > 1',
  'moves(any, any)',
];
const KEYS = [
  'place == my.place',
  'my.job == job',
  'rich == my.rich',
  'age == my.age - 3',
  'place == if(my.age > 20, home, my.place)',
];
const VALUES = ['wage', 'wage * wage - 3', 'age', 'log(wage)', 'if(rich, 1e9, 1e-9)'];
const totals = fc
  .record({
    who: fc.constantFrom(...CONDITIONS),
    keys: fc.subarray(KEYS, { maxLength: 2 }),
    value: fc.constantFrom(...VALUES),
    form: fc.constantFrom('persons', 'sum', 'share', 'mean'),
  })
  .map(({ who, keys, value, form }) => {
    const set = keys.length ? `${who} where ${keys.join(' and ')}` : who;
    if (form === 'persons') return `total(${set})`;
    if (form === 'sum') return `total(${set}, ${value})`;
    return form === 'share' ? `share(${set}, ${value} > 2)` : `mean(${set}, ${value}, -1)`;
  });

describe('random totals', () => {
  it('are the same to the bit for JavaScript, WebAssembly and the interpreter', () => {
    let differing = 0;
    fc.assert(
      fc.property(totals, totals, fc.constantFrom(1, 2.5), (one, other, personsPerAgent) => {
        const rules = `${MOVE}\n---\nrule: look\nset:\n  seen: logistic(log(1 + abs(${one})) - 3) + ${other}\n  wage: wage + 0.1 * sqrt(abs(${one})) - 0.2`;
        const inputs = inlineInputs({ ...TOWN, rules }, { weeks: 3, personsPerAgent });
        const [first, ...others] = Object.values(WITNESSES).map(backend => {
          const { failure, column } = witness(inputs, backend, 3);
          return { failure, columns: ['seen', 'wage', 'place'].map(column) };
        });
        expect(first.failure).toBeUndefined();
        for (const another of others) expect(another).toEqual(first);
        if (new Set(first.columns[0]).size > 1) differing++;
      }),
      { numRuns: 6, seed: 7 },
    );
    expect(differing).toBeGreaterThan(2);
  });
});

describe('a run with totals', () => {
  it('has the same bytes with 1, 2, 3 and 7 threads, in both backends', async () => {
    const rules = `${MOVE}
---
rule: crowd
chance: 0.9 * share(everybody where place == my.place, rich)
then:
  wage: wage + mean(abroad where job == my.job, wage, 1) / 9 - 0.3
  place: choose(place, 0 - 0.01 * total(everybody where place == there))
`;
    const model = { ...TOWN, rules, metrics: 'wage:\n  mean: wage\n  of: total(abroad) > 1' };
    const inputs = inlineInputs(model, { weeks: 4, personsPerAgent: 0.2 });
    const results: Partial<RunResult>[] = [];
    const threadsOf = { js: [0, 2], wasm: [0, 2, 3, 7] };
    for (const backend of ['js', 'wasm'] as const)
      for (const threads of threadsOf[backend]) {
        const { task } = instantiate(inputs, { backend, slots: 1 });
        const keys = [{ scenario: 'inline', replicate: 1 }];
        const [{ wallSeconds, ...result }] = await execute(task, keys, { threads, teamFrom: 0 });
        results.push(result);
      }
    expect(results[0].trajectories!.some(Number.isFinite)).toBe(true);
    for (const result of results) expect(result).toEqual(results[0]);
  });
});
