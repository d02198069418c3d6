import {
  closeSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import { MAKER } from '../../core/maker.ts';
import { openRegular } from '../text/regular.ts';
import { codeOf, displayName, sha256 } from '../text/text.ts';
import { makeFolders, syncFolder, writeSynced } from './disk.ts';
import { checkFolder, placeOf, refuseBusy, runsFolderOf } from './folder.ts';
import { asideOf, asidesIn, isOther, isThisProcess, OWNER, ownerOf, ownerText } from './owner.ts';
import { holdsReplaced, settle } from './replace.ts';

export { RUNS, runsFolderOf } from './folder.ts';

/** Ending of a log of finished runs. */
const LOG = '.log';
/** Bytes that most systems allow to a name. */
const LONGEST_NAME = 255;

/** The file of a log; one whose name would be too long gets a hash for its end. */
export function logName(part: string): string {
  const name = encodeURIComponent(part);
  if (name.length + LOG.length <= LONGEST_NAME) return name + LOG;
  return `${name.slice(0, 200)}~${sha256(Buffer.from(part)).slice(0, 16)}${LOG}`;
}

/**
 * How the name of a log begins, of a task that several processes may do; short enough for their names behind it. No other
 * task's begins so, whatever signs are in its name.
 */
export function partOf(name: string): string {
  const encoded = encodeURIComponent(name);
  return encoded.length <= 100 ? `${encoded}@` : `${sha256(Buffer.from(name)).slice(0, 32)}@`;
}

/** Folders of runs that this process holds; with the uppermost folder that it made for each. */
const held = new Map<string, string | undefined>();

/** Whether this process has taken the place. */
export function holdsRuns(folder: string): boolean {
  const path = runsFolderOf(folder);
  const owner = held.has(path) ? ownerOf(path) : undefined;
  return owner !== undefined && isThisProcess(owner);
}

/**
 * Take the place for this process, and bring in order what a stopped one left of the output folder; returns the path for logs.
 * Problems: `conflict` (another process is at work there, the place is taken), `failed` (it can't be written).
 */
export function claimRuns(folder: string): string {
  const place = checkFolder(folder);
  const path = runsFolderOf(place);
  if (holdsRuns(place)) return path;
  try {
    held.set(path, makeFolders(path));
    takeOwner(folder, path);
    syncFolder(path);
    settle(place, path);
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).syscall) throw error;
    throwDiagnostic({
      kind: 'failed',
      message: `${displayName(path)} can't be written`,
      found: codeOf(error),
    });
  }
  return path;
}

/**
 * Put results back that a process had moved aside when it was stopped, if none are in their place; returns whether there were any.
 * Problems: as of `claimRuns`.
 */
export function restoreResults(folder: string): boolean {
  const place = placeOf(folder);
  if (existsSync(place) || !holdsReplaced(runsFolderOf(place))) return false;
  claimRuns(place);
  leaveRuns(place);
  return existsSync(place);
}

/** Tells that `restoreResults` has put some back. */
export const restoredText = (folder: string) =>
  `${displayName(folder)} is put back as it was: a process that was to replace it was stopped`;

/** Leave the place with all finished runs in it, for a later process. */
export function leaveRuns(folder: string): void {
  const path = runsFolderOf(folder);
  const owner = existsSync(path) ? ownerOf(path) : undefined;
  if (owner ? isOther(owner) : !isEmpty(path)) return;
  const names = readdirSync(path);
  if (names.some(name => name !== OWNER)) leaveOwner(path);
  else if (names.length) unlinkSync(join(path, OWNER));
  const first = held.get(path) ?? path;
  held.delete(path);
  for (let empty = path; isEmpty(empty); empty = dirname(empty)) {
    rmdirSync(empty);
    if (empty === first) break;
  }
}

/** The output folder is written: its runs are no longer needed. Returns what couldn't be removed or isn't ours. */
export function forgetRuns(folder: string): string[] {
  const path = runsFolderOf(folder);
  if (!existsSync(path)) return [];
  for (const name of readdirSync(path)) if (isLog(join(path, name))) unlinkSync(join(path, name));
  leaveRuns(folder);
  return existsSync(path) ? readdirSync(path).filter(name => name !== OWNER) : [];
}

/** Whether an earlier process left runs, or an output folder half replaced. */
export function hasRuns(folder: string): boolean {
  const path = runsFolderOf(folder);
  return existsSync(path) && readdirSync(path).some(name => name !== OWNER);
}

/** A log of ours says so in its first line, as far as that was written. */
function isLog(path: string): boolean {
  if (!path.endsWith(LOG) || !lstatSync(path).isFile()) return false;
  const mark = Buffer.from(`{"made_by":"${MAKER}"`);
  const begin = Buffer.alloc(mark.length);
  const file = openRegular(path);
  try {
    const found = begin.subarray(0, readSync(file, begin));
    return mark.subarray(0, found.length).equals(found);
  } finally {
    closeSync(file);
  }
}

/** Write our name into the folder, unless another process is faster. */
function takeOwner(folder: string, path: string): void {
  const at = join(path, OWNER);
  const aside = asideOf(path);
  try {
    writeSynced(at, ownerText(true));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    // Of a process that is no more; what was meanwhile put in its place is put back.
    refuseBusy(folder);
    const before = readFileSync(at, 'utf8');
    renameSync(at, aside);
    if (readFileSync(aside, 'utf8') !== before) renameSync(aside, at);
    else writeSynced(at, ownerText(true));
  }
  for (const name of asidesIn(path)) unlinkSync(join(path, name));
  refuseBusy(folder);
}

/** Nobody is at work here any more. On a full disk the name stays, of a process that soon is no more. */
function leaveOwner(path: string): void {
  const aside = asideOf(path);
  try {
    writeFileSync(aside, ownerText(false));
    renameSync(aside, join(path, OWNER));
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).syscall) throw error;
    rmSync(aside, { force: true });
  }
}

const isEmpty = (path: string) => existsSync(path) && readdirSync(path).length === 0;
