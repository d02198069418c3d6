import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../problem.ts';
import { MAKER, MANIFEST } from './folder.ts';
import type { Manifest } from './manifest.ts';
import type { OutputFolder } from './output-folder.ts';
import { writePage } from './page.ts';
import { displayName, sha256 } from './text.ts';

/** The page of an output folder, beside its tables. */
export const REPORT = 'report.html';

/** Makes the page from nothing but datapackage.json and the tables of a folder; the same folder, the same text. */
export type Reporter = (folder: string) => Promise<string>;

/** Write the page into a folder whose tables and datapackage.json are there; without a reporter, none. */
export async function addReport(
  folder: OutputFolder,
  outputs: Record<string, { sha256: string; lines: number }>,
  reporter: Reporter | undefined,
): Promise<void> {
  if (!reporter) return;
  const page = await reporter(folder.file('.'));
  writeFileSync(folder.file(REPORT), page, { flag: 'wx' });
  outputs[REPORT] = hashOf(page);
}

/**
 * Make the page of a finished folder again, and keep its manifest true. Problems: `missing` (no folder of Rhizome),
 * `conflict` (it can't be written).
 */
export async function renewReport(folder: string, reporter: Reporter): Promise<string> {
  const at = join(folder, MANIFEST);
  const manifest = readManifest(at);
  if (manifest?.made_by !== MAKER)
    fail({
      kind: 'missing',
      message: `${displayName(folder)} is no output folder`,
      expected: `a folder with a ${MANIFEST} of Rhizome`,
    });
  const page = await reporter(folder);
  const path = join(folder, REPORT);
  writePage(path, page);
  const outputs = { ...manifest.outputs, [REPORT]: hashOf(page) };
  writePage(at, `${JSON.stringify({ ...manifest, outputs }, undefined, 2)}\n`);
  return path;
}

function readManifest(path: string): Manifest | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

const hashOf = (page: string) => ({ sha256: sha256(Buffer.from(page)), lines: page.split('\n').length - 1 });
