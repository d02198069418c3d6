import { createHash } from 'node:crypto';
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { type Position, throwDiagnostic } from '../../core/diagnostics.ts';
import { decodeUtf8 } from '../../text/encoding.ts';
import { refuseTooLong, type TextKind } from '../../text/limits.ts';
import { refuseMissing } from '../../text/missing.ts';
import { readRegular } from './regular.ts';

/** A file as messages name it: relative to the current directory, with forward slashes. */
export function displayName(path: string): string {
  return posix(relative(process.cwd(), resolve(path))) || '.';
}

export function posix(path: string): string {
  return path.split(sep).join('/');
}

/** Whether `path` stays inside the folder `root`, links followed where the file exists. */
export function isInside(root: string, path: string): boolean {
  const real = (p: string): string => {
    try {
      return realpathSync(p);
    } catch {
      return dirname(p) === p ? p : resolve(real(dirname(p)), basename(p));
    }
  };
  const way = relative(real(resolve(root)), real(resolve(path)));
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/**
 * A file as UTF-8 text without byte order mark. Problems: `missing` (not there, a folder, not readable; with the nearest
 * name in its folder), `value` (too large), `syntax` (not UTF-8).
 * @param namedAt where an input names the file, if one does
 */
export function readText(path: string, kind: TextKind, namedAt?: Position): { text: string; sha256: string } {
  const at = namedAt ?? { file: displayName(path), line: 1, column: 1 };
  const size = sizeOf(path, namedAt);
  refuseTooLong(size, kind, displayName(path), at);
  let bytes: Uint8Array;
  try {
    bytes = readRegular(path);
  } catch (error) {
    return throwDiagnostic({
      kind: 'missing',
      message: `${displayName(path)} can't be read`,
      at: namedAt,
      found: codeOf(error),
    });
  }
  return { text: decodeUtf8(bytes, displayName(path), at), sha256: sha256(bytes) };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function sizeOf(path: string, at?: Position): number {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) return failMissing(path, at);
  const what = status.isDirectory() ? 'a folder' : 'a device or a pipe';
  if (!status.isFile())
    return throwDiagnostic({ kind: 'missing', message: `${displayName(path)} is ${what}, not a file`, at });
  return status.size;
}

/** The problem of a file or folder that isn't there: says what is, and which name is near. */
function failMissing(path: string, at?: Position): never {
  return refuseMissing(displayName(path), entriesOf(dirname(path)), at);
}

/** Names in a folder, sorted, hidden ones left out; empty when there is no such folder. */
export function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(name => !name.startsWith('.'))
      .sort();
  } catch {
    return [];
  }
}

/** The system's word for what went wrong: EACCES, ENOSPC, ... */
export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException)?.code ?? String(error);
}
