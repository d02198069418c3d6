import { spawnSync } from 'node:child_process';
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
