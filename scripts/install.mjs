// Installs what package-lock.json asks for, unless it stands in node_modules already. Runs before `npm start`, `npm test`
// and the like, so that a fresh clone needs no other command. Plain JavaScript that imports nothing but Node itself,
// because it runs before anything is installed, on whatever Node the shell has.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);

/** Packages of a lock file by folder; undefined when there is no such file. npm keeps one of its own in node_modules. */
function packages(file) {
  try {
    return JSON.parse(readFileSync(new URL(file, root), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** Optional packages belong to other machines, the package '' is this project. */
function isInstalled(wanted, present) {
  return Object.entries(wanted).every(
    ([folder, { version, integrity, optional }]) =>
      folder === '' ||
      optional ||
      (present[folder]?.version === version && present[folder].integrity === integrity),
  );
}

const wanted = packages('package-lock.json');
if (!isInstalled(wanted, packages('node_modules/.package-lock.json') ?? {})) {
  console.error('Installing packages (once) ...');
  const command = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const { npm_execpath: npm, npm_node_execpath: node = process.execPath } = process.env;
  // npm tells its scripts where it is; the bare name serves when this script is run by hand.
  const [program, args] = npm ? [node, [npm, ...command]] : ['npm', command];
  const shell = !npm && process.platform === 'win32';
  const { status } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell });
  if (status !== 0) {
    console.error('The packages could not be installed: see the lines above. Is there a network?');
    process.exit(1);
  }
}
