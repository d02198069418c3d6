import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineIdentity } from '../src/io/project/engine-identity.ts';
import { START } from './cli/process.ts';
import { fetchNode } from './support/node-versions.ts';

const ROOT = resolve(import.meta.dirname, '..');
const TABLES = [
  ...['trajectories', 'summary', 'survey', 'flows', 'population'].map(name => `${name}.csv`),
  ...['trajectories', 'summary'].map(name => `${name}.parquet`),
];
/** A fit that takes a second: what is looked at is that it works, not how well it fits. */
const FIT = ['calibrate', 'scenarios/baseline.yaml', '--agents', '200', '--budget', '180', '--adopt-anyway'];

/** The package as it is published, installed in a folder of its own, as a stranger does. */
describe('the packed package', () => {
  const home = mkdtempSync(join(tmpdir(), 'rhizome-package-'));
  const installed = join(home, 'node_modules', 'rhizome-sim');
  let isInstalled = false;
  afterAll(() => rmSync(home, { recursive: true }), 300_000);

  /** Runs a program in a folder, by one Node: its own folder comes first in the path. */
  function call(folder: string, words: readonly string[], node = process.execPath): SpawnSyncReturns<string> {
    const env = {
      ...process.env,
      PATH: [dirname(node), process.env.PATH].join(delimiter),
      NO_COLOR: '1',
      FORCE_COLOR: undefined,
      NODE_OPTIONS: undefined,
      npm_lifecycle_event: undefined,
    };
    return spawnSync(words[0], words.slice(1), {
      cwd: folder,
      env,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
  }
  const rhizome = (folder: string, words: readonly string[], node?: string) =>
    call(folder, ['npx', 'rhizome', ...words], node);
  /** The same without the second that npx takes. */
  const direct = (folder: string, words: readonly string[], node = process.execPath) =>
    call(folder, [node, join(installed, 'dist/workers/start.mjs'), ...words], node);
  const expectDone = ({ status, stderr, stdout }: SpawnSyncReturns<string>) => {
    expect([status, stderr]).toEqual([0, '']);
    return stdout;
  };

  beforeAll(() => {
    const packed = call(ROOT, ['npm', 'pack', '--json', '--loglevel=error', '--pack-destination', home]);
    const [tarball] = readdirSync(home).filter(name => name.endsWith('.tgz'));
    if (!tarball) throw new Error(`npm pack: ${packed.stderr}`);
    writeFileSync(join(home, 'package.json'), '{ "private": true }');
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
    isInstalled = call(home, ['npm', 'install', ...quiet, `./${tarball}`]).status === 0;
  }, 300_000);

  it('holds what a study needs and nothing else, in less than 2 MB', ({ skip }) => {
    if (!isInstalled) skip('packages are not to be had here');
    const { version, bin, exports, engines } = JSON.parse(
      readFileSync(join(installed, 'package.json'), 'utf8'),
    );
    expect(readdirSync(installed).sort()).toEqual(
      ['CHANGELOG.md', 'CITATION.cff', 'LICENSE', 'README.md', 'dist', 'models', 'package.json'].concat([
        'scenarios',
        'surveys',
        'templates',
      ]),
    );
    expect(readdirSync(join(installed, 'models')).filter(name => !name.endsWith('.json'))).toEqual([
      'refuge',
      'rhizome',
    ]);
    const files = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' });
    expect(files.filter(name => /(?<!\.d)\.ts$|\.test\.|\.png$/.test(name))).toEqual([]);
    const entries = [
      bin.rhizome,
      ...[exports['.'], exports['./node']].flatMap(entry => [entry.types, entry.default]),
    ];
    expect(entries.filter(file => !existsSync(join(installed, file)))).toEqual([]);
    expect(engines.node).toBe('>=22');
    expect(readdirSync(join(home, 'node_modules'))).not.toContain('tsx');
    const [tarball] = readdirSync(home).filter(name => name.endsWith('.tgz'));
    expect(tarball).toBe(`rhizome-sim-${version}.tgz`);
    expect(readFileSync(join(home, tarball)).length).toBeLessThan(2e6);
  });

  it('is the engine of its sources', ({ skip }) => {
    if (!isInstalled) skip('packages are not to be had here');
    const sources = (folder: string) =>
      JSON.parse(readFileSync(join(folder, 'dist/src/io/project/engine-sources.json'), 'utf8')).sources;
    expect(sources(installed)).toBe(sources(ROOT));
    // The packages it computes with may be newer in a folder where nothing is locked; here they are those of the clone.
    const same = ['yaml', 'zod', 'fast-csv', 'seedrandom'].every(
      name =>
        JSON.parse(readFileSync(join(home, 'node_modules', name, 'package.json'), 'utf8')).version ===
        JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version,
    );
    if (same) expect(rhizome(home, ['doctor']).stdout).toContain(engineIdentity());
  });

  /** The same study, run by the sources. */
  let clone: string | undefined;
  for (const major of [22, 24, 26])
    it(`writes, runs, compares and fits a study on Node ${major}, with the bytes of the clone`, ({
      skip,
    }) => {
      if (!isInstalled) return skip('packages are not to be had here');
      const node = fetchNode(major);
      if (!node) return skip(`the npm package node@${major} is not to be had here`);
      const folder = join(home, String(major));
      mkdirSync(folder);
      expect(expectDone(rhizome(folder, ['init', 'study'], node))).toContain('npx rhizome run');
      const study = join(folder, 'study');
      if (!clone) {
        clone = join(folder, 'clone');
        cpSync(study, clone, { recursive: true });
        expectDone(call(clone, [process.execPath, START, 'run']));
      }
      expect(expectDone(rhizome(study, ['run'], node))).toContain('Written to output/baseline/');
      const read = (of: string) =>
        TABLES.map(name => readFileSync(join(of, 'output/baseline', name), 'latin1'));
      const there = read(clone);
      expect(read(study).map((text, k) => text === there[k])).toEqual(TABLES.map(() => true));
      const scenarios = ['scenarios/baseline.yaml', 'scenarios/second-crisis.yaml'];
      expect(expectDone(direct(study, ['compare', ...scenarios], node))).toContain('A second crisis:');
      expect(expectDone(direct(study, FIT, node))).toContain('models/leaving/posteriors/register.csv');
      expect(expectDone(direct(study, ['check', ...scenarios.slice(1)], node))).toMatch(/^20 runs of /m);
    });

  it('has templates for one wave and for a panel, that run, compare and fit', ({ skip }) => {
    if (!isInstalled) skip('packages are not to be had here');
    expectDone(direct(home, ['init', 'survey', '--template', 'survey']));
    expectDone(direct(join(home, 'survey'), ['check', '--strict', 'scenarios/baseline.yaml']));
    expectDone(direct(home, ['init', 'panel', '--template', 'panel']));
    const panel = join(home, 'panel');
    expectDone(direct(panel, ['check', '--strict', 'scenarios/baseline.yaml']));
    expectDone(direct(panel, FIT));
    expectDone(direct(panel, ['compare', 'scenarios/baseline.yaml', 'scenarios/courses.yaml']));
  });

  it('has types for both entries, by which the examples and the blocks of the guide are checked, and run in a study', ({
    skip,
  }) => {
    if (!isInstalled) return skip('packages are not to be had here');
    expectDone(direct(home, ['init', 'scripted']));
    const study = join(home, 'scripted');
    // A posterior, so that there are draws.
    expectDone(direct(study, FIT));
    const examples = readdirSync(join(ROOT, 'examples')).filter(name => name.endsWith('.ts'));
    expect(examples.length).toBeGreaterThan(2);
    for (const name of examples) cpSync(join(ROOT, 'examples', name), join(study, name));
    const guide = readFileSync(join(ROOT, 'docs/how-to/script-it.md'), 'utf8');
    const blocks = [...guide.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, text], k) => {
      writeFileSync(join(study, `block-${k}.ts`), text);
      return `block-${k}.ts`;
    });
    expect(blocks.length).toBeGreaterThan(4);
    const page =
      "import { type Project, readProject } from 'rhizome-sim';\nexport const project: Project = readProject({});\n";
    writeFileSync(join(study, 'page.ts'), page);
    const strict = [
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--lib',
      'es2024,dom',
      '--types',
      'node',
    ];
    const own = ['--typeRoots', join(ROOT, 'node_modules/@types'), '--noEmit', '--skipLibCheck', 'false'];
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    expect(
      expectDone(
        call(study, [process.execPath, compiler, ...strict, ...own, ...examples, ...blocks, 'page.ts']),
      ),
    ).toBe('');
    expect(expectDone(call(study, [process.execPath, 'draws.ts', '4']))).toMatch(
      /abroad in the last week: [\d.]+ /,
    );
  });

  it('extends the shipped study from a folder that holds one scenario', ({ skip }) => {
    if (!isInstalled) skip('packages are not to be had here');
    const folder = join(home, 'extends');
    mkdirSync(folder);
    expectDone(direct(folder, ['new', 'mine']));
    const small = ['--weeks', '20', '--scale', '4000', '--draws', '2', '--seeds', '1'];
    expectDone(direct(folder, ['run', 'scenarios/mine.yaml', ...small]));
    const { inputs } = JSON.parse(readFileSync(join(folder, 'output/mine/manifest.json'), 'utf8'));
    expect(Object.keys(inputs).filter(name => !name.startsWith('rhizome:'))).toEqual(['scenarios/mine.yaml']);
    expect(Object.keys(inputs)).toContain('rhizome:models/rhizome/posteriors/outrush-2022.csv');
    // Nothing of the package was written to.
    expect(readdirSync(join(installed, 'scenarios'))).not.toContain('mine.yaml');
  });

  it('says what to do on Node 20', ({ skip }) => {
    if (!isInstalled) return skip('packages are not to be had here');
    const node = fetchNode(20);
    if (!node) return skip('the npm package node@20 is not to be had here');
    const { status, stderr } = call(home, [node, join(installed, 'dist/workers/start.mjs'), 'run'], node);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(
        /^error: this Node is too old: found v20\.[\d.]+, expected 22 or newer \(install a newer one, or one for this folder alone: npm install node@24\)\n$/,
      ),
    ]);
  });
});
