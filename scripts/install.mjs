// Installs what package-lock.json asks for, unless node_modules has it already. Runs before `npm start`, `npm test`
// and the like, so that a fresh clone needs no other command. Plain JavaScript that imports nothing but Node itself,
// because it runs before anything is installed, on whatever Node the shell has.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';

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

/**
 * The package `node` fetches its program by a script of its own, for which the lock file has no hash. Results are promised for
 * this program, so its bytes are compared with those that npm's registry serves (scripts/node-hashes.json). Refuses others.
 */
function checkNode(wanted) {
  const version = wanted['node_modules/node']?.version;
  if (version === undefined) return;
  const file = `node_modules/node/bin/node${process.platform === 'win32' ? '.exe' : ''}`;
  if (!existsSync(new URL(file, root)))
    refuse(
      `${file} is missing: the package \`node\` fetches it by an install script, which npm was told not to run.`,
      'Allow it once: npm ci --ignore-scripts=false',
    );
  const hash = createHash('sha256')
    .update(readFileSync(new URL(file, root)))
    .digest('hex');
  const machine = `${process.platform}-${process.arch}`;
  const right = JSON.parse(readFileSync(new URL('node-hashes.json', import.meta.url), 'utf8'))[version]?.[
    machine
  ];
  if (right === undefined)
    console.error(`note: the hash of Node ${version} for ${machine} is not known, so it is not checked`);
  else if (hash !== right)
    refuse(
      `${file} is not Node ${version}: found SHA-256 ${hash}, expected ${right}.`,
      'Fetch it again: remove node_modules/node, then npm ci',
    );
}

function refuse(...lines) {
  for (const line of lines) console.error(line);
  process.exit(1);
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
    refuse('The packages could not be installed: see the lines above. Is there a network?');
  }
  checkNode(wanted);
}
