import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** A Node of a major version, brought by the npm package `node` into a folder; undefined when it is not to be had. */
export function fetchNode(major: number, folder: string): string | undefined {
  const shell = process.platform === 'win32';
  const quiet = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
  spawnSync('npm', ['install', '--prefix', folder, ...quiet, `node@${major}`], { shell, stdio: 'ignore' });
  const node = join(folder, 'node_modules', 'node', 'bin', 'node');
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout;
  return version?.startsWith(`v${major}.`) ? node : undefined;
}
