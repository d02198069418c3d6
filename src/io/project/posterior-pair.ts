import { existsSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Position, throwDiagnostic } from '../../core/diagnostics.ts';
import { putFile, syncFolder } from '../folder/disk.ts';
import { fileHash } from '../text/chunked-read.ts';
import { readRegular } from '../text/regular.ts';
import { displayName, sha256 } from '../text/text.ts';

/**
 * A posterior is a table of draws and a note that says whose they are: two files, which no system replaces at once. So the
 * note names its table by hash. A new table waits beside the old one until the note names it, and then takes its place; where
 * this was stopped between, the table that waits is the one.
 */
export interface PosteriorFiles {
  table: string;
  note: string;
}

/** Where a table waits for its note. */
const waiting = ({ table }: PosteriorFiles) => join(dirname(table), `.${basename(table)}.rhizome`);

/** Put a table and a note in the place of others; both are on the disk when this returns. */
export function putPosterior(files: PosteriorFiles, table: string, note: object): void {
  const aside = waiting(files);
  const show = () => {
    renameSync(aside, files.table);
    syncFolder(dirname(files.table));
  };
  // An earlier process may have been stopped when its note named the table that still waits.
  if (existsSync(aside) && namedBy(files.note) === fileHash(aside)) show();
  putFile(aside, table);
  const named = { ...note, table: sha256(Buffer.from(table)) };
  putFile(files.note, `${JSON.stringify(named, undefined, 1)}\n`);
  show();
}

/** Where the table is that a note names. Problem `conflict`: it is neither the one that stands there nor the one that waits. */
export function tableOf(files: PosteriorFiles, named: string | undefined, at: Position): string {
  const isNamed = (path: string) => existsSync(path) && fileHash(path) === named;
  if (named === undefined || isNamed(files.table)) return files.table;
  if (isNamed(waiting(files))) return waiting(files);
  return throwDiagnostic({
    kind: 'conflict',
    message: `${displayName(files.table)} is not the table of draws to which this note belongs`,
    at,
    hint: 'calibrate again with --adopt; if you have changed the draws yourself, take `table` out of the note',
  });
}

function namedBy(note: string): unknown {
  try {
    return JSON.parse(readRegular(note).toString()).table;
  } catch {
    return undefined;
  }
}
