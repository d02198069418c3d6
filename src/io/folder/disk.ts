import { createHash } from 'node:crypto';
import {
  close,
  closeSync,
  existsSync,
  fsync,
  fsyncSync,
  mkdirSync,
  open,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { codeOf } from '../text/text.ts';
import { isRunning } from './owner.ts';

/**
 * What a power cut must not take: bytes are on the disk when they are synced, and a name is when its folder is. Until then a
 * system may keep both in memory, and may write a new name before the bytes that belong to it.
 */

/** How a file system says that it can't sync a folder; there is nothing more to be done then. */
const UNABLE = new Set(['EINVAL', 'EPERM', 'EACCES', 'EISDIR', 'ENOTSUP', 'ENOSYS']);

/** Wait until the names in a folder are on the disk. */
export function syncFolder(path: string): void {
  let folder: number | undefined;
  try {
    folder = openSync(path, 'r');
    fsyncSync(folder);
  } catch (error) {
    if (!UNABLE.has(codeOf(error))) throw error;
  } finally {
    if (folder !== undefined) closeSync(folder);
  }
}

/** Put the bytes of a finished file on the disk while this thread goes on. */
export async function syncFile(path: string): Promise<void> {
  const file = await promisify(open)(path, 'r+');
  try {
    await promisify(fsync)(file);
  } finally {
    await promisify(close)(file);
  }
}

/** Make a folder and those above it, which a power cut doesn't take; returns the uppermost that is new. */
export function makeFolders(path: string): string | undefined {
  const full = resolve(path);
  const first = mkdirSync(full, { recursive: true });
  if (first)
    for (let made = full; made.length >= first.length; made = dirname(made)) syncFolder(dirname(made));
  return first;
}

/** Write a small file that is not there yet; it is on the disk when this returns. Error EEXIST: it is there. */
export function writeSynced(path: string, text: string, mode?: number): void {
  const file = openSync(path, 'wx', mode);
  try {
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** What takes a file's place while it is written: its hash and the process that writes it. */
const ASIDE = /^\.rhizome-([0-9a-f]{8})-(\d+)$/;

/**
 * Put a small file in its place, whole or not at all, whatever stops this; what an earlier process left half-written of it
 * goes. The folder must be there.
 */
export function putFile(path: string, text: string, mode?: number): void {
  const full = existsSync(path) ? realpathSync(path) : resolve(path);
  const folder = dirname(full);
  const name = createHash('sha256').update(basename(full)).digest('hex').slice(0, 8);
  clearAside(folder, name);
  const aside = join(folder, `.rhizome-${name}-${process.pid}`);
  try {
    writeSynced(aside, text, mode);
    renameSync(aside, full);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
  syncFolder(folder);
}

function clearAside(folder: string, name: string): void {
  for (const entry of readdirSync(folder)) {
    const [, of, pid] = ASIDE.exec(entry) ?? [];
    const isLeft = of === name && (Number(pid) === process.pid || !isRunning(Number(pid)));
    if (isLeft) rmSync(join(folder, entry), { force: true });
  }
}
