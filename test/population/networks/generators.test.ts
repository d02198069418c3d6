import { describe, expect, it } from 'vitest';
import { seedKey } from '../../../src/core/random/streams.ts';
import { orderAgents } from '../../../src/population/agent-order.ts';
import type { Variable } from '../../../src/population/margins/margins.ts';
import { reversed } from '../../../src/population/networks/compressed-rows.ts';
import { makeTies } from '../../../src/population/networks/make-networks.ts';
import type { Ties } from '../../../src/population/population.ts';
import { complaint } from '../files.ts';
import { degrees, faults, meanDegree, network, rowOf, shareOfTies, transitivity } from '../networks.ts';

const seed = seedKey('generators');
const make = (agents: number, given: ReturnType<typeof network>) =>
  makeTies(given, orderAgents(agents, 150, seed), [], new Map(), seed);
const inDegrees = (ties: Ties) => degrees(reversed(ties));
const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

/** Share of agents who have been given q ties by later ones, in the limit (Dorogovtsev, Mendes & Samukhin 2000, equation 9). */
function givenTies(m: number, exponent: number, most: number): number[] {
  const [a, b] = [m * (exponent - 2), exponent - 2];
  const shares = [(1 + b) / (1 + b + a)];
  for (let q = 1; q <= most; q++) shares.push((shares[q - 1] * (q - 1 + a)) / (q + a + 1 + b));
  return shares;
}

describe('a scale-free network', () => {
  it.each([2.3, 3])('has the degrees of preferential attachment with exponent %f', exponent => {
    const agents = 20_000;
    const ties = make(agents, network('scale-free', 6, { exponent }));
    expect(faults(ties)).toEqual([]);
    expect(meanDegree(ties)).toBeCloseTo(6, 2);
    const given = degrees(ties).map(degree => degree - 3);
    const expected = givenTies(3, exponent, 200);
    for (const q of [0, 1, 2, 5]) {
      const share = given.filter(other => other === q).length / agents;
      expect(Math.abs(share - expected[q])).toBeLessThan(5 * Math.sqrt(expected[q] / agents));
    }
    const beyond = 1 - sum(expected.slice(0, 41));
    expect(given.filter(q => q > 40).length / agents / beyond).toBeGreaterThan(0.75);
    expect(given.filter(q => q > 40).length / agents / beyond).toBeLessThan(1.25);
    // Twice as many ties are 2^(1 - exponent) as frequent, or more.
    const more = (q: number) => given.filter(other => other > q).length;
    expect(Math.log2(more(20) / more(40))).toBeCloseTo(Math.log2(tail(expected, 20) / beyond), 0);
  });

  it('has everybody follow as many others when it is directed', () => {
    const ties = make(5000, network('scale-free', 4, { directed: true, exponent: 2.5 }));
    expect(
      new Set(
        degrees(ties)
          .toSorted((a, b) => a - b)
          .slice(20),
      ),
    ).toEqual(new Set([4]));
    expect(Math.max(...inDegrees(ties))).toBeGreaterThan(100);
  });
});

const tail = (shares: readonly number[], q: number) => 1 - sum(shares.slice(0, q + 1));

/** Mean steps from some agents to all others. */
function pathLength(ties: Ties, sources = 40): number {
  const agents = ties.starts.length - 1;
  let [steps, pairs] = [0, 0];
  for (let source = 0; source < sources; source++) {
    const seen = new Int32Array(agents).fill(-1);
    seen[source] = 0;
    const queue = [source];
    for (const i of queue)
      for (const j of rowOf(ties, i)) {
        if (seen[j] >= 0) continue;
        seen[j] = seen[i] + 1;
        steps += seen[j];
        pairs++;
        queue.push(j);
      }
  }
  return steps / pairs;
}

describe('a small world', () => {
  const world = (rewired: number, directed = false) =>
    make(1000, network('small-world', 10, { rewired, ...(directed && { directed }) }));

  it('is the ring when nothing is rewired', () => {
    expect(world(0)).toEqual(make(1000, network('ring', 10)));
    expect(transitivity(world(0))).toBeCloseTo(2 / 3, 5);
    expect(pathLength(world(0))).toBeCloseTo(50.45, 1);
  });

  it('keeps its triangles and loses its distances when a few ties are', () => {
    const ties = world(0.05);
    expect(faults(ties)).toEqual([]);
    expect(ties.neighbours).toHaveLength(10_000);
    // Barrat & Weigt 2000: three ties of a triangle are left where they were.
    expect(Math.abs(transitivity(ties) - (2 / 3) * 0.95 ** 3)).toBeLessThan(0.03);
    expect(pathLength(ties)).toBeLessThan(7);
  });

  it('is a random graph when all ties are', () => {
    const ties = world(1);
    expect(ties.neighbours).toHaveLength(10_000);
    expect(transitivity(ties)).toBeLessThan(0.03);
    expect(pathLength(ties)).toBeGreaterThan(2.8);
    expect(pathLength(ties)).toBeLessThan(3.5);
  });

  it('has everybody follow as many others when it is directed', () => {
    const ties = world(0.2, true);
    expect(new Set(degrees(ties))).toEqual(new Set([10]));
    const back = shareOfTies(ties, (i, j) => rowOf(ties, j).includes(i));
    expect(Math.abs(back - 0.8 ** 2)).toBeLessThan(0.03);
  });
});

describe('a spatial network', () => {
  it('ties those who are near: as many as expected, with the triangles of a plane', () => {
    const ties = make(4000, network('spatial', 12));
    expect(faults(ties)).toEqual([]);
    expect(Math.abs(meanDegree(ties) - 12)).toBeLessThan(0.3);
    // Dall & Christensen 2002: 1 - 3 sqrt(3) / 4 pi.
    expect(Math.abs(transitivity(ties) - 0.5865)).toBeLessThan(0.01);
  });

  it('ties everybody in reach when these are most of all, and no more', () => {
    expect(Math.abs(meanDegree(make(400, network('spatial', 200))) - 200)).toBeLessThan(4);
    expect(complaint(() => make(100, network('spatial', 90)))).toMatch(/too high.*at most 77/);
  });
});

describe('ties by distance', () => {
  const storage = orderAgents(4000, 4000, seed);
  const variables: Variable[] = [{ name: 'age', categories: ['20', '30', '60'] }];
  const columns = new Map([['age', Uint8Array.from(storage.ids, id => id % 3)]]);
  const age = columns.get('age')!;
  const of = (name: string) => network('spread', 12, { distance: new Map([[name, 0.05]]) });

  it('are e^-(weight x difference) as likely', () => {
    const ties = makeTies(of('age'), storage, variables, columns, seed);
    const between = (a: number, b: number) => shareOfTies(ties, (i, j) => age[i] === a && age[j] === b);
    expect(Math.abs(between(0, 1) / between(0, 2) - Math.exp(0.05 * 30))).toBeLessThan(0.6);
    expect(Math.abs(between(0, 1) / between(0, 0) - Math.exp(-0.05 * 10))).toBeLessThan(0.06);
  });

  it('need a variable of numbers', () => {
    const words: Variable[] = [{ name: 'age', categories: ['20', 'thirty', '60'] }];
    expect(complaint(() => makeTies(of('age'), storage, words, columns, seed))).toMatch(
      /categories of `age` have no distance.*`thirty`/,
    );
  });
});

describe('a directed random network', () => {
  it('has as many ties as asked for, hardly any of them returned', () => {
    const ties = make(2000, network('random', 5, { directed: true }));
    expect(ties.neighbours).toHaveLength(10_000);
    expect(shareOfTies(ties, (i, j) => rowOf(ties, j).includes(i))).toBeLessThan(0.02);
    expect(reversed(reversed(ties))).toEqual(ties);
    expect(inDegrees(ties).length).toBe(2000);
  });
});
