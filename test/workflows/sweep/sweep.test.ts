import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDay } from '../../../src/core/calendar.ts';
import { openSweep } from '../../../src/io/project/read-sweep.ts';
import { readSweep } from '../../../src/scenario/sweep.ts';
import { parseYaml } from '../../../src/text/yaml.ts';
import { loadScenario } from '../../../src/workflows/run/load-inputs.ts';
import { askFor } from '../../../src/workflows/run/outcomes.ts';
import { runSweep, type SweepOptions } from '../../../src/workflows/sweep/sweep.ts';
import { checkLevers } from '../../../src/workflows/sweep/sweep-check.ts';
import { pointsOf, setLevers } from '../../../src/workflows/sweep/sweep-points.ts';
import { makeProject, type Project } from '../../cli/process.ts';
import { writePosterior } from '../../support/posterior.ts';

const sweepOf = (...lines: string[]) =>
  readSweep(
    parseYaml(['scenario: plain.yaml', 'title: a try', 'levers:', ...lines].join('\n'), 'sweep.yaml')[0],
  );

const SIZE = '  size: { event: dry_spring, low: 0, high: 2 }';
const DAY = '  day: { event: dry_spring, change: date, values: [2001-02-05, 2001-03-05] }';
const RATE = '  rate: { parameter: rate, values: [0.01, 0.04] }';

describe('a sweep file', () => {
  it('is a grid, the last lever changing fastest', () => {
    expect(pointsOf(sweepOf(SIZE, RATE, 'points: 3'), 'seed')).toEqual([
      [0, 0.01],
      [0, 0.04],
      [1, 0.01],
      [1, 0.04],
      [2, 0.01],
      [2, 0.04],
    ]);
    expect(pointsOf(sweepOf(DAY), 'seed')).toEqual([[parseDay('2001-02-05')], [parseDay('2001-03-05')]]);
  });

  it('ends on the values that are written, without noise of the arithmetic', () => {
    const grid = (line: string, points: number) =>
      pointsOf(sweepOf(line, `points: ${points}`), 'seed').flat();
    expect(grid('  size: { event: a, low: 0, high: 0.7 }', 8)).toEqual([
      0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7,
    ]);
    expect(grid('  size: { event: a, low: 0, high: 0.1 }', 4).at(-1)).toBe(0.1);
    expect(grid('  size: { event: a, low: -0.3, high: 0.3 }', 7)).toEqual([
      -0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3,
    ]);
    for (const value of pointsOf(
      sweepOf('  size: { event: a, low: 0, high: 0.1 }', 'design: lhs', 'points: 50'),
      's',
    ))
      expect(value[0]).toBeLessThanOrEqual(0.1);
  });

  it('has each day once, however many points are asked for', () => {
    const days = '  day: { event: a, change: date, low: 2001-02-05, high: 2001-02-07 }';
    const from = parseDay('2001-02-05')!;
    expect(pointsOf(sweepOf(days, 'points: 9'), 'seed')).toEqual([[from], [from + 1], [from + 2]]);
  });

  it('or a Latin hypercube: each of the strata once, each listed value equally often', () => {
    const points = pointsOf(sweepOf(SIZE, DAY, 'design: lhs', 'points: 10'), 'seed');
    const strata = points.map(([size]) => Math.floor(size * 5));
    expect(strata.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(points.filter(([, day]) => day === parseDay('2001-02-05'))).toHaveLength(5);
  });

  it.each([
    ['  size: { low: 0, high: 1 }', /sweep.yaml:4:\d+: lever `size` needs a `parameter` or an `event`/],
    ['  size: { event: a, parameter: b, low: 0, high: 1 }', /needs a `parameter` or an `event`/],
    ['  size: { event: a, low: 1, high: 0 }', /a `low` that is not below its `high`/],
    ['  size: { event: a, low: 1 }', /needs `values`, or `low` and `high`/],
    ['  size: { event: a, values: [1, 1] }', /has a value twice/],
    [
      '  size: { event: a, values: [2001-02-05] }',
      /4:30: lever `size` can't be 2001-02-05: expected a number/,
    ],
    ['  size: { event: a, change: date, values: [7] }', /can't be 7: expected a day/],
    ['  size: { event: a, chnage: date, values: [7] }', /unknown key `chnage`.*did you mean `change`/],
    ['  date: { event: a, values: [7] }', /has the name of a column of the results/],
    ['  rate: { parameter: a, change: size, values: [7] }', /changes a parameter/],
  ])('is refused: %s', (line, message) => {
    expect(() => sweepOf(line)).toThrow(message);
  });
});

describe('levers', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject();
  });
  afterAll(() => project.remove());
  const opened = () => loadScenario(join(project.folder, 'scenarios/plain.yaml'));
  const set = (line: string, value: number) => {
    const { inputs, model } = opened();
    return setLevers(inputs, model, sweepOf(line).levers, [value]);
  };
  const event = (line: string, value: number) => set(line, value).inputs.scenario.events[0];

  it('change an event', () => {
    const [before] = opened().inputs.scenario.events;
    expect(event(SIZE, 0.25)).toEqual({ ...before, size: 0.25 });
    const later = before.fromDay + 14;
    const moved = event(DAY, later);
    expect([moved.fromDay, moved.toDay]).toEqual([later, before.toDay && before.toDay + 14]);
    const weeks = event('  x: { event: dry_spring, change: weeks, values: [3] }', 3);
    expect(weeks.toDay! - weeks.fromDay).toBe(20);
    expect(event('  x: { event: dry_spring, change: half_life_weeks, values: [9] }', 9).halfLifeWeeks).toBe(
      9,
    );
    expect(event('  x: { event: dry_spring, change: lead_weeks, values: [1] }', 1).leadWeeks).toBe(1);
  });

  it('give runs parameters of their own, but new people where these are made by one', () => {
    expect(set(RATE, 0.04)).toMatchObject({ parameters: { rate: 0.04 } });
    expect(set(RATE, 0.04).inputs.scenario.parameters).toEqual({});
    const made = set('  x: { parameter: villagers, values: [200] }', 200);
    expect([made.parameters, made.inputs.scenario.parameters]).toEqual([{}, { villagers: 200 }]);
  });

  it.each([
    ['  x: { parameter: rat, values: [1] }', /unknown parameter `rat` \(did you mean `rate`/],
    [
      '  x: { parameter: rate, values: [0, 2] }',
      /lever `x` can't be 2: expected 0 to 1, as parameters.csv has it/,
    ],
    ['  x: { event: dry_sprig, values: [1] }', /unknown event `dry_sprig`.*did you mean `dry_spring`/],
    [
      '  x: { event: dry_spring, change: date, values: [1999-01-01] }',
      /can't be 1999-01-01: expected 2001-01-01 to/,
    ],
    ['  x: { event: dry_spring, change: half_life_weeks, values: [0] }', /can't be 0: expected more than 0/],
  ])('are refused: %s', (line, message) => {
    const { inputs, model } = opened();
    expect(() => checkLevers(inputs.scenario, model, sweepOf(line).levers)).toThrow(message);
  });

  it.each([
    ['the size of `dry_spring`', SIZE, SIZE.replace('size:', 'again:')],
    ['the date of `dry_spring`', DAY, DAY.replace('day:', 'again:')],
    ['the parameter `rate`', RATE, RATE.replace('rate:', 'again:')],
  ])('refuse two that set %s', (what, one, other) => {
    const { inputs, model } = opened();
    expect(() => checkLevers(inputs.scenario, model, sweepOf(one, other).levers)).toThrow(`both set ${what}`);
    checkLevers(inputs.scenario, model, sweepOf(SIZE, DAY, RATE).levers);
  });

  it('refuse a day after the last outcome, when it can change none', () => {
    const { inputs, model } = opened();
    const last = (outcome: string) => askFor(inputs, [outcome]).inputs.scenario;
    const { levers } = sweepOf(DAY);
    expect(() => checkLevers(last('gone@2001-02-26'), model, levers)).toThrow(
      "lever `day` can't be 2001-03-05: expected 2001-01-01 to 2001-03-04 (the last outcome is no later",
    );
    checkLevers(last('gone@2001-03-05'), model, levers);
  });

  it('say when an event is off', () => {
    project.write(
      'scenarios/wet.yaml',
      'extends: plain.yaml\ntitle: Wet\nassumes: rain\nwithout: [dry_spring]\n',
    );
    const { inputs, model } = loadScenario(join(project.folder, 'scenarios/wet.yaml'));
    expect(() => checkLevers(inputs.scenario, model, sweepOf(SIZE).levers)).toThrow(
      /the event `dry_spring` is off.*by `with`/,
    );
  });
});

describe('rhizome sweep', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject();
  });
  afterAll(() => project.remove());

  it('runs all points on the same draws, whatever the number of threads', async () => {
    const lines = ['scenario: scenarios/plain.yaml', 'title: How dry?', 'levers:', SIZE, RATE];
    const more = ['points: 2', 'seeds: 2', 'outcomes: [gone, gone@2001-02-01]'];
    project.write('dry.yaml', `${[...lines, ...more].join('\n')}\n`);
    const [two, none] = await Promise.all([
      project.rhizome('sweep', 'dry.yaml', '--threads', '2', '--out', 'two'),
      project.rhizome('sweep', 'dry.yaml', '--threads', '0', '--out', 'none'),
    ]);
    expect([two.code, two.stderr, none.stderr]).toEqual([0, '', '']);
    expect(two.stdout.replace(/\s+/g, ' ')).toContain(
      '“How dry?”, of “A dry spring”: 4 points (grid), 2 runs each, the same draws at every point; 400 agents.',
    );
    expect(two.stdout).toMatch(/gone +2001-04-23 +size +▁█ +\d+ at 0 +\d+ at 2 +\+\d+/);
    expect(two.stdout).toContain('With size at 2 in place of 0: by ');
    for (const file of ['outcomes.csv', 'points.csv', 'effects.csv', 'datapackage.json'])
      expect(project.read(`two/${file}`) === project.read(`none/${file}`)).toBe(true);
    const [head, ...rows] = project.read('two/outcomes.csv').trim().split('\n');
    expect(head).toBe('point,size,rate,replicate,metric,group,date,value');
    expect(rows).toHaveLength(4 * 2 * 2);
    // The drought begins in February: before, points that differ in it only are the same.
    const early = (point: number, replicate: number) =>
      rows
        .find(row => row.startsWith(`${point},`) && row.includes(`,${replicate},gone,all,2001-01-29,`))!
        .split(',')
        .at(-1);
    for (const replicate of [1, 2]) expect(early(1, replicate)).toBe(early(3, replicate));
    expect(early(1, 1)).not.toBe(early(2, 1));
    expect(Object.keys(JSON.parse(project.read('two/manifest.json')).inputs)).toContain('dry.yaml');
    // Of the drought: run by run, the mean over both rates with it less that without.
    const last = rows.map(row => row.split(',')).filter(cells => cells[6] === '2001-04-23');
    const mean = (size: string) =>
      last.filter(cells => cells[1] === size).reduce((sum, cells) => sum + Number(cells[7]) / 4, 0);
    const effect = project
      .read('two/effects.csv')
      .split('\n')
      .find(row => row.startsWith('size,0,2,gone,all,2001-04-23,'))!
      .split(',');
    expect(Number(effect[6])).toBe(2);
    expect(Number(effect[8])).toBeCloseTo(mean('2') - mean('0'), 6);
    expect(project.read('two/report.html')).toContain('With size at 2 in place of 0');
  });
});

describe('a sweep on a posterior', () => {
  it('takes each point on the same draws, and the lever in place of what was drawn', async () => {
    const own = makeProject();
    writePosterior(own.folder);
    const lines = ['scenario: scenarios/plain.yaml', 'title: a try', 'levers:', RATE, 'draws: 3', 'seeds: 2'];
    own.write('try.yaml', `${lines.join('\n')}\n`);
    const sweep = (options: SweepOptions = {}) =>
      runSweep(join(own.folder, 'try.yaml'), { threads: 0, folder: join(own.folder, 'out'), ...options });
    const { runs } = await sweep();
    const drawn = (point: number) =>
      runs.filter(run => run.point === point).map(({ replicate, draw }) => [replicate, draw]);
    expect(drawn(0)).toHaveLength(6);
    expect(drawn(0)).toEqual(drawn(1));
    const mean = (point: number) =>
      runs.reduce((sum, run) => sum + (run.point === point ? run.values[0] : 0), 0) / 6;
    expect(mean(1)).toBeGreaterThan(2 * mean(0));
    await expect(sweep({ parameters: 'defaults' })).rejects.toThrow(/--draws counts runs on a posterior/);
    own.remove();
  });
});

describe('docs/how-to/what-if.md', () => {
  it('shows a sweep that is in order', () => {
    const page = readFileSync('docs/how-to/what-if.md', 'utf8');
    const [, text] = /```yaml\n([\s\S]*?)```/.exec(page)!;
    const sweep = readSweep(parseYaml(text, 'what-if.md')[0]);
    const { inputs, model } = loadScenario('scenarios/second-mobilisation.yaml');
    checkLevers(inputs.scenario, model, sweep.levers);
    expect(askFor(inputs, sweep.outcomes).outcomes.map(({ name }) => name)).toEqual([
      'abroad@2024-11-11',
      'return_share_of_left@2023-12-25',
    ]);
    expect(pointsOf(sweep, 'seed')).toHaveLength(40);
  });
});

describe('the shipped sweeps', () => {
  const files = readdirSync('scenarios/sweeps').filter(file => file.endsWith('.yaml'));

  it.each(files)('%s is in order and names its schema', file => {
    const path = join('scenarios/sweeps', file);
    expect(readFileSync(path, 'utf8')).toMatch(/^# yaml-language-server: \$schema=sweep\.schema\.json\n/);
    const { sweep, scenario } = openSweep(path);
    const { inputs, model } = loadScenario(scenario);
    checkLevers(inputs.scenario, model, sweep.levers);
    expect(pointsOf(sweep, inputs.scenario.seed).length).toBeGreaterThan(1);
  });
});
