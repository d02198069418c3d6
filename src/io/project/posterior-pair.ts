import { existsSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { type PosteriorFiles, waitingTable } from '../../project/posterior-pair.ts';
import { putFile, syncFolder } from '../folder/disk.ts';
import { fileHash } from '../text/chunked-read.ts';
import { readRegular } from '../text/regular.ts';
import { sha256 } from '../text/text.ts';

/** Put a table and a note in the place of others; both are on the disk when this returns. */
export function putPosterior(files: PosteriorFiles, table: string, note: object): void {
  const aside = waitingTable(files);
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

function namedBy(note: string): unknown {
  try {
    return JSON.parse(readRegular(note).toString()).table;
  } catch {
    return undefined;
  }
}
