import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  engineIdentity,
  engineIdentityOf,
  PACKAGES,
  packageVersions,
} from '../../../src/io/project/engine-identity.ts';

const SRC = resolve(import.meta.dirname, '../../../src');
const VERSIONS = { yaml: '2.9.1', zod: '4.6.7' };

describe('The identity of the engine', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'engine-'));
    cpSync(join(SRC, 'core/random'), join(folder, 'random'), { recursive: true });
    mkdirSync(join(folder, 'report/page'), { recursive: true });
    writeFileSync(join(folder, 'report/page/title.ts'), "export const title = 'a';\n");
    writeFileSync(join(folder, 'run.ts'), 'export {};\n');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const now = (versions: Record<string, string> = VERSIONS) => engineIdentityOf(folder, versions);
  const edit = (name: string, change: (text: string) => string) =>
    writeFileSync(join(folder, name), change(readFileSync(join(folder, name), 'utf8')));

  it('is the same for the same sources anywhere, with line ends of any system', () => {
    const before = now();
    expect(before).toMatch(/^[0-9a-f]{16}$/);
    const elsewhere = join(folder, 'report/copy');
    cpSync(join(folder, 'random'), join(elsewhere, 'random'), { recursive: true });
    cpSync(join(folder, 'run.ts'), join(elsewhere, 'run.ts'));
    expect(engineIdentityOf(elsewhere, VERSIONS)).toBe(before);
    for (const name of readdirSync(join(folder, 'random')))
      edit(join('random', name), text => text.replaceAll('\n', '\r\n'));
    expect(now()).toBe(before);
  });

  it('is another one when a constant, the place of a module or the version of a package changes', () => {
    const seen = [now()];
    const different = () => {
      expect(seen).not.toContain(now());
      seen.push(now());
    };
    edit('random/streams.ts', text => text.replace(/\d/, digit => String((Number(digit) + 1) % 10)));
    different();
    writeFileSync(join(folder, 'walk.ts'), '');
    different();
    cpSync(join(folder, 'walk.ts'), join(folder, 'random/walk.ts'));
    rmSync(join(folder, 'walk.ts'));
    different();
    expect(seen).not.toContain(now({ ...VERSIONS, yaml: '2.9.2' }));
  });

  it('does not depend on the parts that only show results', () => {
    const before = now();
    edit('report/page/title.ts', text => text.replace('a', 'b'));
    writeFileSync(join(folder, 'notes.md'), 'no module');
    expect(now()).toBe(before);
  });

  it('of this process is that of its sources and of all packages that they import to make results', () => {
    const versions = packageVersions();
    const lock = JSON.parse(readFileSync(resolve(SRC, '../package-lock.json'), 'utf8')).packages;
    expect(versions).toEqual(
      Object.fromEntries(PACKAGES.map(name => [name, lock[`node_modules/${name}`].version])),
    );
    expect(engineIdentity()).toBe(engineIdentityOf(SRC, versions));
    const shown = /^(node:|\.|report\/|cli\/)/;
    const imported = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts') && !shown.test(name))
      .flatMap(name => [
        ...readFileSync(join(SRC, name), 'utf8').matchAll(
          /^(?:import(?! type)|export)\b[^;']*?\bfrom '([^'.][^']*)'/gm,
        ),
      ])
      .map(([, name]) => name)
      .map(name => (shown.test(name) ? name : name.split('/')[0]))
      .filter(name => !shown.test(name));
    expect([...new Set(imported)].sort()).toEqual([...PACKAGES]);
  });
});
