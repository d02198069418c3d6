import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { engineIdentityOf, packageVersions } from '../../src/io/project/engine-identity.ts';

const ROOT = resolve(import.meta.dirname, '../..');

export interface OtherEngine {
  /** `engineIdentity` there. */
  identity: string;
  /** `rhizome ...words` in a folder, by the other engine. */
  start(folder: string, words: readonly string[]): ReturnType<typeof spawnIn>;
  remove(): void;
}

/** A copy of Rhizome under the same version of the package, in which one bit of one constant is another: all draws differ. */
export function makeOtherEngine(): OtherEngine {
  const folder = mkdtempSync(join(tmpdir(), 'rhizome-engine-'));
  for (const name of ['src', 'workers', 'package.json'])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const streams = join(folder, 'src/core/random/streams.ts');
  const [constant, another] = ['0x85ebca6b', '0x85ebca6a'];
  const text = readFileSync(streams, 'utf8');
  if (text.split(constant).length !== 2) throw new Error(`${streams} has no ${constant}`);
  writeFileSync(streams, text.replace(constant, another));
  return {
    identity: engineIdentityOf(join(folder, 'src'), packageVersions()),
    start: (at, words) => spawnIn(at, [join(folder, 'workers/start.mjs'), ...words]),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function spawnIn(folder: string, words: readonly string[]) {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, NODE_OPTIONS: undefined };
  return spawn(process.execPath, words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
}
