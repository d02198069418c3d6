import { describe, expect, it } from 'vitest';
import { seedKey } from '../../../src/core/random/streams.ts';
import type { Network } from '../../../src/model/network.ts';
import { orderAgents, placesOf } from '../../../src/population/agent-order.ts';
import type { Variable } from '../../../src/population/margins/margins.ts';
import { makeTies } from '../../../src/population/networks/make-networks.ts';
import { complaint } from '../files.ts';
import {
  communityOf,
  degrees,
  faults,
  meanDegree,
  network,
  rowOf,
  shareOfTies,
  transitivity,
} from '../networks.ts';

const AGENTS = 6000;
const seed = seedKey('ties');
const storage = orderAgents(AGENTS, 150, seed);
const home = communityOf(storage, AGENTS);
const variables: Variable[] = [
  { name: 'colour', categories: ['red', 'green', 'blue'] },
  { name: 'big', categories: ['no', 'yes'] },
];
/** Half red, three tenths green, a fifth blue; every third big. By id, so that no community is special. */
const columns = new Map([
  ['colour', Uint8Array.from(storage.ids, id => [0, 0, 1, 0, 1, 2, 0, 1, 0, 2][id % 10])],
  ['big', Uint8Array.from(storage.ids, id => (id % 3 === 0 ? 1 : 0))],
]);
const colour = columns.get('colour')!;
const make = (given: Network, at = seed) => makeTies(given, storage, variables, columns, at);
const crosses = (i: number, j: number) => home[i] !== home[j];
const alike = (i: number, j: number) => colour[i] === colour[j];

describe('communities', () => {
  it('hold everybody once, by id, and are of about the given size', () => {
    expect([...storage.ids].sort((a, b) => a - b)).toEqual([...Array(AGENTS).keys()]);
    expect(storage.communities.length - 1).toBe(40);
    for (let c = 0; c < 40; c++) {
      const members = [...storage.ids.subarray(storage.communities[c], storage.communities[c + 1])];
      expect(members).toEqual([...members].sort((a, b) => a - b));
      // Six standard deviations of a binomial.
      expect(Math.abs(members.length - 150)).toBeLessThan(6 * Math.sqrt(150));
    }
  });

  it("don't hang on how many agents there are besides", () => {
    const few = orderAgents(3000, 75, seed);
    const many = placesOf(storage.ids);
    const fewHome = communityOf(few, 3000);
    few.ids.forEach((id, s) => {
      expect(fewHome[s]).toBe(home[many[id]]);
    });
  });

  it('are one, in the order of ids, when the size says so', () => {
    expect([...orderAgents(5, 100, seed).ids]).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('spread', () => {
  for (const degree of [6, 7, 3.3])
    it(`has ${degree} ties in the mean, in sound rows`, () => {
      const ties = make(network('spread', degree, { triadic: 0.3, elsewhere: 0.2 }));
      expect(faults(ties)).toEqual([]);
      expect(meanDegree(ties)).toBeCloseTo(degree, 2);
      expect(Math.min(...degrees(ties))).toBeGreaterThanOrEqual(Math.floor(degree / 2));
      expect(Math.max(...degrees(ties))).toBeLessThan(degree * 4);
    });

  it('leads out of the community as often as given', () => {
    for (const elsewhere of [0, 0.1, 0.35, 1]) {
      const share = shareOfTies(
        make(network('spread', 8, { elsewhere, triadic: elsewhere < 0.5 ? 0.2 : 0 })),
        crosses,
      );
      const error = Math.sqrt((elsewhere * (1 - elsewhere)) / (AGENTS * 4));
      expect(Math.abs(share - elsewhere)).toBeLessThanOrEqual(5 * error);
    }
  });

  it('reaches all other communities alike', () => {
    const ties = make(network('spread', 8, { elsewhere: 1 }));
    const distance = shareOfTies(ties, (i, j) => Math.abs(i - j) < AGENTS / 2);
    // Of pairs in different communities, drawn at random: 3/4 of all pairs are nearer than half, less those at home.
    expect(distance).toBeCloseTo((0.75 - 1 / 40) / (1 - 1 / 40), 1);
  });

  it('prefers those who are alike by e^weight', () => {
    const chance = 0.5 * 0.5 + 0.3 * 0.3 + 0.2 * 0.2;
    expect(shareOfTies(make(network('spread', 8)), alike)).toBeCloseTo(chance, 1);
    // Agent by agent, P(alike) = share e^w / (share e^w + 1 - share).
    const expected = (weight: number) =>
      [0.5, 0.3, 0.2].reduce(
        (sum, p) => sum + (p * p * Math.exp(weight)) / (p * Math.exp(weight) + 1 - p),
        0,
      );
    for (const weight of [0.5, 1, 2]) {
      const homophily = new Map([['colour', weight]]);
      const local = shareOfTies(make(network('spread', 8, { homophily })), alike);
      expect(Math.abs(local - expected(weight))).toBeLessThan(0.02);
      expect(local).toBeGreaterThan(chance + 0.05);
      const far = shareOfTies(make(network('spread', 8, { homophily, elsewhere: 1 })), alike);
      expect(Math.abs(far - expected(weight))).toBeLessThan(0.02);
    }
  });

  it('closes triangles', () => {
    const by = (triadic: number) => transitivity(make(network('spread', 8, { triadic })));
    const [none, some, many] = [by(0), by(0.3), by(0.6)];
    // By chance, 8 of 150 are tied to any one.
    expect(none).toBeLessThan(0.08);
    expect(some).toBeGreaterThan(2 * none);
    expect(many).toBeGreaterThan(some + 0.05);
  });

  it('works in communities hardly larger than the degree, and tiny ones', () => {
    for (const size of [1, 2, 5, 12]) {
      const small = orderAgents(600, size, seed);
      const given = network('spread', 8, { triadic: 0.3, elsewhere: 0.1 });
      const ties = makeTies(given, small, [], new Map(), seed);
      expect(faults(ties)).toEqual([]);
      expect(meanDegree(ties)).toBeLessThanOrEqual(8);
    }
    const lone = makeTies(network('spread', 2), orderAgents(3, 10, seed), [], new Map(), seed);
    expect(faults(lone)).toEqual([]);
  });

  it('looks up affinities of few kinds and computes those of many alike', () => {
    const many: Variable = { name: 'many', categories: Array.from({ length: 250 }, (_, k) => `k${k}`) };
    const wide = new Map([...columns, ['many', new Uint8Array(AGENTS)]]);
    const homophily = new Map([['colour', 1]]);
    const few = makeTies(network('spread', 6, { homophily }), storage, variables, columns, seed);
    // 1500 kinds, of which only those of two variables occur; the third one tells nobody apart.
    const wider = new Map([...homophily, ['big', 0], ['many', 3]]);
    const other = makeTies(
      network('spread', 6, { homophily: wider }),
      storage,
      [...variables, many],
      wide,
      seed,
    );
    expect(shareOfTies(other, alike)).toBeCloseTo(shareOfTies(few, alike), 1);
    expect(faults(other)).toEqual([]);
  });
});

describe('clique', () => {
  it('ties groups all to all', () => {
    const ties = make(network('clique', 3, { elsewhere: 0.1 }));
    expect(faults(ties)).toEqual([]);
    for (let i = 0; i < AGENTS; i++) {
      const group = [i, ...rowOf(ties, i)].sort((a, b) => a - b);
      for (const j of rowOf(ties, i)) expect([j, ...rowOf(ties, j)].sort((a, b) => a - b)).toEqual(group);
    }
  });

  it('has the degree, whole or not, but for the last group of each community', () => {
    for (const degree of [2, 3, 3.5, 4.2]) {
      const ties = make(network('clique', degree));
      expect(Math.abs(meanDegree(ties) - degree)).toBeLessThan(0.03 * degree);
      expect(Math.max(...degrees(ties))).toBe(Math.ceil(degree));
    }
  });

  it('crosses communities as often as given', () => {
    expect(shareOfTies(make(network('clique', 4)), crosses)).toBe(0);
    for (const elsewhere of [0.05, 0.2]) {
      const share = shareOfTies(make(network('clique', 4, { elsewhere })), crosses);
      expect(Math.abs(share - elsewhere)).toBeLessThan(0.02);
    }
  });

  it('brings like ones together when asked', () => {
    const chance = shareOfTies(make(network('clique', 3)), alike);
    expect(chance).toBeCloseTo(0.38, 1);
    const ties = make(network('clique', 3, { homophily: new Map([['colour', 3]]) }));
    expect(shareOfTies(ties, alike)).toBeGreaterThan(chance + 0.3);
    expect(faults(ties)).toEqual([]);
    expect(meanDegree(ties)).toBeCloseTo(meanDegree(make(network('clique', 3))), 6);
  });
});

describe('random', () => {
  it('has exactly the given number of ties, with degrees as by chance', () => {
    const ties = make(network('random', 10));
    expect(faults(ties)).toEqual([]);
    expect(ties.neighbours.length).toBe(10 * AGENTS);
    const all = degrees(ties);
    const variance = all.reduce((sum, d) => sum + (d - 10) ** 2, 0) / AGENTS;
    // Poisson: the variance is the mean, known here to sqrt(2/n) of it.
    expect(Math.abs(variance - 10)).toBeLessThan(6 * 10 * Math.sqrt(2 / AGENTS));
    expect(shareOfTies(ties, crosses)).toBeCloseTo(1 - 1 / 40, 2);
    expect(transitivity(ties)).toBeLessThan(0.01);
  });

  it('fills a small graph up to the last tie', () => {
    const ten = orderAgents(10, 100, seed);
    expect(degrees(makeTies(network('random', 9), ten, [], new Map(), seed))).toEqual(Array(10).fill(9));
    expect(makeTies(network('random', 0), ten, [], new Map(), seed).neighbours.length).toBe(0);
  });

  it('ties the same ids wherever they are stored', () => {
    const together = orderAgents(AGENTS, AGENTS, seed);
    const one = makeTies(network('random', 4), together, [], new Map(), seed);
    const other = make(network('random', 4));
    const places = placesOf(storage.ids);
    for (let id = 0; id < AGENTS; id += 7) {
      const ids = Array.from(rowOf(other, places[id]), s => storage.ids[s]).sort((a, b) => a - b);
      expect(ids).toEqual([...rowOf(one, id)]);
    }
  });
});

describe('ring', () => {
  it('ties the nearest ids on both sides', () => {
    const ten = orderAgents(10, 100, seed);
    const ties = makeTies(network('ring', 4), ten, [], new Map(), seed);
    expect(faults(ties)).toEqual([]);
    expect([...rowOf(ties, 0)]).toEqual([1, 2, 8, 9]);
    expect([...rowOf(ties, 5)]).toEqual([3, 4, 6, 7]);
    expect(degrees(makeTies(network('ring', 4), ten, [], new Map(), seed))).toEqual(Array(10).fill(4));
  });
});

describe('any network', () => {
  const shapes = ['spread', 'clique', 'random', 'ring'] as const;
  it('is the same bytes when made twice, other ones for another seed or name', () => {
    for (const shape of shapes) {
      const given = network(shape, 4, { triadic: 0.2, elsewhere: 0.1, homophily: new Map([['colour', 1]]) });
      expect(make(given)).toEqual(make(given));
      if (shape === 'ring') continue;
      expect(make(given, seedKey('other')).neighbours).not.toEqual(make(given).neighbours);
      expect(make({ ...given, name: 'second' }).neighbours).not.toEqual(make(given).neighbours);
    }
  });

  const bad: [string, Network, string][] = [
    ['a negative degree', network('spread', -1), 'network `net`: the degree is a number of ties: found -1'],
    [
      'a degree that is no number',
      network('random', Number.NaN),
      'the degree is a number of ties: found NaN',
    ],
    [
      'more ties than others',
      network('random', AGENTS),
      'beyond the number of others: found 6000, expected at most 5999',
    ],
    ['an odd ring', network('ring', 3), 'a ring needs an even degree: found 3'],
    [
      'shares above 1',
      network('spread', 3, { triadic: 0.6, elsewhere: 0.6 }),
      'found 1.2, expected at most 1',
    ],
    [
      'an unknown variable',
      network('spread', 3, { homophily: new Map([['color', 1]]) }),
      'network `net`: `color` is no variable of the population: expected colour, big (did you mean `colour`?)',
    ],
    [
      'a negative weight',
      network('clique', 3, { homophily: new Map([['colour', -1]]) }),
      'the weight of `colour` in homophily must be 0 or more: found -1',
    ],
  ];
  for (const [what, given, text] of bad)
    it(`is refused with ${what}`, () => {
      expect(complaint(() => make(given))).toContain(text);
    });
});
