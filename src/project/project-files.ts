import type { Position } from '../core/diagnostics.ts';
import { throwDiagnostic } from '../core/diagnostics.ts';
import type { Csv, Document } from '../core/located-document.ts';
import { parseCsv } from '../text/csv.ts';
import type { TextKind } from '../text/limits.ts';
import { refuseMissing } from '../text/missing.ts';
import { parseYaml } from '../text/yaml.ts';

/**
 * The files of a project as its readers see them: on a disk (io/project/disk.ts), or texts in memory
 * (project/text-files.ts). Paths are what `resolve` gives.
 */
export interface ProjectFiles {
  /** The path of a name relative to a folder; `..` in a name leads upwards. */
  resolve(folder: string, name: string): string;
  exists(path: string): boolean;
  isFolder(path: string): boolean;
  /** Names in a folder, sorted, hidden ones left out; empty when there is no such folder. */
  entries(folder: string): string[];
  /** Whether `path` stays inside the folder `root`, links followed where the file exists. */
  isInside(root: string, path: string): boolean;
  /** As messages and manifests name it. */
  displayName(path: string): string;
  /** UTF-8 text without byte order mark, and the SHA-256 of the bytes. Throws diagnostics, at `namedAt` where that is given. */
  readText(path: string, kind: TextKind, namedAt?: Position): { text: string; sha256: string };
  /** SHA-256 of a file's bytes, whatever they are. */
  hash(path: string): string;
}

/** A CSV file with the place of every cell. */
export function readCsv(files: ProjectFiles, path: string, namedAt?: Position, name?: string): Csv {
  const { text, sha256 } = files.readText(path, 'csv', namedAt);
  return { ...parseCsv(text, name ?? files.displayName(path)), sha256 };
}

/** All documents of a YAML file (separated by ---). */
export function readYaml(files: ProjectFiles, path: string, namedAt?: Position): Document[] {
  const { text, sha256 } = files.readText(path, 'yaml', namedAt);
  return parseYaml(text, files.displayName(path)).map(document => ({ ...document, sha256 }));
}

/** The only document of a file. */
export function readOneYaml(files: ProjectFiles, path: string, namedAt?: Position): Document {
  const documents = readYaml(files, path, namedAt);
  if (documents.length > 1)
    throwDiagnostic({
      kind: 'shape',
      message: 'this file holds one document',
      at: documents[1].positions.get(''),
    });
  return documents[0];
}

export const parentOf = (files: ProjectFiles, path: string): string => files.resolve(path, '..');

/** The problem of a file or folder that isn't there. */
export function failMissing(files: ProjectFiles, path: string, at?: Position): never {
  return refuseMissing(files.displayName(path), files.entries(parentOf(files, path)), at);
}
