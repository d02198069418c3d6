import { expect, it } from 'vitest';
import { makeProject } from './process.ts';

it('doctor looks at everything that a run may want, and says what to do about what is not there', async () => {
  const project = makeProject();
  const { stdout, stderr } = await project.rhizome('doctor');
  project.remove();
  expect(stderr).toBe('');
  const lines = stdout.split('\n').filter(line => /^(works|fails| {2}- {2}) {2}/.test(line));
  const found = lines.map(line => line.slice(7).split(/\s{2,}/)[0]);
  expect(found).toEqual([
    'Node',
    'Engine',
    'Cores',
    'Memory',
    'SIMD',
    'Shared memory',
    'Disk',
    'Slurm',
    'Redis',
  ]);
  for (const [k, line] of lines.entries())
    if (!line.startsWith('works')) expect(stdout.split(`${lines[k]}\n`)[1]).toMatch(/^ {22}\S/);
});
