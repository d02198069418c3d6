import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import { codeOf, displayName, readText } from '../text/text.ts';
import { makeFolders, putFile } from './disk.ts';

/** A page of text; undefined when there is none. */
export function readPage(path: string): string | undefined {
  return existsSync(path) ? readText(path, 'md').text : undefined;
}

/**
 * Write a page whole or not at all. Problem `conflict`: it can't be written.
 * @param mark how a page of ours begins; what begins otherwise stays as it is, another `conflict`
 */
export function writePage(path: string, text: string, mark = ''): void {
  const stands = mark ? readPage(path) : undefined;
  if (stands !== undefined && !stands.startsWith(mark))
    throwDiagnostic({
      kind: 'conflict',
      message: `${displayName(path)} was not written by Rhizome and stays as it is`,
      expected: `a new file, or one that begins with \`${mark}\``,
      hint: 'name another one with --out',
    });
  try {
    makeFolders(dirname(path));
    putFile(path, text);
  } catch (error) {
    throwDiagnostic({
      kind: 'conflict',
      message: `${displayName(path)} can't be written`,
      found: codeOf(error),
    });
  }
}
