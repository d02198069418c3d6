import { existsSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type Diagnostic, DiagnosticError, throwDiagnostic } from '../../core/diagnostics.ts';
import { fileHash } from '../text/chunked-read.ts';
import { displayName, sha256 } from '../text/text.ts';
import { MANIFEST, refuseBusy } from './folder.ts';
import { type Manifest, manifestIn } from './manifest-read.ts';
import type { OutputFolder } from './output-folder.ts';
import { writePage } from './page.ts';

/** The page of an output folder, beside its tables. */
const REPORT = 'report.html';

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
 * Make the page of a finished folder again, and keep its manifest true. Problems: `missing` (no folder of Rhizome, a
 * table is lost), `conflict` (a table was changed, the page can't be written, another process is at work on the folder).
 */
export async function renewReport(folder: string, reporter: Reporter): Promise<string> {
  const manifest = manifestOf(folder);
  refuseBusy(folder);
  refuseLost(folder, manifest);
  const page = await reporter(folder);
  const path = join(folder, REPORT);
  writePage(path, page);
  const outputs = { ...manifest.outputs, [REPORT]: hashOf(page) };
  writePage(join(folder, MANIFEST), `${JSON.stringify({ ...manifest, outputs }, undefined, 2)}\n`);
  return path;
}

const manifestOf = (folder: string): Manifest =>
  manifestIn(folder) ??
  throwDiagnostic({
    kind: 'missing',
    message: `${displayName(folder)} is no output folder`,
    expected: `a folder with a ${MANIFEST} of Rhizome`,
  });

/** Write another page of a finished folder beside it, where it is nobody's table: `FOLDER-brief.html`. Problems as of `renewReport`. */
export async function writeBrief(folder: string, reporter: Reporter): Promise<string> {
  refuseLost(folder, manifestOf(folder));
  const path = `${resolve(folder)}-brief.html`;
  writePage(path, await reporter(folder));
  return path;
}

/** Every week of every run: too much for a page. */
const NOT_ON_THE_PAGE = 'trajectories.csv';

/** A page of tables that are lost or cut would be poorer than the one that is there. */
function refuseLost(folder: string, { outputs }: Manifest): void {
  const tables = Object.entries(outputs).filter(
    ([name]) => name.endsWith('.csv') && name !== NOT_ON_THE_PAGE && name === basename(name),
  );
  const problems = tables.flatMap(([name, { sha256: before }]): Diagnostic[] => {
    const path = join(folder, name);
    const stays = 'the page stays as it is';
    if (!existsSync(path)) return [{ kind: 'missing', message: `${displayName(path)} is lost: ${stays}` }];
    if (fileHash(path) === before) return [];
    return [{ kind: 'conflict', message: `${displayName(path)} is not as it was written: ${stays}` }];
  });
  if (problems.length) throw new DiagnosticError(problems);
}

const hashOf = (page: string) => ({ sha256: sha256(Buffer.from(page)), lines: page.split('\n').length - 1 });
