import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inputHashes } from '../../../src/io/folder/manifest.ts';
import { readInputs } from '../../../src/io/project/inputs.ts';
import { displayName } from '../../../src/io/text/text.ts';
import { fitConditions } from '../../../src/project/fit-conditions.ts';
import { fitIdentity } from '../../../src/project/fit-identity.ts';
import { inputFiles } from '../../../src/project/read-inputs.ts';
import { resolveScenario } from '../../../src/simulate/resolve.ts';
import { makeProject, type Project } from '../../cli/process.ts';
import { someDraws, writePosterior } from '../../support/posterior.ts';
import { problemOf } from '../problems.ts';

let project: Project;
beforeEach(() => {
  project = makeProject();
});
afterEach(() => project.remove());

const SCENARIO = 'scenarios/plain.yaml';
const TABLE = 'models/village/posteriors/village-2001.csv';
const NOTE = 'models/village/posteriors/village-2001.json';
const read = (from?: 'posterior' | 'defaults') => readInputs(join(project.folder, SCENARIO), from);
const shown = (file: string) => displayName(join(project.folder, file));
const say = (line: string) => project.write(SCENARIO, `${project.read(SCENARIO)}${line}\n`);

describe('a posterior of the project', () => {
  it('is used where there is one, unless the scenario or the caller says otherwise', () => {
    expect(read().posterior).toBeUndefined();
    expect(read().scenario.parametersFrom).toBe('defaults');
    writePosterior(project.folder);
    expect(read().posterior).toMatchObject({ names: ['rate', 'pull'], values: someDraws(20) });
    expect(read().scenario.parametersFrom).toBe('posterior');
    expect(read('defaults').posterior).toBeUndefined();
    say('parameters: defaults');
    expect(read().posterior).toBeUndefined();
    expect(read('posterior').posterior?.values).toHaveLength(20);
  });

  it('stays with a map of values, which take the place of its own', () => {
    writePosterior(project.folder);
    say('parameters: { rate: 0.5 }');
    const { posterior, scenario } = read();
    expect(posterior?.names).toEqual(['rate', 'pull']);
    expect(scenario.parameters).toEqual({ rate: 0.5 });
  });

  it('is among the files that were read, with its hash', () => {
    writePosterior(project.folder);
    const inputs = read();
    expect(inputFiles(inputs)).toEqual(expect.arrayContaining([shown(TABLE), shown(NOTE)]));
    expect(Object.keys(inputHashes(inputs))).toEqual(inputFiles(inputs));
  });

  it('that is asked for must be there', () => {
    say('parameters: posterior');
    expect(problemOf(read)).toMatchObject({
      kind: 'missing',
      message: 'there is no posterior of village on village-2001',
      at: { file: shown(SCENARIO), line: 10 },
      expected: shown(TABLE),
      hint: expect.stringContaining('rhizome calibrate'),
    });
  });

  it('of another version of the model is refused with what to do, and not looked at under defaults', () => {
    writePosterior(project.folder, { model: '0123456789abcdef' });
    expect(problemOf(read)).toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('another version of the model'),
      at: { file: shown(NOTE), line: 4, column: 13 },
      found: '0123456789abcdef',
      hint: expect.stringMatching(
        /rhizome calibrate .*plain\.yaml.*parameters: defaults.*--parameters defaults/,
      ),
    });
    expect(read('defaults').posterior).toBeUndefined();
  });

  it('comes with a warning when the scenario that was fitted has another past, and so to those that extend it', () => {
    const event = (from: string) =>
      `events:\n  - { kind: drought, from: ${from}, to: 2001-03-25, size: 1 }\n`;
    const child = (text: string) =>
      project.write('scenarios/child.yaml', `extends: plain.yaml\ntitle: x\nassumes: x\n${text}`);
    const warnings = (scenario = SCENARIO) =>
      resolveScenario(readInputs(join(project.folder, scenario))).warnings.filter(one =>
        /posterior/.test(one.message),
      );
    writePosterior(project.folder);
    const names = ['rate', 'pull'];
    const note = JSON.parse(project.read(NOTE));
    const conditions = fitConditions(read(), names);
    project.write(NOTE, JSON.stringify({ ...note, conditions }));
    child(event('2001-01-15'));
    expect([warnings(), warnings('scenarios/child.yaml')]).toEqual([[], []]);
    // After the last figure nothing is fitted.
    const plain = project.read(SCENARIO);
    project.write(SCENARIO, plain + event('2001-02-12'));
    expect(warnings()).toEqual([]);
    project.write(SCENARIO, plain + event('2001-01-15'));
    child('');
    for (const scenario of [SCENARIO, 'scenarios/child.yaml'])
      expect(warnings(scenario)).toEqual([
        expect.objectContaining({
          kind: 'conflict',
          message:
            'the posterior was fitted when `plain` had other events, choices or mechanisms until its last figure',
          at: expect.objectContaining({ file: shown(NOTE) }),
          hint: expect.stringMatching(/rhizome calibrate .*plain\.yaml` again/),
        }),
      ]);
    // Another scenario's past is its own.
    project.write(NOTE, JSON.stringify({ ...note, conditions, scenario: 'elsewhere' }));
    expect(warnings()).toEqual([]);
  });

  it('comes with a warning when it was adopted although its fit has faults', () => {
    const warnings = () =>
      resolveScenario(readInputs(join(project.folder, SCENARIO))).warnings.filter(({ message }) =>
        /adopted/.test(message),
      );
    writePosterior(project.folder);
    const note = JSON.parse(project.read(NOTE));
    const judged = (faults: string[]) =>
      project.write(NOTE, JSON.stringify({ ...note, judgement: { chi2: 9, faults } }));
    judged([]);
    expect(warnings()).toEqual([]);
    judged(['the chains have not met', 'V01 is missed']);
    expect(warnings()).toEqual([
      expect.objectContaining({
        kind: 'conflict',
        message: 'the posterior was adopted although its fit has faults',
        at: expect.objectContaining({ file: shown(NOTE) }),
        found: 'the chains have not met; V01 is missed',
      }),
    ]);
  });

  it('tells what is wrong with it, and where', () => {
    const broken = (edit: () => void) => {
      writePosterior(project.folder);
      edit();
      return problemOf(read);
    };
    const row = (line: number, from: RegExp, to: string) => {
      const lines = project.read(TABLE).split('\n');
      lines[line - 1] = lines[line - 1].replace(from, to);
      project.write(TABLE, lines.join('\n'));
    };
    expect(broken(() => row(3, /[^,]+$/, 'much'))).toMatchObject({
      kind: 'type',
      message: '`pull` needs a number',
      at: { file: shown(TABLE), line: 3 },
      found: '`much`',
    });
    expect(broken(() => row(5, /[^,]+$/, '7'))).toMatchObject({
      message: '`pull` lies outside its range',
      at: { line: 5 },
      found: '7',
      expected: '0 to 1',
    });
    expect(broken(() => row(2, /,0\.05,/, ',-1,'))).toMatchObject({ message: '`weight` is below 0' });
    expect(broken(() => row(1, /,pull/, ',pul'))).toMatchObject({ message: 'column `pull` is missing' });
    expect(broken(() => row(1, /,pull/, ',pull,push'))).toMatchObject({ kind: 'shape' });
    expect(broken(() => project.write(TABLE, 'chain,draw,weight,log_lik,rate,pull\n'))).toMatchObject({
      message: 'the posterior has no draws',
    });
    expect(broken(() => project.edit(NOTE, 'village-2001', 'town-2001'))).toMatchObject({
      message: 'the posterior belongs to another study',
      at: { file: shown(NOTE), line: 5 },
    });
    expect(broken(() => project.edit(NOTE, '"made_by": "rhizome",', ''))).toMatchObject({
      message: '`made_by` is missing',
    });
    expect(broken(() => rmSync(join(project.folder, NOTE)))).toMatchObject({ kind: 'missing' });
    writePosterior(project.folder, { names: ['rate', 'pulll'] });
    expect(problemOf(read)).toMatchObject({
      kind: 'unknown',
      message: 'unknown parameter `pulll`',
      at: { file: shown(NOTE) },
      hint: 'did you mean `pull`?',
    });
    writePosterior(project.folder, { weights: new Array(20).fill(0) });
    expect(problemOf(read)).toMatchObject({ message: 'no draw has a weight above 0' });
  });
});

describe('the identity of a fit', () => {
  const identity = (fitted?: string[]) => fitIdentity(read('defaults'), fitted);
  const STUDY = 'surveys/village-2001';
  const row = (id: string, wave: string, value: string, use: string) =>
    `${id},${wave},brave,all,yes,${value},share,exact,,,200,reported,B01,${use}`;

  it('stays for words, metrics and rows that no fit looks at', () => {
    const before = identity();
    const same: (() => void)[] = [
      () => project.edit('models/village/model.yaml', 'Leaving the village', 'Going away'),
      () => project.edit('models/village/rules/leaving.yaml', 'title: courage spreads', 'title: c\nwhy: x'),
      () => project.edit('models/village/metrics.yaml', 'persons: away', 'persons: not away'),
      () => {
        project.edit('models/village/places.csv', 'place,title,', 'place,title,iso,');
        for (const title of ['village,the village,', 'town,the town,', 'city,the city,'])
          project.edit('models/village/places.csv', title, `${title}DEU,`);
      },
      () => project.edit('models/village/parameters.csv', 'how fast courage spreads', 'how quickly'),
      // Its own value is what a fit finds out.
      () => project.edit('models/village/parameters.csv', 'pull,0.1,', 'pull,0.2,'),
      () => project.edit('models/village/places.csv', 'the town', 'the big town'),
      () => project.edit(SCENARIO, 'persons_per_agent: 10', 'persons_per_agent: 20'),
      () => add('marginals.csv', row('V02', 'V1', '0.9', 'holdout')),
      () => add('marginals.csv', row('V03', 'V1', '0.8', 'context')),
      () => add('events.csv', 'late,2001-04-01,,drought,,on,1,,0,,comes after the wave,B01,'),
      () => project.edit('models/village/model.yaml', 'fields:', '  mood: { type: number }\nfields:'),
      () => project.edit('models/village/model.yaml', '  away:', '  bold: courage > 0.9\n  away:'),
      () => add('../../models/village/parameters.csv', 'idle,1,fixed,1,,,A00,no use,no'),
      () => add('waves.csv', 'V0,a round before,2001-01-08,2001-01-14,200,planned,1,B01,away'),
      () => add('waves.csv', 'V2,second round,2001-04-05,2001-04-11,200,planned,1,B01,away'),
    ];
    for (const change of same) {
      change();
      expect(identity(), String(change)).toBe(before);
    }
  });

  it('changes with whatever a fit depends on', () => {
    const seen = new Set([identity()]);
    const others: (() => void)[] = [
      () => project.edit('models/village/rules/leaving.yaml', 'drought)', '2 * drought)'),
      () => project.edit('models/village/model.yaml', 'plan: [pluck-up, leave]', 'plan: [leave, pluck-up]'),
      () => project.edit('models/village/model.yaml', 'range: 0..1', 'range: 0..2'),
      () => project.edit('models/village/places.csv', 'city,the city,1,A00,0.5', 'city,the city,1,A00,0.6'),
      () => project.edit('models/village/networks.yaml', 'degree: 4', 'degree: 5'),
      () => project.edit('models/village/margins.csv', '0.25', '0.3'),
      () => project.edit('models/village/parameters.csv', 'villagers,4000', 'villagers,5000'),
      () => project.edit('models/village/parameters.csv', '"uniform(0, 1)"', '"uniform(0, 0.5)"'),
      () => project.edit(`${STUDY}/items.csv`, 'courage > 0.5', 'courage > 0.6'),
      () => project.edit(`${STUDY}/waves.csv`, 'reported,1,B01', 'reported,2,B01'),
      () => project.edit(`${STUDY}/events.csv`, '2001-02-19', '2001-02-05'),
      () => project.edit(`${STUDY}/marginals.csv`, 'yes,0.5,share', 'yes,0.6,share'),
      () => add('marginals.csv', row('V02', 'V1', '0.9', 'calibrate').replace(',all,', ',trade=smith,')),
      () =>
        project.write(
          `${STUDY}/flows.csv`,
          `row_id,country,period_start,period_end,measure,unit,operator,value,se,value_low,value_high,source_id,use\nF1,all,2001-02-05,2001-02-05,net,persons,count(gone),5,1,,,B01,calibrate\n`,
        ),
      // What a count grew by, and how large it is.
      () => project.edit(`${STUDY}/flows.csv`, 'net', 'stock'),
      // Whom a fitted count counts.
      () => project.edit('models/village/metrics.yaml', 'persons: away', 'persons: not away'),
    ];
    for (const change of others) {
      change();
      const now = identity();
      expect(seen.has(now), String(change)).toBe(false);
      seen.add(now);
    }
    expect(seen.has(identity(['rate'])), 'of a fit of fewer parameters').toBe(false);
  });

  const add = (file: string, line: string) =>
    project.write(`${STUDY}/${file}`, `${project.read(`${STUDY}/${file}`)}${line}\n`);
});
