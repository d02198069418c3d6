import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST } from '../files/folder.ts';
import { askedHash } from '../files/inputs-bytes.ts';
import { packageVersion } from '../files/manifest.ts';
import { readManifest } from '../files/manifest-read.ts';
import { hasRuns, leaveRuns } from '../files/runs-folder.ts';
import type { EnsembleOptions } from './ensemble.ts';
import { openInputs } from './open.ts';
import { runKeysOf } from './run-keys.ts';

/** Whether the output folder of a scenario file stands already, made of just these runs by this version, none missing. */
export function isDone(file: string, options: EnsembleOptions): boolean {
  const inputs = openInputs(file, options);
  const folder = options.folder ?? join('output', inputs.scenario.name);
  if (!existsSync(join(folder, MANIFEST)) || hasRuns(folder)) return false;
  const { version, asked, incomplete } = readManifest(folder);
  const keys = runKeysOf(inputs, options, options.usual);
  const isSame =
    version === packageVersion() && !incomplete && asked === askedHash(inputs, keys, options.trajectories);
  if (isSame) leaveRuns(folder);
  return isSame;
}
