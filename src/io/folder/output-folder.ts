import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { syncFile, syncFolder } from './disk.ts';
import { checkFolder, unwritable } from './folder.ts';
import { NEW, removeFiles, replaceFolder } from './replace.ts';
import { claimRuns, holdsRuns, leaveRuns } from './runs-folder.ts';

/**
 * An output folder that appears whole or not at all, even in a power cut: files are written and synced beside it, and take
 * its place as the last step. A user's own files in it are moved along. Throws a problem of kind `conflict` when the place is
 * taken by something that wasn't made here, is in use or can't be written.
 */
export class OutputFolder {
  readonly path: string;
  private readonly runs: string;
  /** Whether the place was taken for this folder alone, without runs that are kept. */
  private readonly isOwn: boolean;
  private readonly fresh: string;
  /** By name of a finished file: when it is on the disk, and what went wrong. */
  private readonly synced = new Map<string, Promise<unknown>>();

  constructor(path: string) {
    this.path = checkFolder(path);
    this.isOwn = !holdsRuns(this.path);
    this.runs = claimRuns(this.path);
    this.fresh = join(this.runs, NEW);
    try {
      mkdirSync(this.fresh);
    } catch (error) {
      this.leave();
      throw unwritable(path, error);
    }
  }

  /** Path of a file to be written. */
  file(name: string): string {
    return join(this.fresh, name);
  }

  /** A file is finished: it goes to the disk while others are written. */
  finished(name: string): void {
    this.synced.set(
      name,
      syncFile(this.file(name)).catch(error => error),
    );
  }

  /** Put the folder in its place; what Rhizome made there before goes only when this can't be lost any more. */
  async commit(): Promise<void> {
    const names = readdirSync(this.fresh);
    for (const name of names) if (!this.synced.has(name)) this.finished(name);
    for (const error of await Promise.all(this.synced.values())) if (error) throw error;
    syncFolder(this.fresh);
    checkFolder(this.path);
    replaceFolder(this.path, this.fresh, this.runs);
    this.leave();
  }

  /** Leave nothing behind. */
  discard(): void {
    removeFiles(this.fresh);
    this.leave();
  }

  private leave(): void {
    if (this.isOwn) leaveRuns(this.path);
  }
}
