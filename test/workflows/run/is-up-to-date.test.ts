import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MANIFEST } from '../../../src/io/folder/folder.ts';
import { type EnsembleOptions, runEnsemble } from '../../../src/workflows/run/ensemble.ts';
import { isUpToDate } from '../../../src/workflows/run/is-up-to-date.ts';
import { makeProject, type Project } from '../../cli/process.ts';

describe('A finished folder', () => {
  let project: Project;
  let folder: string;
  /** Its files as they were written. */
  let written: Map<string, Buffer>;
  let notes: string[];

  const options = (): EnsembleOptions => ({
    folder,
    weeks: 6,
    threads: 0,
    backend: 'js',
    onNote: text => notes.push(text),
    reporter: async () => '<p>a page</p>',
  });
  const done = () => isUpToDate(join(project.folder, 'scenarios/plain.yaml'), options());

  beforeAll(async () => {
    project = makeProject();
    folder = join(project.folder, 'out');
    await runEnsemble(join(project.folder, 'scenarios/plain.yaml'), options());
    written = new Map(readdirSync(folder).map(name => [name, readFileSync(join(folder, name))]));
  });
  afterAll(() => project.remove());
  beforeEach(() => {
    notes = [];
    for (const [name, bytes] of written) writeFileSync(join(folder, name), bytes);
  });

  it('is done when its files are as they were written', () => {
    expect([done(), notes]).toEqual([true, []]);
  });

  it('is not done when any of its files is emptied, gone or has one bit changed', () => {
    const names = [...written.keys()].filter(name => name !== MANIFEST);
    expect(names.length).toBeGreaterThan(7);
    for (const name of names) {
      const path = join(folder, name);
      const bytes = Buffer.from(written.get(name)!);
      bytes[bytes.length >> 1] ^= 1;
      for (const spoil of [
        () => writeFileSync(path, ''),
        () => rmSync(path),
        () => writeFileSync(path, bytes),
      ]) {
        notes = [];
        spoil();
        expect(done()).toBe(false);
        expect(notes).toEqual([
          expect.stringMatching(/out is not as it was written \([\w.]+\): its runs are repeated$/),
        ]);
        expect(notes[0]).toContain(`(${name})`);
      }
      writeFileSync(path, written.get(name)!);
    }
  });

  it('is not done when another engine made it, or one that is not known', () => {
    const manifest = JSON.parse(written.get(MANIFEST)!.toString());
    for (const engine of ['0123456789abcdef', undefined]) {
      notes = [];
      writeFileSync(join(folder, MANIFEST), JSON.stringify({ ...manifest, engine }));
      expect(done()).toBe(false);
      expect(notes[0]).toContain(`was made by another engine (${engine ?? 'unknown'})`);
    }
  });
});
