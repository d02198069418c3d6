import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunResult } from '../../../src/engine/program/run-types.ts';
import { readCsv } from '../../../src/io/text/csv.ts';
import { placeCourse } from '../../../src/observe/series/place-differences.ts';
import { kept } from '../../../src/quote/kept.ts';
import { verdictOf } from '../../../src/quote/verdict.ts';
import { compareText, sentence } from '../../../src/report/terminal/compare.ts';
import { type Compared, type CompareOptions, compare } from '../../../src/workflows/compare/compare.ts';
import { placesTold } from '../../../src/workflows/compare/compare-places.ts';
import { makeProject, type Project } from '../../cli/process.ts';
import { sparseFlows } from '../../support/flows.ts';
import { writePosterior } from '../../support/posterior.ts';

const PLAIN = 'scenarios/plain.yaml';
/** Monday of the week in which the second drought begins. */
const SECOND = '2001-03-26';

let project: Project;
let compared: Compared;
beforeAll(async () => {
  project = makeProject();
  const add = (name: string, ...lines: string[]) =>
    project.write(
      `scenarios/${name}.yaml`,
      `${['extends: plain.yaml', `title: ${name}`, 'assumes: a drought', ...lines].join('\n')}\n`,
    );
  const drought = (size: number) =>
    `  - { id: again, kind: drought, from: ${SECOND}, to: 2001-04-08, size: ${size} }`;
  add('dry', 'events:', drought(3));
  add('nothing', 'events:', drought(0));
  add('brave', 'parameters: { pull: 0.5 }');
  add('fewer', 'parameters: { villagers: 2000 }');
  compared = await between('plain', ['plain', 'nothing', 'dry'], { folder: 'all' });
});
afterAll(() => project.remove());

const between = (base: string, others: readonly string[], options: CompareOptions = {}) => {
  const path = (name: string) => join(project.folder, 'scenarios', `${name}.yaml`);
  const folder = join(project.folder, options.folder ?? 'compared');
  return compare(path(base), others.map(path), { threads: 0, replicates: 6, ...options, folder });
};

describe('compare', () => {
  it('finds exactly nothing between a scenario and itself, or one with an event of size zero', () => {
    for (const { rows, firstWeek, pairs } of compared.comparisons.slice(0, 2)) {
      expect([pairs, firstWeek]).toEqual([6, undefined]);
      expect(rows.length).toBeGreaterThan(20);
      for (const { mean, se, low, high, greater, p } of rows.filter(row => row.pairs > 1))
        expect([mean, se, low, high, greater, p]).toEqual([0, 0, 0, 0, 0, 1]);
    }
    expect(sentence(compared, compared.comparisons[0], undefined)).toBe(
      'A dry spring: nothing differs from the baseline by April 2001.',
    );
  });

  it('finds nothing before the first week in which a field differs, and something later', () => {
    const { rows, firstWeek, a } = compared.comparisons[2];
    expect(firstWeek).toBe(12);
    for (const row of rows.filter(row => row.week < 12 && row.pairs > 0))
      expect([row.mean, row.low, row.high]).toEqual([0, 0, 0]);
    const last = rows.filter(row => row.week === a.frame.weeks - 1);
    const gone = last.find(({ metric, group }) => metric.name === 'gone' && group === 'all')!;
    expect(gone.mean).toBeGreaterThan(0);
    expect(gone).toMatchObject({ pairs: 6, greater: 1, date: '2001-04-23' });
    expect(gone.low).toBeLessThanOrEqual(gone.mean);
    expect(gone.adjusted).toBeGreaterThanOrEqual(gone.p);
    expect(gone.worth).toBeGreaterThan(1);
  });

  it('writes tables that hold the same', () => {
    const table = (name: string) => {
      const [head, ...rows] = readFileSync(join(project.folder, 'all', name), 'utf8')
        .trim()
        .split('\n');
      const names = head.split(',');
      return rows.map(row => Object.fromEntries(row.split(',').map((cell, k) => [names[k], cell])));
    };
    const rows = table('compare.csv');
    expect(Object.keys(rows[0]).join()).toBe(
      'metric,date,group,scenario_a,scenario_b,n_pairs,mean_a,mean_diff,se,ci_low,ci_high,p_greater,p_adj,correlation,parameter_share,chance_share',
    );
    const end = { metric: 'gone', date: '2001-04-23', group: 'all', scenario_a: 'plain', scenario_b: 'dry' };
    const isEnd = (row: Record<string, string>) =>
      Object.entries(end).every(([name, value]) => row[name] === value);
    const found = compared.comparisons[2].rows.find(
      ({ metric, group, date }) => metric.name === 'gone' && group === 'all' && date === end.date,
    )!;
    expect(Number(rows.find(isEnd)!.mean_diff)).toBe(kept(found.mean));
    const pairs = table('pairs.csv').filter(isEnd);
    expect(pairs.map(pair => pair.replicate)).toEqual(['1', '2', '3', '4', '5', '6']);
    const mean = pairs.reduce((sum, pair) => sum + Number(pair.value_b) - Number(pair.value_a), 0) / 6;
    expect(mean).toBeCloseTo(found.mean, 9);
    expect([...new Set(table('summary.csv').map(row => row.scenario))]).toEqual([
      'dry',
      'nothing',
      'plain',
      'plain-2',
    ]);
    expect(table('runs.csv')).toHaveLength(4 * 6);
  });

  it('quotes what differs at the end, with words and verdict', () => {
    const path = join(project.folder, 'all', 'key_figures.csv');
    const figures = readCsv(path).rows.map(({ cells }) => cells);
    const row = figures.find(
      ({ scenario, metric, place }) => [scenario, metric, place].join() === 'dry,gone,all',
    )!;
    const found = compared.comparisons[2].rows.find(
      ({ metric, group, date }) => metric.name === 'gone' && group === 'all' && date === '2001-04-23',
    )!;
    expect(row).toMatchObject({ compared_with: 'plain', date: '2001-04-23', verdict: verdictOf(found) });
    expect(Math.abs(Number(row.difference) - found.mean)).toBeLessThan(0.1 * Math.abs(found.mean));
    expect(figures.every(({ date }) => date === '2001-04-23')).toBe(true);
  });

  it('leaves groups of what is no headline to Parquet', async () => {
    const read = async (name: string) => {
      const bytes = readFileSync(join(project.folder, 'all', name));
      const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
      return parquetReadObjects({ file });
    };
    const differences = await read('compare.parquet');
    const { rows } = compared.comparisons[2];
    expect(differences).toHaveLength(3 * rows.length);
    const of = (metric: string, group: string) =>
      differences.findLast(row => row.metric === metric && row.group === group && row.scenario_b === 'dry')!;
    const found = rows.findLast(
      ({ metric, group }) => metric.name === 'courage_mean' && group === 'where=city',
    )!;
    expect(of('courage_mean', 'where=city')).toMatchObject({
      date: new Date(found.date),
      n_pairs: found.pairs,
      mean_diff: Math.fround(found.mean),
    });
    const written = readFileSync(join(project.folder, 'all', 'compare.csv'), 'utf8');
    expect([
      written.includes('gone,2001-04-23,where=city'),
      written.includes('courage_mean,2001-04-23,where'),
    ]).toEqual([true, false]);
    // All together every week, groups where differences are told.
    const summary = await read('summary.parquet');
    const weeksOf = (where: string) =>
      summary.filter(row => row.scenario === 'dry' && row.metric === 'gone' && row.where === where).length;
    expect([weeksOf('all'), weeksOf('city')]).toEqual([17, 4]);
  });

  it('tells by place who lives there and who came, so that places add up to nobody lost', () => {
    const { places, b, rows } = compared.comparisons[2];
    const end = places.filter(row => row.week === b.frame.weeks - 1);
    expect(end.map(({ place }) => place)).toEqual(['village', 'town', 'city']);
    expect(end.reduce((sum, { living }) => sum + living.mean, 0)).toBeCloseTo(0, 9);
    const gone = rows.find(({ metric, group, week }) => [metric.name, group, week].join() === 'gone,all,16')!;
    const [village, town, city] = end;
    expect(village.living.mean).toBeCloseTo(-gone.mean, 9);
    // Nobody leaves a town again here, so whoever came lives there.
    for (const { living, entered } of [town, city]) expect(entered.mean).toBeCloseTo(living.mean, 9);
    expect(town.entered.mean).toBeGreaterThan(0);
    expect(placesTold(compared.comparisons[2], 16).map(({ place }) => place)).toEqual([
      'village',
      'town',
      'city',
    ]);
    expect(placesTold(compared.comparisons[0], 16)).toEqual([]);
    const text = compareText(compared, { verbose: true }, (_, words) => words, 100).join('\n');
    expect(text).toMatch(/by place, 2001-04-23, in persons +living there +entered since the start/);
    expect(text).toMatch(/the town +\+\d+ +\d+ to \d+/);
  });

  it('adds up moves week by week, of a run whose people go and come', () => {
    // Two weeks, two places: 3 go from the first to the second, then 1 comes back and 2 more go.
    const flows = sparseFlows([0, 3, 0, 0, 0, 2, 1, 0]);
    const { living, entered } = placeCourse({ flows, weeks: 2 } as RunResult, 2);
    expect([...living]).toEqual([-3, 3, -4, 4]);
    expect([...entered]).toEqual([0, 3, 1, 5]);
  });

  it('gives scenarios their own people only where they make others', async () => {
    const { comparisons } = await between('plain', ['brave', 'fewer'], { weeks: 6 });
    const [same, fewer] = comparisons.map(({ b }) => b.results[0].agents);
    expect([same, fewer]).toEqual([400, 200]);
    expect(comparisons.map(({ firstWeek }) => firstWeek)).toEqual([0, 0]);
  });

  it('takes size, seed and weeks from the first, and from the shortest', async () => {
    project.write(
      'scenarios/odd.yaml',
      'extends: plain.yaml\ntitle: Odd\nassumes: odd\nseed: odd\npersons_per_agent: 40\nreplicates: 3\nuntil: 2001-02-18\n',
    );
    const { comparisons, sides } = await between('plain', ['odd'], { replicates: undefined });
    expect(comparisons[0]).toMatchObject({ pairs: 2, firstWeek: undefined });
    expect(sides.map(({ frame }) => frame.weeks)).toEqual([7, 7]);
  });
});

describe('on a posterior', () => {
  it('shares draws and chance, and tells what either has in a difference', async () => {
    const own = makeProject();
    writePosterior(own.folder);
    own.write(
      'scenarios/dry.yaml',
      `extends: plain.yaml\ntitle: dry\nassumes: drought\nevents:\n  - { id: again, kind: drought, from: ${SECOND}, size: 3 }\n`,
    );
    own.write(
      'scenarios/usual.yaml',
      'extends: plain.yaml\ntitle: usual\nassumes: usual\nparameters: defaults\n',
    );
    const path = (name: string) => join(own.folder, 'scenarios', `${name}.yaml`);
    const options = { threads: 0, draws: 5, seeds: 2, folder: join(own.folder, 'out') };
    const { comparisons, design } = await compare(path('plain'), [path('dry')], options);
    const [{ a, b, pairs, rows }] = comparisons;
    expect([design, pairs]).toEqual([{ draws: 5, seeds: 2 }, 10]);
    const keysOf = ({ results }: typeof a) =>
      results.map(({ key }) => [key.replicate, key.draw, key.parameters]);
    expect(keysOf(a)).toEqual(keysOf(b));
    expect(new Set(a.results.map(({ key }) => key.draw)).size).toBe(5);
    const gone = rows.filter(({ metric, group }) => metric.name === 'gone' && group === 'all').at(-1)!;
    expect(gone.parameterShare).toBeGreaterThan(0.3);
    expect(gone.parameterShare + gone.chanceShare).toBeCloseTo(1, 12);
    await expect(compare(path('plain'), [path('usual')], options)).rejects.toThrow(
      /`usual` and `plain` have different parameters: found default parameters, expected a posterior \(say --parameters defaults/,
    );
    own.remove();
  });
});

describe('rhizome compare', () => {
  it('begins with sentences to be quoted, and the same bytes on any number of threads', async () => {
    const ask = (...words: string[]) =>
      project.rhizome(
        'compare',
        PLAIN,
        'scenarios/dry.yaml',
        '--replicates',
        '4',
        '--date',
        '2001-04-10',
        ...words,
      );
    const [two, none] = await Promise.all([
      ask('--threads', '2', '--out', 'two'),
      ask('--threads', '0', '--out', 'none'),
    ]);
    expect([two.code, two.stderr, none.code, none.stderr]).toEqual([0, '', 0, '']);
    const said = two.stdout.replace(/\n/g, ' ');
    expect(said).toContain(`4 pairs of runs on the same draws and chance (4 seeds, parameters fixed)`);
    expect(said).toContain(`not one agent differs before ${SECOND}`);
    expect(said).toMatch(
      /^ dry: by April 2001, \d+ more persons are \S+ \(90 % of the runs: \d+ to \d+ persons/,
    );
    expect(said).toMatch(/ Page: file:\/\/\S+two\/report\.html /);
    for (const file of ['compare.csv', 'pairs.csv', 'summary.csv', 'summary.parquet', 'datapackage.json'])
      expect(project.read(`two/${file}`) === project.read(`none/${file}`)).toBe(true);
    const { inputs } = JSON.parse(project.read('two/manifest.json'));
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining([PLAIN, 'scenarios/dry.yaml']));
  });

  it('refuses scenarios that are of different models or studies', async () => {
    project.write(
      'scenarios/other.yaml',
      'extends: plain.yaml\ntitle: Other\nassumes: x\nstudy: village-2002\n',
    );
    const { code, stderr } = await project.rhizome('compare', PLAIN, 'scenarios/other.yaml');
    expect([code, stderr.includes('village-2002')]).toEqual([2, true]);
  });
});
