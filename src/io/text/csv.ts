import type { Position } from '../../core/diagnostics.ts';
import type { Csv } from '../../core/located-document.ts';
import { parseCsv } from '../../text/csv.ts';
import { displayName, readText } from './text.ts';

/** A CSV file on the disk, with the place of every cell. */
export function readCsv(path: string, namedAt?: Position): Csv {
  const { text, sha256 } = readText(path, 'csv', namedAt);
  return { ...parseCsv(text, displayName(path)), sha256 };
}
