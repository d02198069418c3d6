import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchAll } from '../../src/engine/state/matching.ts';
import { MATCHED, NEVER, TURNED_AWAY } from '../../src/model/model.ts';
import { inlineInputs } from '../support/model.ts';
import { runInline } from '../support/run.ts';
import { WITNESSES, witness } from '../support/witnesses.ts';
import { HOSTS } from './towns.ts';

describe('deferred acceptance', () => {
  const agents = 40;
  const marks = fc.array(fc.nat(5), { minLength: agents, maxLength: agents });
  const market = fc.record({
    wishes: fc.array(marks, { minLength: 4, maxLength: 4 }),
    firsts: fc.array(marks, { minLength: 4, maxLength: 4 }),
    limits: fc.array(fc.nat(14), { minLength: 4, maxLength: 4 }),
  });
  /** Wishes of 0 are none. */
  const solve = (
    { wishes, firsts, limits }: { wishes: number[][]; firsts: number[][]; limits: number[] },
    ids: number[],
  ) => {
    const stored = (rows: number[][], never = Number.NaN) =>
      rows.map(row =>
        Float32Array.from(ids, id => (row[id] === 0 ? (Number.isNaN(never) ? 0 : never) : row[id])),
      );
    const turns = new Uint16Array(agents).fill(1);
    matchAll({
      ...{ turns, wishes: stored(wishes, NEVER), firsts: stored(firsts), limits },
      ...{ ids: Uint32Array.from(ids), key: [3, 7], week: 2 },
    });
    const byId = new Array<number>(agents);
    ids.forEach((id, place) => {
      byId[id] = turns[place] === TURNED_AWAY ? -1 : turns[place] - MATCHED;
    });
    return byId;
  };
  const order = [...Array(agents).keys()];

  it('leaves no agent and label who would both rather have each other, and fills what is wanted', () => {
    fc.assert(
      fc.property(market, given => {
        const got = solve(given, order);
        const { wishes, firsts, limits } = given;
        limits.forEach((limit, label) => {
          const held = order.filter(i => got[i] === label);
          expect(held.length).toBeLessThanOrEqual(limit);
          for (const i of held) expect(wishes[label][i]).toBeGreaterThan(0);
          const envious = order.filter(
            i => wishes[label][i] > 0 && wishes[label][i] > (got[i] < 0 ? 0 : wishes[got[i]][i]),
          );
          if (!envious.length) return;
          expect(held.length).toBe(limit);
          const least = Math.min(...held.map(i => firsts[label][i]));
          for (const i of envious) if (limit) expect(firsts[label][i]).toBeLessThanOrEqual(least);
        });
      }),
      { numRuns: 150, seed: 4 },
    );
  });

  it('is the same in any order of storage', () => {
    fc.assert(
      fc.property(market, fc.shuffledSubarray(order, { minLength: agents }), (given, ids) => {
        expect(solve(given, ids)).toEqual(solve(given, order));
      }),
      { numRuns: 50, seed: 5 },
    );
  });

  it('gives each the one it wants in the classic example, and the best that is stable for agents', () => {
    // Gale & Shapley 1962, example 2: three and three with turned preferences; those who ask get their first choice.
    const given = {
      wishes: [
        [3, 1, 2],
        [2, 3, 1],
        [1, 2, 3],
      ],
      firsts: [
        [1, 3, 2],
        [2, 1, 3],
        [3, 2, 1],
      ],
    };
    const padded = (rows: number[][]) => rows.map(row => [...row, ...Array(agents - 3).fill(0)]);
    const got = solve(
      { wishes: padded(given.wishes), firsts: padded(given.firsts), limits: [1, 1, 1] },
      order,
    );
    expect(got.slice(0, 3)).toEqual([0, 1, 2]);
  });
});

describe('a rule that matches', () => {
  it('fills what is wanted, never more, and turns the others away', () => {
    const { column, series } = runInline(inlineInputs(HOSTS, { weeks: 2 }));
    expect(series('north')).toEqual([60, 120]);
    expect(series('east')).toEqual([15, 30]);
    expect(series('away')).toEqual([105, 210]);
    const [place, rank, taste] = [column('place'), column('rank'), column('taste')];
    place.forEach((at, i) => {
      expect(rank[i]).toBe(Math.fround([0, 60, 30, 15.7][at]));
      if (at === 1) expect(taste[i]).toBeGreaterThan(0.3);
    });
    const waited = column('waiting').filter(weeks => weeks > 0).length;
    expect(waited).toBeGreaterThan(400);
  });

  it('is the same to the bit for JavaScript, WebAssembly and the interpreter', () => {
    const inputs = inlineInputs(HOSTS, { weeks: 2 });
    const [first, ...others] = Object.values(WITNESSES).map(backend => {
      const { failure, column } = witness(inputs, backend, 2);
      return { failure, columns: ['place', 'rank', 'waiting'].map(column) };
    });
    expect(first.failure).toBeUndefined();
    for (const other of others) expect(other).toEqual(first);
  });

  it.each([
    ['  wish: taste\n', '', /`match` and `wish` of a quota belong together/],
    ['  most: room[there]', '  most: room[there]\n  by: place', /`by` says what an agent asks for/],
    ['  place: match', '  place: pick(open)', /`apply` matches and chooses at once/],
    ['waiting: waiting + 1', 'place: match', /unknown label of place `match`|unknown .*`match`/],
    ['  rank: room[match]', '  rank: match', /wrong type/],
  ])('is refused with %j in place of %j', (from, to, message) => {
    const rules = from.includes('wish')
      ? HOSTS.rules!.replace(/ {2}wish: .*\n/, '')
      : HOSTS.rules!.replace(from, to);
    expect(() => runInline(inlineInputs({ ...HOSTS, rules }))).toThrow(message);
  });
});
