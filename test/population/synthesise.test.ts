import { describe, expect, it } from 'vitest';
import { seedKey } from '../../src/core/random/streams.ts';
import type { Population } from '../../src/population/population.ts';
import type { Cell } from '../../src/population/source-population.ts';
import { plainPopulation, type SynthesisInput, synthesise } from '../../src/population/synthesise.ts';
import { complaint, marginsCsv, noStudy, populationYaml } from './files.ts';
import { faults, network } from './networks.ts';

const VARIABLES = { colour: ['red', 'green', 'blue'], big: ['no', 'yes'], loud: ['no', 'yes'] };
const MARGINS = [
  'c,colour,red,,0.5,,500',
  'c,colour,green,,0.3,,500',
  'b,big,yes,colour=red,0.2,,250',
  'b,big,yes,colour=green,0.5,,150',
  'b,big,yes,colour=blue,0.7,,100',
  'l,loud,yes,,0.25,,500',
];
const networks = [
  network('spread', 6, { name: 'friends', triadic: 0.3, elsewhere: 0.2, homophily: new Map([['big', 1]]) }),
  network('clique', 3, { name: 'kin', elsewhere: 0.05 }),
];

/** Who is big leaves twice as often; blue ones half as often. */
const rate = ({ colour, big }: Cell) => (big === 1 ? 2 : 1) * (colour === 2 ? 0.5 : 1);

function input(
  given: Partial<SynthesisInput> = {},
  rows = MARGINS,
  variables: Record<string, string[]> = VARIABLES,
) {
  const files = { population: populationYaml(variables), margins: marginsCsv(...rows) };
  const seed = seedKey('population');
  return {
    files,
    study: noStudy,
    networks,
    communitySize: 100,
    agents: 2000,
    personsPerAgent: 10,
    relativeDeparture: rate,
    seed,
    ...given,
  };
}

/** Number of agents by the categories of some variables. */
function count(population: Population, ...names: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  const columns = names.map(name => population.columns.get(name)!);
  for (let s = 0; s < population.agents; s++) {
    const key = columns.map(c => c[s]).join(' ');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

describe('the origin pool', () => {
  it('is the emigrants divided by their relative departure rates, in whole agents', () => {
    const population = synthesise(input());
    const emigrants = { '0 0': 0.4, '0 1': 0.1, '1 0': 0.15, '1 1': 0.15, '2 0': 0.06, '2 1': 0.14 };
    const weights = Object.entries(emigrants).map(([key, share]) => {
      const [colour, big] = key.split(' ').map(Number);
      return [key, share / rate({ colour, big })] as const;
    });
    const sum = weights.reduce((total, [, weight]) => total + weight, 0);
    const found = count(population, 'colour', 'big');
    for (const [key, weight] of weights)
      expect(Math.abs(found.get(key)! - (weight / sum) * 2000)).toBeLessThan(1.5);
    expect([...found.values()].reduce((a, b) => a + b, 0)).toBe(2000);
    // Nothing ties loudness to the rest, and it doesn't change who leaves.
    expect(count(population, 'loud').get('1')).toBe(500);
  });

  it('keeps the total at any size', () => {
    for (const agents of [4, 7, 100, 1999]) {
      const population = synthesise(input({ agents, networks: [] }));
      expect([...count(population, 'colour').values()].reduce((a, b) => a + b, 0)).toBe(agents);
      expect([...population.ids].sort((a, b) => a - b)).toEqual([...Array(agents).keys()]);
    }
  });

  it('judges every margin: given, used, fitted, integer and z', () => {
    const { margins, warnings } = synthesise(input());
    expect(margins.map(m => `${m.margin}: ${m.category}`)).toEqual([
      'c: colour=red',
      'c: colour=green',
      'c: colour=blue',
      'b: big=no | colour=red',
      'b: big=yes | colour=red',
      'b: big=no | colour=green',
      'b: big=yes | colour=green',
      'b: big=no | colour=blue',
      'b: big=yes | colour=blue',
      'l: loud=no',
      'l: loud=yes',
    ]);
    for (const { given, used, fitted, integer, z } of margins) {
      expect(used).toBe(given);
      expect(fitted).toBeCloseTo(given, 7);
      expect(Math.abs(integer! - given)).toBeLessThan(0.003);
      expect(Math.abs(z!)).toBeLessThan(0.15);
    }
    const [red] = margins;
    expect(red.z).toBeCloseTo((red.integer! - 0.5) / Math.sqrt(0.25 / 500), 10);
    expect(warnings).toEqual([]);
  });

  it('uses margins that were made to agree, and warns of those that only chance reconciles', () => {
    const rows = [...MARGINS.slice(0, 5), 'b0,big,yes,,0.41,,100', 'l,loud,yes,,0.25'];
    const { margins, warnings } = synthesise(input({}, rows));
    expect(warnings.map(w => w.message)).toEqual(['margins c, b, b0 agree only by sampling error']);
    const overall = margins.find(m => m.margin === 'b0' && m.category === 'big=yes')!;
    expect(overall.given).toBe(0.41);
    expect(overall.used).toBeLessThan(0.405);
    expect(overall.fitted).toBeCloseTo(overall.used, 7);
    // A margin without n has no standard error.
    expect(margins.at(-1)!.z).toBeUndefined();
  });

  it('finds the condition that no margin gives from the overall share', () => {
    const rows = [...MARGINS.slice(0, 4), 'b0,big,yes,,0.4', 'l,loud,yes,,0.25'];
    const population = synthesise(input({ relativeDeparture: () => 1 }, rows));
    // 0.4 = 0.5 x 0.2 + 0.3 x 0.5 + 0.2 x 0.75
    expect(count(population, 'colour', 'big').get('2 1')! / 2000).toBeCloseTo(0.15, 2);
  });
});

describe('agents', () => {
  const population = synthesise(input());

  it('stand by community and homophily; ties are sound', () => {
    for (const ties of population.ties.values()) expect(faults(ties)).toEqual([]);
    expect([...population.ties.keys()]).toEqual(['friends', 'kin']);
    // Ids count cell by cell, so that an agent's colour grows with its id.
    const colour = population.columns.get('colour')!;
    const byId = new Uint8Array(2000);
    population.ids.forEach((id, s) => {
      byId[id] = colour[s];
    });
    expect([...byId]).toEqual([...byId].sort());
  });

  it('are the same bytes from the same seed', () => {
    expect(synthesise(input())).toEqual(population);
    const other = synthesise(input({ seed: seedKey('other') }));
    expect(other.ids).not.toEqual(population.ids);
    expect(count(other, 'colour')).toEqual(count(population, 'colour'));
  });

  it("don't change when a variable, a network or nothing but a name is added", () => {
    const variables = { ...VARIABLES, tall: ['no', 'a little', 'yes'] };
    const rows = [...MARGINS, 't,tall,no,,0.3', 't,tall,a little,,0.3'];
    const more = synthesise(
      input({ networks: [network('random', 2, { name: 'new' }), ...networks] }, rows, variables),
    );
    expect(more.ids).toEqual(population.ids);
    for (const [name, column] of population.columns) expect(more.columns.get(name)).toEqual(column);
    for (const [name, ties] of population.ties) expect(more.ties.get(name)).toEqual(ties);
    expect([...count(more, 'tall').values()].sort()).toEqual([600, 600, 800]);
  });
});

describe('people of whom nothing is known', () => {
  it('have ids and ties', () => {
    const given = [network('random', 4), network('ring', 2, { name: 'ring' })];
    const plain = plainPopulation({ agents: 500, networks: given, communitySize: 500, seed: seedKey('x') });
    expect([...plain.ids]).toEqual([...Array(500).keys()]);
    expect(plain.columns.size).toBe(0);
    expect(plain.margins).toEqual([]);
    for (const ties of plain.ties.values()) expect(faults(ties)).toEqual([]);
  });
});

describe('what can not be', () => {
  it('names the margins that no table has, with their place', () => {
    const rows = [
      'c,colour,red,,0.5',
      'c,colour,green,,0.3',
      'b,big,yes,colour=red,0.9',
      'o,big,yes,,0.2',
      'l,loud,yes,,0.5',
    ];
    const text = complaint(() => synthesise(input({}, rows)));
    expect(text).toMatch(/^margins\.csv:\d:\d+: margins .* can't hold together/);
    for (const name of ['o', 'b']) expect(text).toMatch(new RegExp(`margins [^:]*\\b${name}\\b`));
    expect(text).toContain('big=yes with colour=red 0.45');
  });

  it('names margins that contradict each other', () => {
    const rows = [...MARGINS, 'o,big,yes,,0.8,,500'];
    expect(complaint(() => synthesise(input({}, rows)))).toMatch(
      /^margins\.csv:2:\d+: margins c, b, o contradict each other/,
    );
  });

  it('names the kind of person that leaves at no possible rate', () => {
    const relativeDeparture = (cell: Cell) => (cell.colour === 1 && cell.big === 1 ? 0 : 1);
    const text = complaint(() => synthesise(input({ relativeDeparture })));
    expect(text).toMatch(/^population\.yaml:2:\d+: the relative departure rate must be above 0/);
    expect(text).toContain('found 0 for colour=green, big=yes, loud=no');
  });

  it('says how many kinds of persons are too many', () => {
    const variables = Object.fromEntries(Array.from({ length: 23 }, (_, k) => [`v${k}`, ['a', 'b']]));
    const rows = Object.keys(variables).map(name => `${name},${name},a,,0.5`);
    expect(complaint(() => synthesise(input({}, rows, variables)))).toContain(
      '8388608 combinations of categories',
    );
  });
});
