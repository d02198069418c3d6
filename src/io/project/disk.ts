import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ProjectFiles } from '../../project/project-files.ts';
import { fileHash } from '../text/chunked-read.ts';
import { displayName, entriesOf, isInside, readText } from '../text/text.ts';

/** Files of projects on the disk. */
export const disk: ProjectFiles = {
  resolve: (folder, name) => resolve(folder, name),
  exists: existsSync,
  isFolder,
  entries: entriesOf,
  isInside,
  displayName,
  readText,
  hash: fileHash,
};

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
