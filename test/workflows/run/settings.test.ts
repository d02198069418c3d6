import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { givenSettings, SET } from '../../../src/cli/parameters.ts';
import { parseDay } from '../../../src/core/calendar.ts';
import { DiagnosticError, describe as inWords } from '../../../src/core/diagnostics.ts';
import { aboutOf } from '../../../src/io/folder/page-data.ts';
import { readInputs } from '../../../src/io/project/inputs.ts';
import { inputsHash } from '../../../src/io/project/inputs-bytes.ts';
import { planFit } from '../../../src/workflows/calibrate/fit-plan.ts';
import { compareInputs } from '../../../src/workflows/compare/compare-inputs.ts';
import { loadInputs } from '../../../src/workflows/run/load-inputs.ts';
import { repeatedCommand } from '../../../src/workflows/run/repeat.ts';
import { type Settings, withSettings } from '../../../src/workflows/run/settings.ts';
import { sensitivity } from '../../../src/workflows/sensitivity/sensitivity.ts';
import { runSweep } from '../../../src/workflows/sweep/sweep.ts';
import { makeProject, type Project } from '../../cli/process.ts';

/** What is wrong, in words. */
function wrong(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.problems.map(inWords);
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('settings', () => {
  let project: Project;
  let plain: string;
  beforeAll(() => {
    project = makeProject();
    plain = join(project.folder, 'scenarios/plain.yaml');
    project.write(
      'scenarios/flood.yaml',
      [
        'extends: plain.yaml',
        'title: A flood',
        'assumes: it rains',
        'parameters: { rate: 0.04 }',
        'events:',
        '  - { id: flood, kind: drought, from: 2001-03-19, to: 2001-03-25, size: 1 }',
      ].join('\n'),
    );
  });
  afterAll(() => project.remove());
  const set = (settings: Settings, file = 'plain') =>
    withSettings(readInputs(join(project.folder, `scenarios/${file}.yaml`)), settings).scenario;

  it('take the place of parameters and of what an event says', () => {
    const {
      parameters,
      events,
      set: named,
    } = set({ rate: 0.05, 'flood.size': 2, 'flood.date': '2001-03-12', villagers: 2000 }, 'flood');
    expect(parameters).toEqual({ rate: 0.05, villagers: 2000 });
    const flood = events.find(({ id }) => id === 'flood');
    expect(flood).toMatchObject({ size: 2, fromDay: parseDay('2001-03-12'), toDay: parseDay('2001-03-18') });
    expect(events.find(({ id }) => id === 'dry_spring')).toMatchObject({ size: 1 });
    expect(Object.keys(named!)).toEqual(['flood.date', 'flood.size', 'rate', 'villagers']);
  });

  it('mean the same in any order, and another thing than other values', () => {
    const hash = (settings: Settings) => inputsHash(loadInputs(plain, { set: settings }));
    expect(hash({ rate: 0.05, pull: 0.2 })).toBe(hash({ pull: 0.2, rate: 0.05 }));
    expect(hash({ rate: 0.05 })).not.toBe(hash({ rate: 0.06 }));
    expect(inputsHash(loadInputs(plain, { set: {} }))).toBe(inputsHash(loadInputs(plain)));
  });

  it('make as many agents as the persons that were set', () => {
    expect(loadInputs(plain, { set: { villagers: 4004 } }).scenario.personsPerAgent).toBe(4004 / 400);
  });

  it('are refused, all at once, when a name or value is wrong', () => {
    const settings = { rat: 1, rate: 1.5, pull: '0,2', dry_spring: 2, seed: 3, 'flood.size': 1 };
    const others = { 'dry_spring.sise': 1, 'dry_spring.date': 'May' };
    expect(wrong(() => set({ ...settings, ...others })).sort()).toEqual(
      [
        '`pull` needs a number: found `0,2` (decimals take a point: 0.2)',
        "`rate` can't be 1.5: expected 0 to 1 (per week), as parameters.csv has it",
        '`dry_spring.date` needs a day: found `May`, expected a day like 2022-09-21',
        'an event has no `sise` to set: found `dry_spring.sise`, expected dry_spring.size, dry_spring.date, dry_spring.weeks, dry_spring.half_life_weeks, dry_spring.lead_weeks (did you mean `dry_spring.size`?)',
        'unknown event `flood`: expected dry_spring',
        'unknown parameter `dry_spring` (did you mean `dry_spring.size`?)',
        'unknown parameter `rat` (did you mean `rate`?)',
        'unknown parameter `seed` (it has an option of its own: --seed)',
      ].sort(),
    );
  });

  it('of an event go to the scenarios of a comparison that have it', () => {
    const sides = (settings: Settings) =>
      compareInputs([plain, join(project.folder, 'scenarios/flood.yaml')], { set: settings }).map(
        ({ inputs }) => inputs.scenario.set,
      );
    expect(sides({ 'flood.size': 0.5, rate: 0.03 })).toEqual([
      { rate: 0.03 },
      { 'flood.size': 0.5, rate: 0.03 },
    ]);
    expect(wrong(() => sides({ 'fluod.size': 1 }))).toEqual(['unknown event `fluod`: expected dry_spring']);
  });

  it('are refused when an analysis varies or fits the same', async () => {
    project.write(
      'scenarios/try.yaml',
      'scenario: plain.yaml\ntitle: a try\nlevers:\n  r: { parameter: rate, values: [0.01, 0.04] }\n',
    );
    const file = join(project.folder, 'scenarios/try.yaml');
    await expect(runSweep(file, { set: { rate: 0.02 } })).rejects.toThrow('`rate` is set to one value and');
    await expect(sensitivity(plain, { set: { rate: 0.02 }, names: ['rate'] })).rejects.toThrow('varied, too');
    const inputs = withSettings(readInputs(plain, 'defaults'), { rate: 0.02 });
    expect(() => planFit(inputs, { parameters: ['rate'] })).toThrow('varied, too');
    expect(planFit(inputs).question.parameters.map(({ name }) => name)).toEqual(['pull']);
  });

  it('are told beside the tables', () => {
    const { scenarios } = aboutOf([{ scenario: set({ rate: 0.05 }) }], { metrics: [] }, {});
    expect(scenarios[0]).toMatchObject({ set: { rate: 0.05 }, parameters: { rate: 0.05 } });
  });

  it('are read from the command line as numbers and days', () => {
    const given = (text: string) => givenSettings({ set: SET.read!(text, 'set') });
    expect(given('rate=1e-2, flood.date = 2001-03-12')).toEqual({ rate: 0.01, 'flood.date': '2001-03-12' });
    expect(givenSettings({})).toBeUndefined();
    expect(wrong(() => given('rate=1,rate=2'))).toEqual([
      '--set gives `rate` two values (leave one of them out)',
    ]);
    expect(wrong(() => given('rate'))).toEqual([
      "--set can't be `rate`: expected name=value, such as rate=0.5",
    ]);
  });

  it('are repeated by verify, of a merged plan, too', () => {
    const manifest = {
      ...{ made_by: 'rhizome' as const, version: '0', node: 'v24', inputs: {}, outputs: {} },
      scenario: { name: 'plain' },
    };
    const command = ['run', 'a/plain.yaml', '--set', 'rate=0.05', '--set=flood.size=2'];
    expect(repeatedCommand({ ...manifest, command }).words).toEqual([
      'run',
      'a/plain.yaml',
      '--set=rate=0.05',
      '--set=flood.size=2',
    ]);
  });
});
