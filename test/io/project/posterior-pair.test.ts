import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { disk } from '../../../src/io/project/disk.ts';
import { putPosterior } from '../../../src/io/project/posterior-pair.ts';
import { sha256 } from '../../../src/io/text/text.ts';
import { tableOf } from '../../../src/project/posterior-pair.ts';

const AT = { file: 'note', line: 1, column: 1 };

describe('A posterior of two files', () => {
  let folder: string;
  const files = () => ({ table: join(folder, 's.csv'), note: join(folder, 's.json') });
  const aside = () => join(folder, '.s.csv.rhizome');
  const noteOf = (draws: string) => JSON.stringify({ of: draws, table: sha256(Buffer.from(draws)) });
  /** The draws that a reader takes, and whose its note says they are. */
  const read = () => {
    const note = JSON.parse(readFileSync(files().note, 'utf8'));
    return [readFileSync(tableOf(disk, files(), note.table, AT), 'utf8'), note.of];
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rhizome-pair-'));
    putPosterior(files(), 'old', { of: 'old' });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is replaced whole', () => {
    expect(read()).toEqual(['old', 'old']);
    putPosterior(files(), 'new', { of: 'new' });
    expect(read()).toEqual(['new', 'new']);
    expect(readdirSync(folder).sort()).toEqual(['s.csv', 's.json']);
  });

  it('is the old one as long as the note names it', () => {
    writeFileSync(aside(), 'new');
    expect(read()).toEqual(['old', 'old']);
  });

  it('is the new one as soon as the note names it, though the table still waits', () => {
    writeFileSync(aside(), 'new');
    writeFileSync(files().note, noteOf('new'));
    expect(read()).toEqual(['new', 'new']);
    renameSync(aside(), files().table);
    expect(read()).toEqual(['new', 'new']);
  });

  it.each(['old', 'new'])(
    'leaves nothing of a process that was stopped while the note named the %s table',
    named => {
      writeFileSync(aside(), 'new');
      writeFileSync(files().note, noteOf(named));
      writeFileSync(join(folder, '.rhizome-00000000-1'), 'of another file');
      putPosterior(files(), 'newer', { of: 'newer' });
      expect(read()).toEqual(['newer', 'newer']);
      expect(readdirSync(folder).sort()).toEqual(['.rhizome-00000000-1', 's.csv', 's.json']);
    },
  );

  it('is refused when the table is of another fit', () => {
    writeFileSync(files().table, 'changed by hand');
    expect(read).toThrow(/is not the table of draws to which this note belongs/);
  });

  it('needs no hash in a note that was made without', () => {
    writeFileSync(files().table, 'changed by hand');
    writeFileSync(files().note, '{"of": "somebody"}');
    expect(read()).toEqual(['changed by hand', 'somebody']);
  });
});
