import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DiagnosticError, throwDiagnostic } from '../../core/diagnostics.ts';
import { MAKER } from '../../core/maker.ts';
import { readRegular } from '../text/regular.ts';
import { codeOf, displayName, isInside } from '../text/text.ts';
import { isOther, OWNER, ownerOf } from './owner.ts';

/** The file by which a folder of results is known as made here. */
export const MANIFEST = 'manifest.json';

/**
 * `<folder>.runs` beside an output folder, as long as its results are being made: logs of finished runs, the files that will
 * be the folder, and the name of the process that is at work there.
 */
export const runsFolderOf = (folder: string) => runsBeside(placeOf(folder));

/** Ending of the folder beside an output folder. */
export const RUNS = '.runs';

const runsBeside = (place: string) => place + RUNS;

/** Longer than the name of any file that is written into a folder. */
const LONGEST_FILE = 'x'.repeat(64);

/**
 * Refuse a place for results that is taken, in use or can't be written, before any work is done; returns its true path.
 * Nothing is created. Problem `conflict`.
 */
export function checkFolder(path: string): string {
  const place = placeOf(path);
  const conflict = (message: string, expected: string | undefined, hint: string): never =>
    throwDiagnostic({ kind: 'conflict', message: `${displayName(path)} ${message}`, expected, hint });
  const other = 'name another one with --out';
  if (existsSync(place)) {
    if (!statSync(place).isDirectory())
      throwDiagnostic({
        kind: 'conflict',
        message: `${displayName(path)} is a file`,
        expected: 'a folder for results',
      });
    if (isInside(place, process.cwd()))
      conflict('is the folder you are in, or one above it', undefined, 'name a folder in it with --out');
    if (isMountPoint(place))
      conflict(
        "is a mount point, which can't be replaced as a whole",
        undefined,
        'name a folder in it with --out',
      );
    if (readdirSync(place).length && !isOurs(place))
      conflict(
        'holds something else and stays as it is',
        `a new folder, or one with a ${MANIFEST} of Rhizome`,
        other,
      );
  }
  const runs = runsBeside(place);
  if (existsSync(runs) && !isRunsFolder(runs))
    throwDiagnostic({
      kind: 'conflict',
      message: `${displayName(runs)} holds something else and stays as it is`,
      expected: `a place beside ${displayName(path)} for runs until their tables are written`,
      hint: other,
    });
  refuseUnwritable(path, place);
  refuseBusy(path);
  return place;
}

/** Refuse a folder that another process is at work on. Problem `conflict`. */
export function refuseBusy(path: string): void {
  const runs = runsFolderOf(path);
  const owner = ownerOf(runs);
  if (!owner || !isOther(owner)) return;
  throwDiagnostic({
    kind: 'conflict',
    message: `process ${owner.pid} is at work on ${displayName(path)}`,
    hint: `wait for it, name another folder with --out, or remove ${displayName(join(runs, OWNER))} if that process is none of Rhizome's`,
  });
}

/** The true path of a folder that need not be there. Problem `conflict`: a link that leads nowhere. */
export function placeOf(path: string): string {
  const full = resolve(path);
  if (existsSync(full)) return realpathSync(full);
  let parent = full;
  const missing: string[] = [];
  while (!existsSync(parent)) {
    missing.unshift(basename(parent));
    parent = dirname(parent);
  }
  const link = join(parent, missing[0]);
  if (isLink(link))
    throwDiagnostic({
      kind: 'conflict',
      message: `${displayName(link)} is a link to something that is not there`,
      hint: 'make the folder to which it leads, or remove it',
    });
  return join(realpathSync(parent), ...missing);
}

/** A folder of runs that was made here: it has our mark, or nothing. */
const isRunsFolder = (path: string) =>
  statSync(path).isDirectory() && (ownerOf(path) !== undefined || readdirSync(path).length === 0);

function refuseUnwritable(path: string, place: string): void {
  try {
    let parent = dirname(place);
    const missing = [basename(runsBeside(place))];
    while (!existsSync(parent)) {
      missing.push(basename(parent));
      parent = dirname(parent);
    }
    if (place === dirname(place) || !statSync(parent).isDirectory())
      throw Object.assign(new Error(), { code: 'ENOTDIR' });
    accessSync(parent, constants.W_OK);
    // Names that are too long are known by asking for them.
    for (const name of missing) lstatSync(join(parent, name), { throwIfNoEntry: false });
    lstatSync(join(runsBeside(place), 'new', LONGEST_FILE), { throwIfNoEntry: false });
  } catch (error) {
    throw unwritable(path, error);
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** A folder of another file system, or one that is bound to its place, can't be moved. */
function isMountPoint(folder: string): boolean {
  if (statSync(folder).dev !== statSync(dirname(folder)).dev) return true;
  try {
    const name = folder.replace(/[ \t\n\\]/g, sign => `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`);
    const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
    return lines.some(line => line.split(' ')[4] === name);
  } catch {
    return false;
  }
}

function isOurs(folder: string): boolean {
  try {
    return JSON.parse(readRegular(join(folder, MANIFEST)).toString()).made_by === MAKER;
  } catch {
    return false;
  }
}

export function unwritable(path: string, error: unknown): DiagnosticError {
  const problem = {
    kind: 'conflict',
    message: `${displayName(path)} can't be written`,
    found: codeOf(error),
  } as const;
  return new DiagnosticError([problem]);
}
