import { existsSync, lstatSync, readdirSync, renameSync, rmdirSync, unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import { readRegular } from '../text/regular.ts';
import { displayName } from '../text/text.ts';
import { syncFolder } from './disk.ts';
import { MANIFEST } from './folder.ts';
import { ownerOf } from './owner.ts';

/** In a folder of runs: files that will be the output folder, and the one that is being replaced. */
export const NEW = 'new';
const OLD = 'old';
const IS_OLD = /^old(-\d+)?$/;

/** Files of an output folder that its manifest need not name. */
const ALWAYS = [MANIFEST, 'datapackage.json', 'report.html'];

/**
 * Bring in order what a process that was stopped has left of writing `folder`: the former results are put back where there
 * are none, else what is left of them goes.
 */
export function settle(folder: string, runs: string): void {
  removeFiles(join(runs, NEW));
  const left = readdirSync(runs).filter(name => IS_OLD.test(name));
  for (const old of left.sort(byNumber).map(name => join(runs, name)))
    if (existsSync(folder)) dropOld(old, folder);
    else {
      renameSync(old, folder);
      syncFolder(dirname(folder));
    }
}

/** Whether a folder of runs has results that were being replaced. */
export const holdsReplaced = (runs: string): boolean =>
  ownerOf(runs) !== undefined && readdirSync(runs).some(name => IS_OLD.test(name));

/** Put `fresh`, whose files are on the disk, in the place of `folder`. Problem `conflict`: it would hide a user's file. */
export function replaceFolder(folder: string, fresh: string, runs: string): void {
  const replaces = existsSync(folder);
  if (replaces) refuseTaken(folder, readdirSync(fresh));
  const old = freeName(runs, OLD);
  if (replaces) renameSync(folder, old);
  try {
    renameSync(fresh, folder);
  } catch (error) {
    if (replaces) renameSync(old, folder);
    throw error;
  }
  syncFolder(dirname(folder));
  syncFolder(runs);
  if (replaces) dropOld(old, folder);
}

/** The latest first. */
const byNumber = (a: string, b: string) => Number(b.slice(4)) - Number(a.slice(4));

/** A file of the user's that is called as one of ours would be lost. */
function refuseTaken(folder: string, names: readonly string[]): void {
  const own = ownNames(folder);
  const taken = readdirSync(folder).find(name => names.includes(name) && !own.has(name));
  if (taken === undefined) return;
  throwDiagnostic({
    kind: 'conflict',
    message: `${displayName(join(folder, taken))} is not Rhizome's, and results have a file of this name`,
    hint: 'move it elsewhere',
  });
}

/** Move a user's own files to the new results, then remove the old ones. What can't be moved or removed stays. */
function dropOld(old: string, folder: string): void {
  const own = ownNames(old);
  const names = readdirSync(old);
  const others = names.filter(name => !own.has(name));
  for (const name of others)
    if (!existsSync(join(folder, name))) attempt(() => renameSync(join(old, name), join(folder, name)));
  if (others.length) {
    syncFolder(folder);
    syncFolder(old);
  }
  // Without its manifest nobody would know which files are ours: it goes last.
  const last = (name: string) => Number(name === MANIFEST);
  for (const name of names.filter(name => own.has(name)).sort((a, b) => last(a) - last(b)))
    attempt(() => unlinkSync(join(old, name)));
  attempt(() => rmdirSync(old));
}

/** Files in a folder that Rhizome made, as its manifest says. */
function ownNames(folder: string): Set<string> {
  let outputs = {};
  try {
    outputs = JSON.parse(readRegular(join(folder, MANIFEST)).toString()).outputs ?? {};
  } catch {
    return new Set();
  }
  const isFile = (name: string) =>
    lstatSync(join(folder, name), { throwIfNoEntry: false })?.isFile() ?? false;
  return new Set(
    [...Object.keys(outputs), ...ALWAYS].filter(name => name === basename(name) && isFile(name)),
  );
}

/** Remove a folder of files. */
export function removeFiles(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) unlinkSync(join(folder, name));
  rmdirSync(folder);
}

/** `old`, or `old-2` where one couldn't be removed. */
function freeName(runs: string, name: string): string {
  for (let k = 1; ; k++) {
    const path = join(runs, k === 1 ? name : `${name}-${k}`);
    if (!existsSync(path)) return path;
  }
}

/** What the system refuses stays as it is, and is looked at again at the next start. */
function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).syscall) throw error;
  }
}
