import { createHash } from 'node:crypto';
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { didYouMean, type Position, throwDiagnostic } from '../../core/diagnostics.ts';
import { decodeUtf8 } from './encoding.ts';
import { readRegular } from './regular.ts';

/** Larger files are refused: nobody writes a model, a survey, a scenario or a page of this size by hand. */
const MEGABYTES = { csv: 10, yaml: 0.5, md: 1 };

/** Names that JavaScript gives a meaning of its own; as keys of plain objects they could reach behind the data. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A file as messages name it: relative to the current directory, with forward slashes. */
export function displayName(path: string): string {
  return posix(relative(process.cwd(), resolve(path))) || '.';
}

/** A name as a word of a shell: in quotes where it has blanks or other marks. */
export const shellWord = (name: string) =>
  /^[\w./@%+=:,-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;

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
export function readText(
  path: string,
  kind: keyof typeof MEGABYTES,
  namedAt?: Position,
): { text: string; sha256: string } {
  const at = namedAt ?? { file: displayName(path), line: 1, column: 1 };
  const size = sizeOf(path, namedAt);
  if (size > MEGABYTES[kind] * 1e6)
    throwDiagnostic({
      kind: 'value',
      message: `${displayName(path)} is too large`,
      at,
      found: `${(size / 1e6).toFixed(1)} MB`,
      expected: `at most ${MEGABYTES[kind]} MB`,
    });
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
export function failMissing(path: string, at?: Position): never {
  const folder = dirname(path);
  const present = entriesOf(folder);
  const shown = present.slice(0, 20).join(', ') + (present.length > 20 ? ', ...' : '');
  throwDiagnostic({
    kind: 'missing',
    message: `there is no ${displayName(path)}`,
    at,
    expected: present.length ? `one of ${shown} in ${displayName(folder)}` : undefined,
    hint: didYouMean(basename(path), present),
  });
}

/** The problem of a scenario or sweep that isn't there: a bare name of one in the project's folders is what is meant. */
export function failMissingScenario(path: string): never {
  const name = basename(path).replace(/\.ya?ml$/, '');
  const folders = ['scenarios', 'scenarios/sweeps'];
  const files = folders.flatMap(folder =>
    entriesOf(folder)
      .filter(file => /\.ya?ml$/.test(file))
      .map(file => `${folder}/${file}`),
  );
  const bare = (file: string) => basename(file).replace(/\.ya?ml$/, '');
  const meant = files.find(file => bare(file) === name);
  if (!meant && (basename(path) !== path || !files.length)) return failMissing(path);
  const near = didYouMean(name, files.map(bare));
  const nearest = files.find(file => near === `did you mean \`${bare(file)}\`?`);
  return throwDiagnostic({
    kind: 'missing',
    message: `there is no ${displayName(path)}`,
    expected: `a file, such as ${files.slice(0, 3).join(', ')}`,
    hint: meant || nearest ? `did you mean \`${meant ?? nearest}\`?` : undefined,
  });
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
