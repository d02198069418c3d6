import { describe, expect, it } from 'vitest';
import { seedKey } from '../../src/core/random/streams.ts';
import { synthesise } from '../../src/population/synthesise.ts';
import { complaint, marginsCsv, noStudy, populationYaml } from './files.ts';

const VARIABLES = { age: ['young', 'old'], edu: ['low', 'high'], job: ['no', 'yes'] };
const AGENTS = 100_000;

/** Shares among whole agents, and what else a synthesis tells. */
function people(...rows: string[]) {
  const all = rows.some(row => row.includes('car'))
    ? { ...VARIABLES, car: ['no', 'yes'], tall: ['no', 'yes'] }
    : VARIABLES;
  const population = synthesise({
    files: { population: populationYaml(all), margins: marginsCsv(...rows) },
    study: noStudy,
    networks: [],
    communitySize: 100,
    agents: AGENTS,
    personsPerAgent: 1,
    relativeDeparture: () => 1,
    seed: seedKey('joint'),
  });
  const codes = Object.keys(VARIABLES).map(name => population.columns.get(name)!);
  const share = (age: number, edu: number, job?: number) => {
    let found = 0;
    for (let s = 0; s < AGENTS; s++)
      if (codes[0][s] === age && codes[1][s] === edu && (job === undefined || codes[2][s] === job)) found++;
    return found / AGENTS;
  };
  return { share, population, jobs: (age: number, edu: number) => share(age, edu, 1) / share(age, edu) };
}

const AGE_AND_EDU = ['a,age,old,,0.4000', 'e1,edu,high,age=young,0.7500', 'e2,edu,high,age=old,0.2500'];
const JOBS = [
  'j1,job,yes,age=young and edu=low,0.3000',
  'j2,job,yes,edu=high and age=young,0.8000',
  'j3,job,yes,age=old and edu=low,0.1000',
  'j4,job,yes,age=old and edu=high,0.6000',
];
const WANTED = [
  [0.3, 0.8],
  [0.1, 0.6],
];
// 0.6 (0.25 0.3 + 0.75 0.8) + 0.4 (0.75 0.1 + 0.25 0.6) = 0.405 + 0.09.
const OVERALL = 0.495;

describe('margins given two variables', () => {
  it('hold among each combination, of which other margins say how many there are', () => {
    const { share, jobs, population } = people(...AGE_AND_EDU, ...JOBS);
    for (const age of [0, 1])
      for (const edu of [0, 1]) expect(jobs(age, edu)).toBeCloseTo(WANTED[age][edu], 3);
    expect(share(0, 1)).toBeCloseTo(0.45, 4);
    expect(population.warnings).toEqual([]);
    const fit = population.margins.find(one => one.category === 'job=yes | age=young, edu=high')!;
    expect(fit.given).toBe(0.8);
    expect(fit.fitted).toBeCloseTo(0.8, 6);
  });

  it('hold where the two are given only by themselves: then the combinations of greatest entropy', () => {
    const { share, jobs } = people('a,age,old,,0.4000', 'e,edu,high,,0.3000', ...JOBS);
    expect(share(1, 1)).toBeCloseTo(0.12, 4);
    expect(jobs(1, 1)).toBeCloseTo(0.6, 3);
  });

  it('hold for some combinations, the others keeping their numbers', () => {
    const { share, jobs } = people(...AGE_AND_EDU, 'j,job,yes,,0.5000', JOBS[1]);
    expect(jobs(0, 1)).toBeCloseTo(0.8, 3);
    expect(share(0, 1)).toBeCloseTo(0.45, 4);
    const [all, own] = [share(0, 0, 1) + share(0, 1, 1) + share(1, 0, 1) + share(1, 1, 1), 0.45 * 0.8];
    expect(all).toBeCloseTo(0.5, 4);
    expect(jobs(1, 0)).toBeCloseTo((0.5 - own) / 0.55, 3);
  });

  it('agree with the share overall, and with those given one of the two', () => {
    expect(people(...AGE_AND_EDU, ...JOBS, `j,job,yes,,${OVERALL}`).jobs(0, 0)).toBeCloseTo(0.3, 3);
    expect(people(...AGE_AND_EDU, ...JOBS, 'j,job,yes,age=young,0.675').jobs(0, 1)).toBeCloseTo(0.8, 3);
  });

  it('are moved with a warning where sampling explains that they disagree', () => {
    const asked = [...AGE_AND_EDU, ...JOBS].map(row => `${row},,200`);
    const { population, jobs } = people(...asked, 'j,job,yes,,0.5300,,800');
    expect(population.warnings[0].message).toMatch(/^margins .*j1.* agree only by sampling error$/);
    expect(jobs(0, 1)).toBeGreaterThan(0.8);
  });

  it('are refused where they contradict others, both sides told', () => {
    const against = (row: string) => complaint(() => people(...AGE_AND_EDU, ...JOBS, row));
    expect(against('j,job,yes,,0.9000')).toMatch(
      /margins .* contradict each other.*job=(yes|no) 0\.[19] on one side, 0\.(495|505)/s,
    );
    expect(against('j,job,yes,age=old,0.9000')).toMatch(/contradict each other.*among age=old/s);
  });

  it('are refused where a condition says too little', () => {
    expect(complaint(() => people(AGE_AND_EDU[0], 'e,edu,high,job=yes,0.5', ...JOBS))).toMatch(
      /no margin says how `edu` is distributed/,
    );
    const car = [
      'c1,car,yes,job=no,0.2',
      'c2,car,yes,job=yes,0.5',
      't,tall,yes,,0.5',
      't1,tall,yes,age=old and car=yes,0.5',
    ];
    expect(complaint(() => people(...AGE_AND_EDU, ...JOBS, ...car))).toMatch(
      /shares given `age` and `car` need to know how `car` is distributed by itself/,
    );
    expect(complaint(() => people('j,job,yes,age=old and age=young,0.5'))).toMatch(
      /margins.csv:2:\d+: a condition names `age` twice/,
    );
    expect(complaint(() => people('j,job,yes,age=old and,0.5'))).toMatch(/unknown category of `age`/);
  });
});
