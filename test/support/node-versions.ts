import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Versions stay where packages keep what they make, for the next test that wants them. */
const KEPT = resolve(import.meta.dirname, '../../node_modules/.cache/nodes');

/** A Node of a major version, brought by the npm package `node`; undefined when it is not to be had. */
export function fetchNode(major: number): string | undefined {
  const folder = join(KEPT, String(major));
  if (!existsSync(folder)) bring(major, folder);
  const node = join(folder, 'node_modules', 'node', 'bin', 'node');
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout;
  return version?.startsWith(`v${major}.`) ? node : undefined;
}

/** Install beside and move: two tests may want the same version at once. */
function bring(major: number, folder: string): void {
  mkdirSync(KEPT, { recursive: true });
  const place = mkdtempSync(join(KEPT, 'new-'));
  const shell = process.platform === 'win32';
  const quiet = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
  const { status } = spawnSync('npm', ['install', '--prefix', place, ...quiet, `node@${major}`], {
    shell,
    stdio: 'ignore',
  });
  if (status === 0 && !existsSync(folder))
    try {
      renameSync(place, folder);
    } catch {
      // Another test was quicker.
    }
  rmSync(place, { recursive: true, force: true });
}
