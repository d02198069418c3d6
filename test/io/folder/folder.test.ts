import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkFolder } from '../../../src/io/folder/folder.ts';
import { OutputFolder } from '../../../src/io/folder/output-folder.ts';
import { writePage } from '../../../src/io/folder/page.ts';
import {
  claimRuns,
  forgetRuns,
  leaveRuns,
  logName,
  restoreResults,
} from '../../../src/io/folder/runs-folder.ts';
import { resultFolders } from '../../../src/workflows/verify/verify.ts';

let parent: string;
const at = (...names: string[]) => join(parent, ...names);
const put = (text: string, ...names: string[]) => {
  mkdirSync(at(...names.slice(0, -1)), { recursive: true });
  writeFileSync(at(...names), text);
};
const tree = () => readdirSync(parent, { recursive: true, encoding: 'utf8' }).sort();
const manifest = (...outputs: string[]) =>
  JSON.stringify({ made_by: 'rhizome', outputs: Object.fromEntries(outputs.map(name => [name, {}])) });

/** An output folder of one table. */
async function write(folder: string, table = 'summary.csv', text = 'new'): Promise<void> {
  const output = new OutputFolder(folder);
  try {
    writeFileSync(output.file(table), text);
    writeFileSync(output.file('manifest.json'), manifest(table));
    await output.commit();
  } catch (error) {
    output.discard();
    throw error;
  }
}

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'rhizome-folder-'));
});
afterEach(() => rmSync(parent, { recursive: true }));

describe('What is not ours', () => {
  it('is not touched beside an output folder, whatever its name', async () => {
    const names = ['out.tmp-0123abcd', 'out.tmp-0123abcd-old', 'out.log', 'out.old', 'out.new'];
    for (const name of names) put('mine', name, 'measurements.csv');
    const before = tree();
    await write(at('out'));
    await write(at('out'));
    expect(tree().filter(name => !/^out(\/|$)/.test(name))).toEqual(before);
  });

  it('is not taken for a folder of runs', async () => {
    put('mine', 'out.runs', 'measurements.csv');
    put('{"made_by": "somebody"}', 'two.runs', 'owner.json');
    put('mine', 'three.runs');
    const before = tree();
    for (const name of ['out', 'two', 'three']) {
      expect(() => checkFolder(at(name))).toThrow(/runs holds something else and stays as it is/);
      await expect(write(at(name))).rejects.toThrow(/holds something else/);
    }
    expect(tree()).toEqual(before);
  });

  it('stays in a folder of runs, and is told of', () => {
    const runs = claimRuns(at('out'));
    put('mine', 'out.runs', 'notes.txt');
    put('mine', 'out.runs', 'diary.log');
    put('{"made_by":"rhizome","engine":"x"}\n', 'out.runs', 'plain.log');
    put('{"made_by":"rhi', 'out.runs', 'torn.log');
    expect(forgetRuns(at('out'))).toEqual(['diary.log', 'notes.txt']);
    expect(readdirSync(runs).sort()).toEqual(['diary.log', 'notes.txt', 'owner.json']);
    // And is no hindrance to the next.
    expect(checkFolder(at('out'))).toBe(at('out'));
  });

  it('is moved along when results are replaced', async () => {
    await write(at('out'), 'summary.csv', 'old');
    put('mine', 'out', 'notes.txt');
    put('mine', 'out', '.hidden');
    put('mine', 'out', 'figures', 'one.png');
    await write(at('out'), 'flows.csv');
    expect(tree()).toEqual(
      ['', '.hidden', 'figures', 'figures/one.png', 'flows.csv', 'manifest.json', 'notes.txt'].map(name =>
        join('out', name).replace(/\/$/, ''),
      ),
    );
    expect(readFileSync(at('out/figures/one.png'), 'utf8')).toBe('mine');
  });

  it('is not hidden by a table of the same name', async () => {
    await write(at('out'), 'summary.csv', 'old');
    put('mine', 'out', 'relations.csv');
    await expect(write(at('out'), 'relations.csv')).rejects.toThrow(/relations.csv is not Rhizome's/);
    expect([readFileSync(at('out/relations.csv'), 'utf8'), existsSync(at('out/summary.csv'))]).toEqual([
      'mine',
      true,
    ]);
    expect(tree().filter(name => name.startsWith('out.'))).toEqual([]);
  });

  it('is no page that docs may replace', () => {
    put('mine', 'README.md');
    put('mine', 'page.md.tmp');
    expect(() => writePage(at('README.md'), 'a page', '<!-- Written')).toThrow(/stays as it is/);
    writePage(at('page.md'), '<!-- Written, first', '<!-- Written');
    writePage(at('page.md'), '<!-- Written, again', '<!-- Written');
    expect(tree().map(name => readFileSync(at(name), 'utf8'))).toEqual([
      'mine',
      '<!-- Written, again',
      'mine',
    ]);
  });
});

describe('A place that cannot be written is refused before any work', () => {
  const refused = (path: string, message: RegExp) => {
    const before = tree();
    expect(() => checkFolder(path)).toThrow(message);
    expect(tree()).toEqual(before);
  };

  it('when it is a link that leads nowhere, or one to itself, or lies below one', () => {
    symlinkSync(at('nowhere'), at('link'));
    symlinkSync(at('loop'), at('loop'));
    for (const path of [at('link'), at('link/inside'), at('loop')])
      refused(path, /is a link to something that is not there/);
  });

  it('when its name is too long, also that of a folder above it or the whole path', async () => {
    refused(at('n'.repeat(251)), /ENAMETOOLONG/);
    refused(at('n'.repeat(256), 'out'), /ENAMETOOLONG/);
    refused(at(...Array(25).fill('n'.repeat(200))), /ENAMETOOLONG/);
    for (const name of ['n'.repeat(244), 'n'.repeat(250)]) {
      await write(at(name));
      await write(at(name));
      expect(readdirSync(at(name))).toEqual(['manifest.json', 'summary.csv']);
    }
    expect(tree().filter(name => name.endsWith('.runs'))).toEqual([]);
  });

  it('when it is the folder one is in, one above it, or the root', () => {
    for (const path of ['.', '..', '/']) refused(path, /is the folder you are in, or one above it/);
  });

  it('when it is a mount point', () => {
    if (existsSync('/dev/shm')) refused('/dev/shm', /is a mount point/);
    if (existsSync('/proc/self/mountinfo')) refused('/proc', /is a mount point/);
  });

  it('when another process is at work on it', () => {
    put(
      JSON.stringify({ made_by: 'rhizome', host: hostname(), pid: process.ppid }),
      'out.runs',
      'owner.json',
    );
    refused(at('out'), /process \d+ is at work on/);
  });
});

describe('What a stopped process left', () => {
  const dead = JSON.stringify({ made_by: 'rhizome', host: hostname(), pid: 2 ** 30 });

  it('is put in order: former results come back where none stand', async () => {
    put(dead, 'out.runs', 'owner.json');
    put(manifest('summary.csv'), 'out.runs', 'old', 'manifest.json');
    put('old', 'out.runs', 'old', 'summary.csv');
    put('half', 'out.runs', 'new', 'summary.csv');
    claimRuns(at('out'));
    leaveRuns(at('out'));
    expect(tree()).toEqual(['out', 'out/manifest.json', 'out/summary.csv']);
  });

  it('is put back by those who look for results, and only where none stand', () => {
    const old = manifest('summary.csv');
    put(dead, 'all', 'a.runs', 'owner.json');
    put(old, 'all', 'a.runs', 'old', 'manifest.json');
    put('old', 'all', 'a.runs', 'old', 'summary.csv');
    put(old, 'all', 'b', 'manifest.json');
    // Nothing of ours, whatever it is called.
    put(old, 'all', 'c.runs', 'old', 'manifest.json');
    const notes: string[] = [];
    const found = resultFolders(at('all'), note => notes.push(note));
    expect(found.map(path => path.slice(at('all').length + 1))).toEqual(['a', 'b', 'c.runs/old']);
    expect(notes).toEqual([expect.stringMatching(/all\/a is put back as it was/)]);
    expect(readFileSync(at('all', 'a', 'summary.csv'), 'utf8')).toBe('old');
    expect(tree()).not.toContain('all/a.runs');
    expect(tree()).toContain('all/c.runs/old');
    expect(restoreResults(at('all', 'b'))).toBe(false);
    expect(restoreResults(at('nowhere'))).toBe(false);
  });

  it("is put in order: what is left of former results goes, a user's files do not", async () => {
    put(dead, 'out.runs', 'owner.json');
    put(manifest('summary.csv'), 'out.runs', 'old', 'manifest.json');
    put('mine', 'out.runs', 'old', 'notes.txt');
    put('new', 'out', 'summary.csv');
    put(manifest('summary.csv'), 'out', 'manifest.json');
    claimRuns(at('out'));
    leaveRuns(at('out'));
    expect(tree()).toEqual(['out', 'out/manifest.json', 'out/notes.txt', 'out/summary.csv']);
  });

  it('stays when it cannot go, is told of, and hinders nobody', async () => {
    // A user's file that the new results have a file for: neither is lost.
    put(dead, 'out.runs', 'owner.json');
    put('mine', 'out.runs', 'old', 'summary.csv');
    put(manifest('summary.csv'), 'out', 'manifest.json');
    put('new', 'out', 'summary.csv');
    claimRuns(at('out'));
    await write(at('out'), 'summary.csv', 'newer');
    expect(forgetRuns(at('out'))).toEqual(['old']);
    expect(readFileSync(at('out.runs/old/summary.csv'), 'utf8')).toBe('mine');
    expect(readFileSync(at('out/summary.csv'), 'utf8')).toBe('newer');
    await write(at('out'), 'summary.csv', 'newest');
    expect(readFileSync(at('out/summary.csv'), 'utf8')).toBe('newest');
  });

  it('is ours at every moment in which a process can be killed', () => {
    // Made, but not yet marked; marked, but nothing written; the mark being replaced.
    mkdirSync(at('one.runs'));
    put('', 'two.runs', 'owner.json');
    put(dead, 'three.runs', `owner.json.${2 ** 30}`);
    put('a log', 'three.runs', 'plain.log');
    for (const name of ['one', 'two', 'three']) {
      claimRuns(at(name));
      leaveRuns(at(name));
    }
    expect(tree()).toEqual(['three.runs', 'three.runs/owner.json', 'three.runs/plain.log']);
  });
});

describe('The name of a log', () => {
  it('is short enough for every part, and another one for another part', () => {
    const names = ['plain', 'plain@worlds-1', 'д'.repeat(120), `${'д'.repeat(119)}e`, 'x'.repeat(250)].map(
      logName,
    );
    for (const name of names) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    expect(new Set(names).size).toBe(names.length);
    expect(names.slice(0, 2)).toEqual(['plain.log', 'plain%40worlds-1.log']);
  });
});
