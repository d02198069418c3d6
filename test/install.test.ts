import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** Stands for npm: writes down how it was called and ends with the code it is told to. */
const FAKE_NPM = `import { writeFileSync } from 'node:fs';
writeFileSync('called.json', JSON.stringify(process.argv.slice(2)));
process.exit(Number(process.env.FAKE_CODE ?? 0));`;

const locked = (packages: Record<string, object>) => JSON.stringify({ packages });
const WANTED = {
  '': { name: 'project' },
  'node_modules/a': { version: '1.0.0', integrity: 'x' },
  'node_modules/b': { version: '2.0.0', integrity: 'y', dev: true },
  'node_modules/c-other-machine': { version: '3.0.0', integrity: 'z', optional: true },
};
const PRESENT = { 'node_modules/a': WANTED['node_modules/a'], 'node_modules/b': WANTED['node_modules/b'] };

describe('scripts/install.mjs', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rhizome-install-'));
    mkdirSync(join(folder, 'scripts'));
    mkdirSync(join(folder, 'node_modules'));
    copyFileSync(resolve(import.meta.dirname, '../scripts/install.mjs'), join(folder, 'scripts/install.mjs'));
    writeFileSync(join(folder, 'npm.mjs'), FAKE_NPM);
    writeFileSync(join(folder, 'package-lock.json'), locked(WANTED));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const install = (code = 0) => {
    const env = { ...process.env, npm_execpath: join(folder, 'npm.mjs'), FAKE_CODE: String(code) };
    return spawnSync(process.execPath, ['scripts/install.mjs'], { cwd: folder, env, encoding: 'utf8' });
  };
  const present = (packages: Record<string, object>) =>
    writeFileSync(join(folder, 'node_modules/.package-lock.json'), locked(packages));
  const called = () => existsSync(join(folder, 'called.json'));

  it('installs into a fresh clone, tools for development included', () => {
    expect(install().status).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, 'called.json'), 'utf8')).slice(0, 2)).toEqual([
      'ci',
      '--include=dev',
    ]);
  });

  it('leaves an installed project alone, whatever belongs to other machines', () => {
    present(PRESENT);
    const { status, stderr, stdout } = install();
    expect([status, stderr, stdout, called()]).toEqual([0, '', '', false]);
  });

  it.each([
    ['another version', { ...PRESENT, 'node_modules/a': { version: '1.0.1', integrity: 'x' } }],
    ['other content', { ...PRESENT, 'node_modules/b': { version: '2.0.0', integrity: 'other' } }],
    ['a package less', { 'node_modules/a': PRESENT['node_modules/a'] }],
  ])('installs again when the lock file asks for %s', (_, packages) => {
    present(packages);
    expect([install().status, called()]).toEqual([0, true]);
  });

  const NODE = { 'node_modules/node': { version: '24.0.0', integrity: 'n' } };
  const machine = `${process.platform}-${process.arch}`;
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  /** A lock file with Node in it, and what was installed of it. */
  const withNode = (
    bytes: string | undefined,
    hash = createHash('sha256').update('a program').digest('hex'),
  ) => {
    writeFileSync(join(folder, 'package-lock.json'), locked({ ...WANTED, ...NODE }));
    writeFileSync(
      join(folder, 'scripts/node-hashes.json'),
      JSON.stringify({ '24.0.0': { [machine]: hash } }),
    );
    mkdirSync(join(folder, 'node_modules/node/bin'), { recursive: true });
    if (bytes !== undefined) writeFileSync(join(folder, 'node_modules/node/bin', program), bytes);
  };

  it.each([
    ['a program', 0, /^Installing packages \(once\) \.\.\.\n$/],
    ['another program', 1, /is not Node 24\.0\.0: found SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}\./],
    ['', 1, /is not Node 24\.0\.0: found SHA-256 e3b0c442/],
    [
      undefined,
      1,
      /is missing: the package `node` fetches it by an install script.*\n.*--ignore-scripts=false/,
    ],
  ])('compares the installed Node with its stored hash: %j', (bytes, code, message) => {
    withNode(bytes);
    const { status, stderr } = install();
    expect([status, stderr]).toEqual([code, expect.stringMatching(message)]);
  });

  it('knows the hash of the locked Node for the machines that CI and clusters have', () => {
    const root = resolve(import.meta.dirname, '..');
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    const hashes = JSON.parse(readFileSync(join(root, 'scripts/node-hashes.json'), 'utf8'));
    const known = hashes[packages['node_modules/node'].version];
    expect(Object.keys(known)).toEqual(expect.arrayContaining(['linux-x64', 'linux-arm64']));
    if (machine !== 'linux-x64') return;
    const installed = readFileSync(join(root, 'node_modules/node/bin/node'));
    expect(createHash('sha256').update(installed).digest('hex')).toBe(known[machine]);
  });

  it('says so when npm fails', () => {
    const { status, stderr } = install(7);
    expect(status).toBe(1);
    expect(stderr).toContain('could not be installed');
  });
});

describe('package-lock.json', () => {
  it('names every optional package, of other machines too: else `npm ci` refuses it there', () => {
    const { packages } = JSON.parse(
      readFileSync(resolve(import.meta.dirname, '../package-lock.json'), 'utf8'),
    );
    const locked = new Set(Object.keys(packages).map(path => path.replace(/^.*node_modules\//, '')));
    const wanted = Object.values<{ optionalDependencies?: object }>(packages).flatMap(one =>
      Object.keys(one.optionalDependencies ?? {}),
    );
    expect(wanted.length).toBeGreaterThan(20);
    expect(wanted.filter(name => !locked.has(name))).toEqual([]);
  });
});
