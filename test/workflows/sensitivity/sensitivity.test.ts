import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Inputs } from '../../../src/engine/program/run-types.ts';
import { buildModel } from '../../../src/model/build.ts';
import { parseCsv } from '../../../src/text/csv.ts';
import type { Outcome } from '../../../src/workflows/run/outcomes.ts';
import {
  chooseFactors,
  type FactorChoice,
  MOST_FACTORS,
} from '../../../src/workflows/sensitivity/factors.ts';
import {
  sensitivity as analyse,
  type SensitivityOptions,
} from '../../../src/workflows/sensitivity/sensitivity.ts';
import {
  type Design,
  designFor,
  type Method,
  replicatesOf,
} from '../../../src/workflows/sensitivity/sensitivity-design.ts';
import { effectsOf } from '../../../src/workflows/sensitivity/sensitivity-effects.ts';
import { makeProject, type Project } from '../../cli/process.ts';
import { inlineInputs } from '../../support/model.ts';

const NAMES = ['a', 'b', 'c'];
const SEEDS = 2;

/** What a run of a made-up model gives, for every point and seed of a design. */
function runsOf(design: Design, model: (u: readonly number[], replicate: number) => number) {
  return design.points.flatMap((point, k) =>
    replicatesOf(point, SEEDS).map(replicate => ({
      point: k,
      replicate,
      values: [model(point.u, replicate)],
    })),
  );
}

const outcome = { name: 'made@2022-02-21', group: 'all', week: 0, date: '2022-02-21', series: 0 } as Outcome;
const judge = (method: Method, size: number, model: (u: readonly number[], replicate: number) => number) => {
  const design = designFor(method, NAMES, size, 'seed');
  const [found] = effectsOf(design, [outcome], runsOf(design, model), 'seed');
  return { ...found, of: (name: string) => found.effects.find(({ parameter }) => parameter === name)! };
};
/** Chance of a run: fixed, of mean 0, of variance 1/12. */
const chance = (replicate: number) => ((replicate * 0.6180339887) % 1) - 0.5;

describe('a design', () => {
  it.each([
    ['morris', 7, 7 * 5],
    ['sobol', 8, 8 * 6],
  ] as const)(
    '%s runs every point with the same seeds, but where the dummy has moved',
    (method, size, count) => {
      const { points } = designFor(method, NAMES, size, 'seed');
      expect(points).toHaveLength(count);
      for (let block = 0; block < size; block++) {
        const own = points.filter(point => point.block === block);
        const [moved, ...others] = own.filter(({ otherSeeds }) => otherSeeds);
        expect(others).toEqual([]);
        // The same parameters as another point of the block, in other runs.
        expect(own.filter(({ u }) => String(u) === String(moved.u))).toHaveLength(2);
        expect(replicatesOf(moved, SEEDS)).toEqual([2 * block + 3, 2 * block + 4]);
        for (const point of own.filter(one => one !== moved))
          expect(replicatesOf(point, SEEDS)).toEqual([1, 2]);
      }
    },
  );
});

describe('effects', () => {
  it('Morris finds a linear model whatever the chance, and shows chance by the dummy', () => {
    const found = judge('morris', 20, ([a, b], replicate) => 3 * a - b + chance(replicate));
    expect(found.of('a')).toMatchObject({ toldFromChance: true });
    for (const [name, effect] of Object.entries({ a: 3, b: -1, c: 0 })) {
      expect(found.of(name).mu).toBeCloseTo(effect, 9);
      expect(found.of(name).muStar).toBeCloseTo(Math.abs(effect), 9);
      expect(found.of(name).sigma).toBeCloseTo(0, 9);
    }
    expect(found.of('dummy').muStar).toBeGreaterThan(0.05);
    expect(found.of('dummy').toldFromChance).toBe(false);
    expect(found.effects.map(({ parameter }) => parameter)).toEqual(['a', 'b', 'dummy', 'c']);
  });

  it('Sobol splits the variance of a linear model, and shows chance by the dummy', () => {
    // V = 9/12 + 1/12 without chance.
    const found = judge('sobol', 1024, ([a, b], replicate) => 3 * a - b + chance(replicate));
    expect(found.of('a').s1).toBeCloseTo(0.9, 1);
    expect(found.of('a').st).toBeCloseTo(0.9, 1);
    expect(found.of('b').stRaw).toBeCloseTo(0.1, 1);
    expect(found.of('c')).toMatchObject({ stRaw: 0, toldFromChance: false });
    expect(found.of('c').note).toContain('ST not distinguishable from 0');
    // Half of the squared difference of two means of two seeds each, beside V.
    expect(found.of('dummy').st).toBeGreaterThan(0.01);
    expect(found.of('a').toldFromChance).toBe(true);
  });

  it('tells the share of the variance that is between seeds', () => {
    const none = judge('morris', 20, ([a]) => a);
    expect(none.noiseShare).toBe(0);
    const half = judge('morris', 200, ([a], replicate) => a + chance(replicate));
    const within = (chance(1) - chance(2)) ** 2 / 2;
    const between = 5 / 36; // of the levels 0, 1/3, 2/3, 1
    expect(half.noiseShare).toBeCloseTo(within / (within / 2 + between), 1);
  });

  it('has no indices where a run has no value', () => {
    const found = judge('morris', 3, ([a]) => (a === 0 ? Number.NaN : a));
    expect(found.missing).toBeGreaterThan(0);
    expect(found.effects).toEqual([]);
  });
});

describe('parameters that are varied', () => {
  const rule = (names: readonly string[]) =>
    `rule: drift\nwho: week >= 0\nset:\n  mood: mood + ${names.join(' + ')}\n`;
  function choose(count: number, choice: FactorChoice = {}, prior = '"uniform(0, 1)"') {
    const names = Array.from({ length: count }, (_, k) => `p${k}`);
    const inputs = inlineInputs({
      columns: 'mood: { type: number, range: 0..1, initial: 0 }',
      rules: rule(names),
      metrics: 'mood:\n  mean: mood\n  of: week >= 0\n',
    });
    const rows = names.map((name, k) => `${name},${(k + 1) / 100},${prior},1,0,1,A00,a rate,yes`);
    const unread = 'unread,0.5,"uniform(0, 1)",1,0,1,A00,read by nothing,yes';
    const text = [
      'name,value,prior,unit,low,high,source_id,text,fit',
      ...rows,
      unread,
      'persons,100,fixed,1,,,A00,x,no',
    ];
    const full: Inputs = {
      ...inputs,
      model: { ...inputs.model, parameters: parseCsv(`${text.join('\n')}\n`, 'parameters.csv') },
    };
    return chooseFactors(full, buildModel(full.model), choice).map(({ parameter, prior, coordinate }) => ({
      name: parameter.name,
      prior,
      middle: coordinate.value(0.5),
    }));
  }

  it('are by default all that may be fitted and that an outcome hangs on', () => {
    expect(choose(2)).toEqual([
      { name: 'p0', prior: 'uniform(0, 1)', middle: 0.5 },
      { name: 'p1', prior: 'uniform(0, 1)', middle: 0.5 },
    ]);
  });

  it('are at most 25, and the others are named', () => {
    expect(choose(MOST_FACTORS)).toHaveLength(MOST_FACTORS);
    expect(() => choose(MOST_FACTORS + 1)).toThrow(
      /26 parameters are too many to vary at once: expected at most 25 \(the narrowest priors can go first: p\d+\. That leaves --parameters p/,
    );
  });

  it('may be named, or given a range', () => {
    expect(choose(3, { names: ['p1'] }).map(({ name }) => name)).toEqual(['p1']);
    expect(choose(3, { ranges: [{ name: 'p2', low: 0.25, high: 0.75 }] })).toEqual([
      { name: 'p2', prior: 'uniform(0.25, 0.75)', middle: 0.5 },
    ]);
    expect(choose(2, { ranges: [{ name: 'p0', low: 0, high: 0.5 }] }, 'fixed')[0].middle).toBe(0.25);
    expect(() => choose(2, { ranges: [{ name: 'p0', low: -1, high: 0 }] })).toThrow(
      /the range of `p0` goes beyond that of parameters\.csv: found -1\.\.0, expected within 0\.\.1/,
    );
  });

  it.each<[string, FactorChoice, RegExp]>([
    ['unknown', { names: ['p9'] }, /unknown parameter `p9` \(did you mean `p/],
    [
      'of the people',
      { ranges: [{ name: 'persons', low: 1, high: 9 }] },
      /depends on `persons` \(people are made once/,
    ],
    ['read by nothing', { names: ['unread'] }, /no outcome that was asked for depends on `unread`/],
    ['with an empty range', { ranges: [{ name: 'p0', low: 1, high: 1 }] }, /the range of `p0` is empty/],
  ])('are refused: %s', (_, choice, message) => {
    expect(() => choose(2, choice)).toThrow(message);
  });

  it('need a prior', () => {
    expect(() => choose(1, { names: ['p0'] }, 'fixed')).toThrow(
      /parameters.csv:2:1: `p0` is fixed.*--range p0=0\.\.1/,
    );
  });
});

describe('rhizome sensitivity', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject();
  });
  afterAll(() => project.remove());
  const ask = (...words: string[]) => project.rhizome('sensitivity', 'scenarios/plain.yaml', ...words);

  it('finds what moves a small world, writes tables, whatever the number of threads', async () => {
    const words = ['--trajectories', '4', '--outcomes', 'gone@2001-03-04,gone:where=city,courage_mean'];
    const [two, none] = await Promise.all([
      ask(...words, '--threads', '2', '--out', 'two'),
      ask(...words, '--threads', '0', '--out', 'none'),
    ]);
    expect([two.code, two.stderr, none.stderr]).toEqual([0, '', '']);
    expect(two.stdout).toMatch(/2 parameters at 16 points, 2 seeds each: 32 runs of 400 agents/);
    expect(two.stdout).toMatch(/rate +█{20} +\+/);
    for (const file of [
      'sensitivity.csv',
      'design.csv',
      'outcomes.csv',
      'parameters.csv',
      'datapackage.json',
    ])
      expect(project.read(`two/${file}`) === project.read(`none/${file}`)).toBe(true);
    const [head, ...rows] = project.read('two/sensitivity.csv').trim().split('\n');
    expect(head).toBe(
      'outcome,parameter,mu,mu_star,mu_star_conf,sigma,S1,S1_conf,ST,ST_conf,S1_raw,ST_raw,noise_share,told_from_chance,note',
    );
    expect(rows.map(row => row.split(',').slice(0, 2).join())).toEqual(
      ['courage_mean@2001-04-23', 'gone:where=city@2001-04-23', 'gone@2001-02-26'].flatMap(name =>
        ['dummy', 'pull', 'rate'].map(parameter => `${name},${parameter}`),
      ),
    );
    expect(rows[8]).toMatch(/^gone@2001-02-26,rate,[\d.]+,[\d.]+,[\d.]+,[\d.]+,,,,,,,[\d.]+,yes,/);
    expect(project.read('two/design.csv')).toMatch(
      /^point,design_type,block,seeds,rate,pull\n1,morris,1,own,/,
    );
    const manifest = JSON.parse(project.read('two/manifest.json'));
    expect(manifest.command[0]).toBe('sensitivity');
    expect(Object.keys(manifest.inputs)).toContain('scenarios/plain.yaml');
  });

  it('computes shares of the variance, too', async () => {
    const { code, stdout, stderr } = await ask(
      '--method',
      'sobol',
      '--samples',
      '8',
      '--weeks',
      '8',
      '--seeds',
      '1',
    );
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/rate +█+ +ST \d/);
    expect(project.read('output/sensitivity/plain/sensitivity.csv')).toMatch(
      /gone@2001-02-19,rate,,,,,0?\.?\d/,
    );
  });

  it.each<[SensitivityOptions, RegExp]>([
    [{ outcomes: ['gon'] }, /the outcome `gon` names an unknown metric `gon`.*did you mean `gone`\?/],
    [{ outcomes: ['gone:where=here'] }, /unknown group `where=here`: expected all, where=village/],
    [{ outcomes: ['gone@2031-01-01'] }, /has no day of the run.*expected 2001-01-01 to 2001-04-29/],
    [{ outcomes: ['gone', 'gone@2001-04-29'] }, /`gone@2001-04-23` is asked for twice/],
    [
      {
        ranges: [
          { name: 'rate', low: 0, high: 1 },
          { name: 'rate', low: 0, high: 2 },
        ],
      },
      /`rate` has two ranges/,
    ],
    [{ names: ['villagers'] }, /depends on `villagers`/],
    [{ method: 'sobol', samples: 12 }, /a power of two/],
  ])('refuses %j', async (options, message) => {
    const folder = join(project.folder, 'refused');
    const asked = analyse(join(project.folder, 'scenarios/plain.yaml'), { threads: 0, folder, ...options });
    await expect(asked).rejects.toThrow(message);
    expect(existsSync(folder)).toBe(false);
  });

  it('refuses what is no range', async () => {
    const comma = await ask('--range', 'rate=0,01..0,02');
    expect([comma.code, comma.stderr]).toEqual([2, expect.stringContaining('decimals take a point')]);
    const { code, stdout, stderr } = await ask('--range', 'rate=high');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/--range can't be `rate=high`: expected name=low\.\.high/);
  });
});
