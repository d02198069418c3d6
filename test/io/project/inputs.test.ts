import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRecordLog } from '../../../src/io/checkpoint/record-log.ts';
import { checkFolder } from '../../../src/io/folder/folder.ts';
import { inputHashes } from '../../../src/io/folder/manifest.ts';
import { ownerOf } from '../../../src/io/folder/owner.ts';
import { disk } from '../../../src/io/project/disk.ts';
import { readInputs, readModel } from '../../../src/io/project/inputs.ts';
import { readPlan } from '../../../src/io/project/plan.ts';
import { findProject, listModels, listScenarios } from '../../../src/io/project/project.ts';
import { openSweep } from '../../../src/io/project/read-sweep.ts';
import { fileHash } from '../../../src/io/text/chunked-read.ts';
import { readCsv } from '../../../src/io/text/csv.ts';
import { posix } from '../../../src/io/text/text.ts';
import { buildModel } from '../../../src/model/build.ts';
import { listStudies } from '../../../src/project/locate.ts';
import { inputFiles } from '../../../src/project/read-inputs.ts';
import { validateScenario } from '../../../src/scenario/validate.ts';
import { readHeader } from '../../../src/workflows/cluster/slurm-scripts.ts';
import { openPages } from '../../../src/workflows/model-page.ts';
import { problemOf } from '../problems.ts';

const ROOT = join(import.meta.dirname, '../../..');

let project: string;
const at = (...parts: string[]) => join(project, ...parts);
/** A path as messages name it. */
const shown = (...parts: string[]) => posix(relative(process.cwd(), at(...parts)));

beforeEach(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), 'rhizome-inputs-')));
  for (const folder of ['models', 'surveys', 'scenarios'])
    cpSync(join(ROOT, folder), at(folder), { recursive: true });
});
afterEach(() => rmSync(project, { recursive: true }));

const write = (file: string, text: string) => writeFileSync(at(file), text);
const edit = (file: string, from: string | RegExp, to: string) =>
  write(file, readFileSync(at(file), 'utf8').replace(from, to));

describe('readInputs', () => {
  it('reads the shipped scenarios, and their model knows all they name', () => {
    for (const name of listScenarios(project)) {
      const { scenario, model } = readInputs(at('scenarios', `${name}.yaml`), 'defaults');
      expect(scenario.name).toBe(name);
      expect(validateScenario(scenario, buildModel(model), model).problems).toEqual([]);
    }
  });

  it('knows the shipped scenarios for what they are', () => {
    const read = (name: string) => readInputs(join(ROOT, 'scenarios', `${name}.yaml`)).scenario;
    const [baseline, without, second] = ['baseline', 'no-mobilisation', 'second-mobilisation'].map(read);
    expect(baseline).toMatchObject({ weeks: 143, replicates: 8, personsPerAgent: 250, groups: ['host'] });
    expect(baseline).toMatchObject({ model: 'models/rhizome', study: 'surveys/outrush-2022' });
    const ids = (scenario: typeof baseline) => scenario.events.map(event => event.id);
    expect(ids(baseline)).toHaveLength(15);
    expect(ids(baseline).filter(id => !ids(without).includes(id))).toEqual([
      'mobilisation',
      'september_border_rumour',
    ]);
    expect(ids(second).filter(id => !ids(baseline).includes(id))).toEqual(['second_mobilisation']);
    expect(without.files).toEqual(['scenarios/no-mobilisation.yaml', 'scenarios/baseline.yaml']);
  });

  it('names every file that it has read, with its hash', () => {
    const inputs = readInputs(at('scenarios/no-mobilisation.yaml'));
    const files = inputFiles(inputs);
    expect(files).toContain(shown('scenarios/baseline.yaml'));
    expect(files).toContain(shown('surveys/outrush-2022/events.csv'));
    expect(files).toContain(shown('models/rhizome/rules/departure.yaml'));
    expect(Object.keys(inputHashes(inputs))).toEqual(files);
  });

  it('reads a scenario from anywhere in the project', () => {
    mkdirSync(at('mine/deep'), { recursive: true });
    write('mine/deep/own.yaml', 'extends: ../../scenarios/baseline.yaml\ntitle: mine\nassumes: nothing\n');
    expect(readInputs(at('mine/deep/own.yaml')).scenario).toMatchObject({ name: 'own', weeks: 143 });
  });

  it('reads the second study with optional columns missing', () => {
    write(
      'scenarios/other.yaml',
      'extends: baseline.yaml\ntitle: t\nassumes: a\nstudy: ukrainians-in-germany-2022\n',
    );
    const { events } = readInputs(at('scenarios/other.yaml')).scenario;
    expect(events).toHaveLength(3);
    expect(events[0]).toMatchObject({ size: 1, leadWeeks: 0, halfLifeWeeks: undefined, toDay: undefined });
  });
});

describe('bad input', () => {
  const child = (lines: string) => write('scenarios/child.yaml', `title: t\nassumes: a\n${lines}\n`);
  const problem = (file = 'scenarios/child.yaml') => problemOf(() => readInputs(at(file)));
  const place = (file: string, line: number, column: number) => ({ file: shown(file), line, column });

  it('a scenario that is not there', () => {
    expect(problem('scenarios/basline.yaml')).toMatchObject({
      kind: 'missing',
      hint: 'did you mean `baseline.yaml`?',
    });
  });

  it('a model that neither the folder of the file nor the package has', () => {
    const lonely = mkdtempSync(join(tmpdir(), 'rhizome-lonely-'));
    writeFileSync(join(lonely, 'a.yaml'), 'extends: rhizome:baseline\ntitle: a\nassumes: b\nmodel: rhizom\n');
    expect(problemOf(() => readInputs(join(lonely, 'a.yaml')))).toMatchObject({
      kind: 'missing',
      expected: expect.stringMatching(/^one of .*\brefuge\b.*\brhizome\b/),
      hint: 'did you mean `rhizome`?',
    });
    rmSync(lonely, { recursive: true });
  });

  it('a model that is not there', () => {
    child('extends: baseline.yaml\nmodel: rhizom');
    expect(problem()).toMatchObject({
      kind: 'missing',
      at: place('scenarios/child.yaml', 4, 8),
      hint: 'did you mean `rhizome`?',
      message: `there is no ${shown('models/rhizom')}`,
    });
  });

  it('a study that is not there, named in the extended file', () => {
    edit('scenarios/baseline.yaml', 'outrush-2022', 'outrush-2023');
    expect(problem('scenarios/no-mobilisation.yaml')).toMatchObject({
      kind: 'missing',
      at: { file: shown('scenarios/baseline.yaml'), column: 8 },
      hint: 'did you mean `outrush-2022`?',
    });
  });

  it('a missing survey file', () => {
    rmSync(at('surveys/outrush-2022/items.csv'));
    expect(problem('scenarios/baseline.yaml')).toMatchObject({
      kind: 'missing',
      at: { file: shown('scenarios/baseline.yaml') },
      message: `there is no ${shown('surveys/outrush-2022/items.csv')}`,
    });
  });

  it('a missing file that the model names', () => {
    edit('models/rhizome/model.yaml', 'networks.yaml', 'netwoks.yaml');
    expect(problem('scenarios/baseline.yaml')).toMatchObject({
      kind: 'missing',
      at: { file: shown('models/rhizome/model.yaml') },
      hint: 'did you mean `networks.yaml`?',
    });
  });

  it('an extended file that is not there', () => {
    child('extends: bseline.yaml');
    expect(problem()).toMatchObject({
      kind: 'missing',
      at: place('scenarios/child.yaml', 3, 10),
      hint: 'did you mean `baseline.yaml`?',
    });
  });

  it('files that extend each other', () => {
    child('extends: other.yaml');
    write('scenarios/other.yaml', 'title: t\nassumes: a\nextends: child.yaml\n');
    expect(problem()).toMatchObject({ kind: 'conflict', at: place('scenarios/other.yaml', 3, 10) });
  });

  it('scenarios, sweeps, posteriors and prose that are links out of the project', () => {
    const outside = mkdtempSync(join(tmpdir(), 'rhizome-outside-'));
    const link = (file: string) => {
      cpSync(at(file), join(outside, 'a'));
      rmSync(at(file));
      symlinkSync(join(outside, 'a'), at(file));
    };
    const message = /is a link that leads out of the project/;
    cpSync(at('scenarios/baseline.yaml'), at('scenarios/linked.yaml'));
    link('scenarios/linked.yaml');
    expect(() => readInputs(at('scenarios/linked.yaml'))).toThrow(message);
    write('scenarios/sweep.yaml', 'scenario: baseline.yaml');
    link('scenarios/sweep.yaml');
    expect(() => openSweep(at('scenarios/sweep.yaml'))).toThrow(message);
    write('models/rhizome/odd.md', 'secret');
    link('models/rhizome/odd.md');
    expect(() => openPages(at('scenarios/baseline.yaml'))).toThrow(message);
    mkdirSync(at('models/rhizome/posteriors'), { recursive: true });
    write('models/rhizome/posteriors/outrush-2022.json', '{}');
    link('models/rhizome/posteriors/outrush-2022.json');
    expect(() => readInputs(at('scenarios/baseline.yaml'))).toThrow(message);
    // A link that stays inside is as good as a file.
    symlinkSync(at('scenarios/baseline.yaml'), at('scenarios/inside.yaml'));
    expect(readInputs(at('scenarios/inside.yaml'), 'defaults').scenario.name).toBe('inside');
    rmSync(outside, { recursive: true });
  });

  it('pipes and devices, which would never end', () => {
    const pipe = at('pipe.csv');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    for (const path of [pipe, '/dev/zero', '/dev/null']) {
      expect(() => readCsv(path)).toThrow(/is a device or a pipe, not a file/);
      expect(() => readHeader(path)).toThrow(/is a device or a pipe, not a file/);
      expect(() => readInputs(path)).toThrow(/pipe/);
      expect(() => fileHash(path)).toThrow(/ENOTREG/);
    }
    expect(() => readCsv(at('models'))).toThrow(/is a folder, not a file/);
    // Nor as what an output folder, a plan or a log is known by.
    for (const name of ['manifest.json', 'plan.json', 'owner.json']) {
      mkdirSync(at(name.slice(0, 4)));
      spawnSync('mkfifo', [at(name.slice(0, 4), name)]);
    }
    expect(() => checkFolder(at('mani'))).toThrow(/holds something else/);
    expect(() => readPlan(at('plan'))).toThrow(/is no plan/);
    expect(ownerOf(at('owne'))).toBe(undefined);
    expect(() => readRecordLog(pipe, {})).toThrow(/can't be read: found ENOTREG/);
  });

  it('paths that climb out of the project, or are links that do', () => {
    const outside = mkdtempSync(join(tmpdir(), 'rhizome-outside-'));
    writeFileSync(join(outside, 'secret.yaml'), 'title: s\nassumes: s\n');
    symlinkSync(join(outside, 'secret.yaml'), at('scenarios/link.yaml'));
    for (const way of [
      join(outside, 'secret.yaml'),
      relative(at('scenarios'), join(outside, 'secret.yaml')),
      'link.yaml',
      '../../../../etc/passwd',
    ]) {
      child(`extends: ${way}`);
      expect(problem()).toMatchObject({
        kind: 'value',
        message: 'the path leads out of the project',
        at: place('scenarios/child.yaml', 3, 10),
      });
    }
    child('extends: baseline.yaml\nmodel: ../scenarios');
    expect(problem()).toMatchObject({ kind: 'value', expected: 'a name: letters, digits, _ and -' });
    edit('models/rhizome/model.yaml', /^parameters: .*$/m, 'parameters: ../../../x.csv');
    expect(problem('scenarios/baseline.yaml')).toMatchObject({
      message: 'the path leads out of the project',
    });
    rmSync(outside, { recursive: true });
  });

  it('a folder in place of a file', () => {
    mkdirSync(at('scenarios/folder.yaml'));
    expect(problem('scenarios/folder.yaml')).toMatchObject({ kind: 'missing' });
  });

  it('text that is no UTF-8, and one with NUL', () => {
    writeFileSync(at('scenarios/child.yaml'), Buffer.from([0x74, 0x3a, 0x20, 0xff, 0xfe]));
    expect(problem()).toMatchObject({
      kind: 'syntax',
      message: `${shown('scenarios/child.yaml')} is not UTF-8; it looks like Latin-1 (Windows-1252)`,
      at: place('scenarios/child.yaml', 1, 4),
    });
    child('seed: "a\0b"');
    expect(problem()).toMatchObject({ kind: 'syntax', at: place('scenarios/child.yaml', 3, 9) });
  });

  it('files of absurd size', () => {
    write('scenarios/child.yaml', `title: ${'x'.repeat(1e6)}\n`);
    expect(problem()).toMatchObject({ kind: 'value', expected: 'at most 0.5 MB' });
    write('surveys/outrush-2022/items.csv', `item_id\n${'x\n'.repeat(6e6)}`);
    expect(problem('scenarios/baseline.yaml')).toMatchObject({ kind: 'value', expected: 'at most 10 MB' });
  });

  it('a week that starts on no day', () => {
    edit('models/rhizome/model.yaml', /^week_starts: .*$/m, 'week_starts: 2022-02-30');
    expect(problem('scenarios/baseline.yaml')).toMatchObject({
      kind: 'value',
      message: '`week_starts` is no day of the calendar',
    });
  });

  it('two documents in a scenario', () => {
    child('extends: baseline.yaml\n---\ntitle: b');
    expect(problem()).toMatchObject({
      kind: 'shape',
      message: 'this file holds one document',
      at: place('scenarios/child.yaml', 5, 1),
    });
  });
});

describe('a project', () => {
  it('is found from inside and lists what it has', () => {
    expect(findProject(at('models/rhizome/rules'))).toBe(project);
    expect(listModels(project)).toContain('rhizome');
    expect(listStudies(disk, project)).toEqual(['outrush-2022', 'ukrainians-in-germany-2022']);
    expect(listScenarios(project)).toEqual(
      expect.arrayContaining(['baseline', 'no-mobilisation', 'second-mobilisation']),
    );
  });

  it('has models whose rules come in the order of file names', () => {
    const { rules, folder } = readModel(at('models/rhizome'));
    const files = rules.map(rule => rule.file);
    expect(files).toEqual([...files].sort());
    expect(folder).toBe(shown('models/rhizome'));
  });
});
