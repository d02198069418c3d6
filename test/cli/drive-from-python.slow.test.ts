import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, type Project, START } from './process.ts';

const PAGE = resolve(import.meta.dirname, '../../docs/how-to/drive-from-python.md');
/** The Python of the page, the client first. */
const blocks = [...readFileSync(PAGE, 'utf8').matchAll(/^```python\n([\s\S]*?)^```$/gm)].map(
  ([, code]) => code,
);
const python = spawnSync('python3', ['--version']).status === 0;
if (!python) console.log('no python3 on this machine: driving from Python is not tested');

describe.skipIf(!python)('from Python, with the standard library only', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject();
    writeFileSync(join(project.folder, 'rhizome_client.py'), blocks[0]);
  });
  afterAll(() => project.remove());

  it('gives the same numbers by run, by --points and by serve-runs', () => {
    const script = readFileSync(join(import.meta.dirname, 'drive.py'), 'utf8');
    writeFileSync(join(project.folder, 'drive.py'), script);
    const { stdout, stderr, status } = spawnSync('python3', ['drive.py', process.execPath, START], {
      cwd: project.folder,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: undefined, npm_lifecycle_event: undefined },
    });
    expect([stdout, stderr, status]).toEqual(['compared 12\n', '', 0]);
  });

  it.each(blocks.map((code, k) => [k, code] as const))('block %i of the page is Python', (k, code) => {
    const file = join(project.folder, `block-${k}.py`);
    writeFileSync(file, code);
    const { stderr, status } = spawnSync('python3', ['-m', 'py_compile', file], { encoding: 'utf8' });
    expect([stderr, status]).toEqual(['', 0]);
  });

  it('has a block for the client and for each of four packages', () => {
    const imports = ['subprocess', 'SALib', 'ema_workbench', 'pyabc', 'sbi'];
    expect(
      imports.map((name, k) => blocks[k]?.includes(`import ${name}`) || blocks[k]?.includes(`from ${name}`)),
    ).toEqual(imports.map(() => true));
  });
});
