import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InlineModel, inlineInputs } from '../support/model.ts';
import { runInline } from '../support/run.ts';
import { WITNESSES, witness } from '../support/witnesses.ts';
import { ASK, BUSY, OFFICES, QUEUES, SERVE } from './towns.ts';

const sum = (values: readonly number[]) => values.reduce((total, x) => total + x, 0);
const PLACES = [0, 1, 2];

/** How probable it is that so many wait at the end of a week, in the long run: cases come by Poisson, each desk is done by chance. */
function queueOf(cases: number, desks: number, done: number): number[] {
  const most = 60;
  const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
  const leaves = (n: number, k: number) => choose(n, k) * done ** k * (1 - done) ** (n - k);
  const comes = [Math.exp(-cases)];
  for (let k = 1; k <= most; k++) comes.push((comes[k - 1] * cases) / k);
  // Between weeks, who is at a desk and who waits are one number.
  let here = Array.from({ length: most + 1 }, (_, n) => Number(n === 0));
  let waiting: number[] = [];
  for (let week = 0; week < 400; week++) {
    const next = here.map(() => 0);
    waiting = here.map(() => 0);
    here.forEach((p, before) => {
      for (let n = before; n <= most; n++) {
        const served = Math.min(n, desks);
        waiting[n - served] += p * comes[n - before];
        for (let gone = 0; gone <= served; gone++)
          next[n - gone] += p * comes[n - before] * leaves(served, gone);
      }
    });
    here = next;
  }
  return waiting;
}

/** By place, how many asked, were served and were refused in the one week of a run. */
function countsOf(model: InlineModel, personsPerAgent = 1, seed = 'a seed') {
  const { column } = runInline(inlineInputs(model, { weeks: 1, personsPerAgent, seed }));
  const [place, ...columns] = ['place', 'asked', 'served', 'refused', 'need'].map(column);
  const at = (values: readonly number[]) => PLACES.map(p => sum(values.filter((_, i) => place[i] === p)));
  const [asked, served, refused] = columns.map(at);
  return { asked, served, refused, place, column };
}

describe('a quota', () => {
  it('is never exceeded and always filled where enough ask, in whole agents', () => {
    let [filled, open] = [0, 0];
    const model = fc.record({
      rooms: fc.array(fc.double({ min: -5, max: 130, noNaN: true }), { minLength: 3, maxLength: 3 }),
      wish: fc.constantFrom(0, 0.2, 0.6, 1),
      personsPerAgent: fc.constantFrom(1, 2.5, 0.5),
      first: fc.constantFrom('', '\n  first: need', "\n  first: uniform('x') - need"),
      form: fc.constantFrom('set', 'chance: 1\nthen'),
      seed: fc.string({ maxLength: 3 }),
    });
    fc.assert(
      fc.property(model, ({ rooms, wish, personsPerAgent, first, form, seed }) => {
        const places = ['home', 'north', 'south'].map((name, k) => `${name},${name},${rooms[k]},A00`);
        const rules = ASK + SERVE.replace('by: place', `by: place${first}`).replace('\nset:', `\n${form}:`);
        const town = {
          ...QUEUES,
          rules,
          places: `place,title,room,room_source\n${places.join('\n')}`,
          parameters: { persons: 600, wish },
        };
        const { asked, served, refused } = countsOf(town, personsPerAgent, `s${seed}`);
        for (const p of PLACES) {
          const room = Math.max(0, Math.floor(Math.fround(rooms[p]) / personsPerAgent));
          expect(served[p]).toBe(Math.min(room, asked[p]));
          expect(refused[p]).toBe(asked[p] - served[p]);
          if (asked[p] > room) filled++;
          else open++;
        }
      }),
      { numRuns: 12, seed: 11 },
    );
    expect(Math.min(filled, open)).toBeGreaterThan(5);
  });

  it('serves the greatest priority first, and of equal ones some by chance', () => {
    const { column, place } = countsOf({
      ...QUEUES,
      rules: ASK + SERVE.replace('by: place', 'by: place\n  first: need'),
    });
    const [asked, served, need] = ['asked', 'served', 'need'].map(column);
    for (const p of [1, 2]) {
      const askers = asked.flatMap((flag, i) => (flag && place[i] === p ? [i] : []));
      const least = Math.min(...askers.filter(i => served[i]).map(i => need[i]));
      const most = Math.max(...askers.filter(i => !served[i]).map(i => need[i]));
      expect(least).toBeGreaterThanOrEqual(most);
      const marginal = askers.filter(i => need[i] === least);
      expect(new Set(marginal.map(i => served[i])).size).toBe(2);
    }
  });

  it('gives everybody who asks the same chance, anew each week', () => {
    const rules = `
rule: serve
who: place == south
quota:
  most: 60
set:
  served: served + 1`;
    const weeks = 200;
    const { column } = runInline(inlineInputs({ ...QUEUES, rules }, { weeks }));
    const place = column('place');
    const served = column('served').filter((_, i) => place[i] === 2);
    expect(sum(served)).toBe(60 * weeks);
    const p = 60 / served.length;
    const spread = sum(served.map(x => (x - p * weeks) ** 2)) / (weeks * p * (1 - p));
    expect(Math.abs(spread / served.length - 1)).toBeLessThan(5 * Math.sqrt(2 / served.length));
  });

  it('lets only those ask for whom the rule would happen', () => {
    // Nobody from home has a candidate: the two places of the quota go to others.
    const rules = `
rule: move
let:
  wanted: pick(place where place != home and there != place)
quota:
  most: 2
  by: wanted
set:
  place: wanted
  served: 1`;
    const town = { ...QUEUES, rules };
    const { column } = runInline(inlineInputs(town, { weeks: 1 }));
    const [place, served] = ['place', 'served'].map(column);
    for (const p of PLACES) expect(place.filter((at, i) => served[i] && at === p)).toHaveLength(2);
  });

  it('follows a total from week to week: those who left make room', () => {
    const rules = `
rule: leave
who: asked == 1
chance: 0.2
then:
  asked: 0
---
rule: enter
who: asked == 0
quota:
  most: 100 - total(asked == 1)
set:
  asked: 1`;
    const model = { ...QUEUES, rules, metrics: 'inside:\n  persons: asked == 1' };
    const inside = runInline(inlineInputs(model, { weeks: 12 })).series('inside');
    expect(inside[0]).toBe(100);
    for (const [week, now] of inside.entries()) {
      expect(now).toBeLessThanOrEqual(100);
      if (week > 0) expect(now).toBeGreaterThan(60);
    }
  });

  it('of desks by place makes the queue M/M/c, in steps of a week', () => {
    const weeks = 220;
    const { series } = runInline(inlineInputs(OFFICES, { weeks, groups: ['at'] }));
    const { cases, desks, done } = { cases: 1.5, desks: 5, done: 0.5 };
    const stationary = queueOf(cases, desks, done);
    const expected = {
      waiting: sum(stationary.map((p, served) => p * served)),
      nobody: stationary[0],
    };
    const offices = Array.from({ length: 100 }, (_, k) => series('waiting', `at=o${k}`).slice(20));
    const found = {
      waiting: offices.map(office => sum(office) / office.length),
      nobody: offices.map(office => office.filter(persons => persons === 0).length / office.length),
    };
    for (const what of ['waiting', 'nobody'] as const) {
      const mean = sum(found[what]) / offices.length;
      const se = Math.sqrt(sum(found[what].map(x => (x - mean) ** 2)) / 99 / offices.length);
      expect(se / expected[what]).toBeLessThan(0.1);
      expect(Math.abs(mean - expected[what])).toBeLessThan(4 * se);
    }
  });

  it('stops a run whose quota is no number', () => {
    const rules =
      'rule: serve\nquota:\n  most: 0 / total(place == north and place == south)\nset:\n  served: 1';
    expect(() => runInline(inlineInputs({ ...QUEUES, rules }))).toThrow('the quota of `serve` is no number');
  });

  it.each([
    ['most: need', '`most` of a quota is the same for everybody who asks'],
    ["most: uniform('x')", '`uniform` draws'],
    ['most: 3\n  by: need', '`by` splits a quota by labels or a flag'],
    ['most: there', 'unknown name `there`'],
  ])('%s is refused: %s', (quota, message) => {
    const rules = `rule: serve\nquota:\n  ${quota}\nset:\n  served: 1`;
    expect(() => runInline(inlineInputs({ ...QUEUES, rules }))).toThrow(message);
  });

  it('is refused beside one_of, and otherwise without it', () => {
    const risks = 'rule: r\none_of:\n  a:\n    utility: 0\n    then:\n      served: 1\nquota:\n  most: 1';
    expect(() => runInline(inlineInputs({ ...QUEUES, rules: risks }))).toThrow('a quota limits one outcome');
    const rules = 'rule: r\nset:\n  served: 1\notherwise:\n  refused: 1';
    expect(() => runInline(inlineInputs({ ...QUEUES, rules }))).toThrow(
      '`otherwise` is for those whom a quota',
    );
  });
});

describe('a run with quotas', () => {
  it('is the same for JavaScript, WebAssembly and the interpreter', () => {
    const [first, ...others] = Object.values(WITNESSES).map(backend => {
      const { failure, column } = witness(inlineInputs(BUSY, { weeks: 4 }), backend, 4);
      return { failure, columns: ['place', 'served', 'need', 'happy', 'wait'].map(column) };
    });
    expect(first.failure).toBeUndefined();
    expect(sum(first.columns[1])).toBeGreaterThan(100);
    expect(sum(first.columns[4])).toBeGreaterThan(100);
    for (const other of others) expect(other).toEqual(first);
  });
});
