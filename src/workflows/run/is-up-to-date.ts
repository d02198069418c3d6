import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST } from '../../io/folder/folder.ts';
import { type Manifest, readManifest } from '../../io/folder/manifest-read.ts';
import { hasRuns, leaveRuns } from '../../io/folder/runs-folder.ts';
import { engineIdentity } from '../../io/project/engine-identity.ts';
import { outputFolder } from '../../io/project/here.ts';
import { askedHash } from '../../io/project/inputs-bytes.ts';
import { fileHash } from '../../io/text/chunked-read.ts';
import { displayName } from '../../io/text/text.ts';
import type { EnsembleOptions } from './ensemble.ts';
import { loadInputs } from './load-inputs.ts';
import { runKeysOf } from './run-keys.ts';

/**
 * Whether the output folder of a scenario file is there already, made of just these runs by this engine, none missing, and
 * its files are what they were when they were written. Notes say what keeps a finished folder from being taken.
 */
export function isUpToDate(file: string, options: EnsembleOptions): boolean {
  const inputs = loadInputs(file, { ...options, outputs: true });
  const folder = options.folder ?? outputFolder(inputs.scenario.name);
  const keys = runKeysOf(inputs, options, options.usual);
  return isFinished(
    folder,
    askedHash(inputs, keys, options.trajectories, options.csv, options.copies),
    options.onNote,
  );
}

/** The same of a folder and what its manifest must say was asked. */
export function isFinished(folder: string, wanted: string, onNote?: (text: string) => void): boolean {
  if (!existsSync(join(folder, MANIFEST)) || hasRuns(folder)) return false;
  const { engine, asked, incomplete, outputs } = readManifest(folder);
  if (incomplete || asked !== wanted) return false;
  const again = (why: string) => {
    onNote?.(`${displayName(folder)} ${why}: its runs are repeated`);
    return false;
  };
  if (engine !== engineIdentity()) return again(`was made by another engine (${engine ?? 'unknown'})`);
  const changed = changedFiles(folder, outputs);
  if (changed.length) return again(`is not as it was written (${changed.join(', ')})`);
  leaveRuns(folder);
  return true;
}

/** Files of a folder that aren't what its manifest says: changed, or gone. */
export function changedFiles(folder: string, outputs: Manifest['outputs']): string[] {
  return Object.keys(outputs).filter(name => hashIn(folder, name) !== outputs[name].sha256);
}

/** SHA-256 of a file; undefined where there is none. */
function hashIn(folder: string, name: string): string | undefined {
  try {
    return fileHash(join(folder, name));
  } catch {
    return undefined;
  }
}
