import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail } from '../problem.ts';
import { codeOf, displayName, readText } from './text.ts';

/** A page of text; undefined when there is none. */
export function readPage(path: string): string | undefined {
  return existsSync(path) ? readText(path, 'md').text : undefined;
}

/** Write a page whole or not at all. */
export function writePage(path: string, text: string): void {
  const aside = `${path}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(aside, text);
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    fail({ kind: 'conflict', message: `${displayName(path)} can't be written`, found: codeOf(error) });
  }
}
