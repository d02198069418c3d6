import { randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fail, ProblemError } from '../problem.ts';
import { codeOf, displayName } from './text.ts';

/** The file by which a folder is known as made here. */
export const MANIFEST = 'manifest.json';
export const MAKER = 'rhizome';

/**
 * An output folder that appears whole or not at all: files are written into a temporary folder beside it, which takes its
 * place as the last step. Throws a problem of kind `conflict` when the place is taken by something that wasn't made here
 * or can't be written.
 */
export class OutputFolder {
  readonly path: string;
  private readonly temporary: string;

  constructor(path: string) {
    this.path = checkFolder(path);
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      // Not mkdtemp, whose folders only their owner may read.
      this.temporary = `${this.path}.tmp-${randomBytes(4).toString('hex')}`;
      mkdirSync(this.temporary);
    } catch (error) {
      throw unwritable(path, error);
    }
  }

  /** Path of a file to be written. */
  file(name: string): string {
    return join(this.temporary, name);
  }

  /** Put the folder in its place; what Rhizome made there before goes as the very last step. */
  commit(): void {
    checkFolder(this.path);
    const aside = `${this.temporary}-old`;
    const replaces = existsSync(this.path);
    if (replaces) renameSync(this.path, aside);
    try {
      renameSync(this.temporary, this.path);
    } catch (error) {
      if (replaces) renameSync(aside, this.path);
      throw error;
    }
    if (replaces) rmSync(aside, { recursive: true });
  }

  /** Leave nothing behind. */
  discard(): void {
    rmSync(this.temporary, { recursive: true, force: true });
  }
}

/**
 * Refuse a place for results that is taken or can't be written, before any work is done; returns its true path.
 * Nothing is created.
 */
export function checkFolder(path: string): string {
  const full = existsSync(path) ? realpathSync(path) : resolve(path);
  if (existsSync(full)) {
    if (!lstatSync(full).isDirectory())
      fail({ kind: 'conflict', message: `${displayName(path)} is a file`, expected: 'a folder for results' });
    if (readdirSync(full).length && !isOurs(full))
      fail({
        kind: 'conflict',
        message: `${displayName(path)} holds something else and stays as it is`,
        expected: `a new folder, or one with a ${MANIFEST} of Rhizome`,
        hint: 'name another one with --out',
      });
  }
  let parent = dirname(full);
  while (!existsSync(parent)) parent = dirname(parent);
  try {
    if (!lstatSync(realpathSync(parent)).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
    accessSync(parent, constants.W_OK);
  } catch (error) {
    throw unwritable(path, error);
  }
  return full;
}

function isOurs(folder: string): boolean {
  try {
    return JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')).made_by === MAKER;
  } catch {
    return false;
  }
}

function unwritable(path: string, error: unknown): ProblemError {
  const problem = {
    kind: 'conflict',
    message: `${displayName(path)} can't be written`,
    found: codeOf(error),
  } as const;
  return new ProblemError([problem]);
}
