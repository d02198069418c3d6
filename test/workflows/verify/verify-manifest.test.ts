import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describe as told } from '../../../src/core/diagnostics.ts';
import { readManifest } from '../../../src/io/folder/manifest-read.ts';
import { compareFields, compareFiles } from '../../../src/workflows/verify/verify-manifest.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const FILES = {
  'summary.csv': 'scenario,n\nplain,1\nplain,2\n',
  'runs.csv': 'scenario,seed,wall_s\nplain,"1,2",0.5\n',
  'datapackage.json': '{}\n',
};

/** A manifest as JSON that a test may change. */
type Loose = Record<string, unknown> & {
  scenario: Record<string, unknown>;
  inputs: Record<string, string>;
  outputs: Record<string, { sha256: string; lines: number }>;
};

describe('results and their manifest beside what the command makes now', () => {
  let place: string;
  const path = (...names: string[]) => join(place, ...names);
  const change = (edit: (manifest: Loose) => void) => {
    const manifest = JSON.parse(readFileSync(path('old', 'manifest.json'), 'utf8'));
    edit(manifest);
    writeFileSync(path('old', 'manifest.json'), JSON.stringify(manifest));
  };
  const found = () => {
    const [before, after] = [path('old'), path('new')].map(folder => ({
      folder,
      manifest: readManifest(folder),
    }));
    const files = compareFiles(before, after);
    return { ...files, problems: [...compareFields(before, after.manifest), ...files.problems].map(told) };
  };

  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'rhizome-verify-test-'));
    mkdirSync(path('new'));
    const outputs: Loose['outputs'] = {};
    for (const [name, text] of Object.entries(FILES)) {
      writeFileSync(path('new', name), text);
      outputs[name] = { sha256: sha256(text), lines: text.split('\n').length - 1 };
    }
    const manifest = {
      made_by: 'rhizome',
      version: '1',
      engine: 'abc',
      node: 'v24',
      command: ['run', 'plain.yaml'],
      finished: '2026-01-01',
      scenario: { name: 'plain', title: 'Plain', identity: 'i', seed: '1,2' },
      inputs: { 'a.csv': 'x', 'b.csv': 'y' },
      outputs,
      asked: 'q',
      seconds: { runs: 1 },
    };
    writeFileSync(path('new', 'manifest.json'), JSON.stringify(manifest));
    cpSync(path('new'), path('old'), { recursive: true });
  });
  afterEach(() => rmSync(place, { recursive: true, force: true }));

  it('finds them the same when only when, how long, on which Node and by which engine differ', () => {
    const slower = FILES['runs.csv'].replace('0.5', '0.75');
    writeFileSync(path('old', 'runs.csv'), slower);
    change(manifest => {
      Object.assign(manifest, {
        node: 'v22',
        engine: 'abd',
        finished: 'later',
        seconds: {},
        command: ['run', '--threads', '2'],
      });
      manifest.outputs['runs.csv'].sha256 = sha256(slower);
    });
    expect(found()).toEqual({
      same: ['summary.csv', 'runs.csv', 'datapackage.json'],
      absent: [],
      problems: [],
    });
  });

  const tampered: [string, (manifest: Loose) => void, RegExp][] = [
    ['a row is taken out of outputs', m => delete m.outputs['summary.csv'], /doesn't list summary\.csv/],
    [
      'outputs is empty',
      m => {
        m.outputs = {};
      },
      /doesn't list summary\.csv/,
    ],
    [
      'a file is added to outputs',
      m => {
        m.outputs['../x'] = m.outputs['runs.csv'];
      },
      /lists \.\.\/x, which its command doesn't make/,
    ],
    [
      'a stored hash is wrong',
      m => {
        m.outputs['summary.csv'].sha256 = 'f00';
      },
      /another hash for summary\.csv/,
    ],
    [
      'the hash of runs.csv is wrong',
      m => {
        m.outputs['runs.csv'].sha256 = 'f00';
      },
      /another hash for runs\.csv/,
    ],
    [
      'a number of lines is wrong',
      m => {
        m.outputs['summary.csv'].lines = 7;
      },
      /another number of lines for summary\.csv/,
    ],
    [
      'the version is another',
      m => {
        m.version = '9.9.9';
      },
      /differs in `version`: found "9\.9\.9", expected "1"/,
    ],
    [
      'the seed is another',
      m => {
        m.scenario.seed = '3';
      },
      /differs in `scenario\.seed`: found "3", expected "1,2"/,
    ],
    [
      'the title is another',
      m => {
        m.scenario.title = 'x';
      },
      /differs in `scenario\.title`/,
    ],
    ['a field is gone', m => delete m.asked, /differs in `asked`: found nothing, expected "q"/],
    [
      'a field is new',
      m => {
        m.incomplete = 'missing 1 of 2 runs';
      },
      /differs in `incomplete`: found "missing 1 of 2 runs", expected nothing/,
    ],
    ['an input is gone', m => delete m.inputs['a.csv'], /other inputs: a\.csv is new since/],
    [
      'an input is another',
      m => {
        m.inputs['b.csv'] = 'z';
        m.asked = 'p';
      },
      /other inputs: b\.csv has changed since/,
    ],
  ];
  it.each(tampered)('names it when %s', (_, edit, expected) => {
    change(edit);
    const { problems } = found();
    expect(problems[0]).toMatch(expected);
    if (!expected.source.includes("doesn't list")) expect(problems).toHaveLength(1);
  });

  it('names a row that differs, an extra file and a file that is no file', () => {
    writeFileSync(path('old', 'summary.csv'), FILES['summary.csv'].replace('plain,2', 'plain,3'));
    writeFileSync(path('old', 'extra.csv'), 'x\n');
    rmSync(path('old', 'runs.csv'));
    mkdirSync(path('old', 'runs.csv'));
    const { problems, same } = found();
    expect(problems).toEqual([
      expect.stringMatching(/summary\.csv differs from row 3 on: found plain,3, expected plain,2$/),
      expect.stringMatching(/runs\.csv is no file$/),
      expect.stringMatching(/extra\.csv is not part of these results$/),
    ]);
    expect(same).toEqual(['datapackage.json']);
  });

  it('names a table of Parquet that differs, which has no rows to show', () => {
    for (const [folder, text] of [
      ['old', 'PAR1 a'],
      ['new', 'PAR1 b'],
    ]) {
      writeFileSync(path(folder, 'summary.parquet'), text);
      const manifest = JSON.parse(readFileSync(path(folder, 'manifest.json'), 'utf8'));
      manifest.outputs['summary.parquet'] = { sha256: sha256(text), lines: 2 };
      writeFileSync(path(folder, 'manifest.json'), JSON.stringify(manifest));
    }
    expect(found().problems).toEqual([expect.stringMatching(/summary\.parquet differs$/)]);
  });

  it('names files that are missing and compares their hashes', () => {
    rmSync(path('old', 'summary.csv'));
    expect(found()).toMatchObject({ absent: ['summary.csv'], problems: [] });
    change(m => {
      m.outputs['summary.csv'].sha256 = 'f00';
    });
    expect(found().problems).toEqual([
      expect.stringMatching(/summary\.csv is not kept, and what is made now differs/),
    ]);
  });
});
