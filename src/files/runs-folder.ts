import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fail } from '../problem.ts';
import { checkFolder } from './folder.ts';
import { codeOf, displayName } from './text.ts';

/**
 * `<folder>.runs` beside an output folder, as long as the runs for it are going on or were stopped: logs of finished runs,
 * and the name of the process that is at work there. It goes when the output folder stands.
 */
export const runsFolderOf = (folder: string) => `${checkFolder(folder)}.runs`;

const OWNER = 'owner.json';

/** By path: the uppermost folder that this process made for it. */
const made = new Map<string, string>();

/**
 * Take the place for this process, and clear away what a killed one left of the output folder; returns the path for logs.
 * Problems: `conflict` (another process is at work there), `failed` (it can't be written).
 */
export function claimRuns(folder: string): string {
  const path = runsFolderOf(folder);
  const owner = ownerOf(path);
  if (owner && isAlive(owner))
    fail({
      kind: 'conflict',
      message: `process ${owner.pid} is at work on ${displayName(folder)}`,
      hint: `wait for it, name another folder with --out, or remove ${displayName(join(path, OWNER))} if that process is none of Rhizome's`,
    });
  try {
    const first = mkdirSync(path, { recursive: true });
    if (first) made.set(path, first);
    writeFileSync(join(path, OWNER), JSON.stringify({ host: hostname(), pid: process.pid }));
    clearLeftovers(checkFolder(folder));
  } catch (error) {
    fail({ kind: 'failed', message: `${displayName(path)} can't be written`, found: codeOf(error) });
  }
  return path;
}

/** Leave the place with all finished runs in it, for a later process. */
export function leaveRuns(folder: string): void {
  const path = runsFolderOf(folder);
  const owner = ownerOf(path);
  if (owner && isOurs(owner)) rmSync(join(path, OWNER), { force: true });
  const first = made.get(path) ?? path;
  for (let empty = path; isEmpty(empty); empty = dirname(empty)) {
    rmdirSync(empty);
    if (empty === first) break;
  }
}

/** The output folder stands: its runs are no longer needed. */
export function forgetRuns(folder: string): void {
  rmSync(runsFolderOf(folder), { recursive: true, force: true });
}

const isEmpty = (path: string) => existsSync(path) && readdirSync(path).length === 0;

interface Owner {
  host: string;
  pid: number;
}

const isOurs = ({ host, pid }: Owner) => host === hostname() && pid === process.pid;

function ownerOf(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(join(path, OWNER), 'utf8'));
  } catch {
    return undefined; // none, or half-written by a process that was killed
  }
}

/** Of a process on another machine nothing is known: jobs that are begun anew elsewhere must go on. */
function isAlive({ host, pid }: Owner): boolean {
  if (host !== hostname() || isOurs({ host, pid })) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** What a process that was killed while it wrote the output folder left beside it (`OutputFolder`). */
function clearLeftovers(folder: string): void {
  const begins = `${basename(folder)}.tmp-`;
  for (const name of readdirSync(dirname(folder))) {
    if (!name.startsWith(begins) || !/^[0-9a-f]{8}(-old)?$/.test(name.slice(begins.length))) continue;
    const path = join(dirname(folder), name);
    // Killed between two renames: the former results are put back.
    if (name.endsWith('-old') && !existsSync(folder)) renameSync(path, folder);
    else rmSync(path, { recursive: true, force: true });
  }
}
