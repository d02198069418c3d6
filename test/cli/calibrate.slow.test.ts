import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDraws } from '../../src/core/random/sequential-draws.ts';
import { ended, makeProject, type Project, start } from './process.ts';

const KILLS = 3;
const FILES = [
  'rounds.csv',
  'posterior.csv',
  'parameters.csv',
  'ppc.csv',
  'x.csv',
  'emulators.json',
  'idata.json',
];

describe('A calibration that is killed', () => {
  let project: Project;
  let milliseconds = 0;
  const words = (name: string) => [
    'calibrate',
    'scenarios/plain.yaml',
    '--budget',
    '160',
    '--agents',
    '300',
    '--out',
    `output/${name}`,
  ];
  const read = (name: string) => FILES.map(file => project.read(`output/${name}/${file}`));

  beforeAll(async () => {
    project = makeProject();
    const begun = performance.now();
    expect((await project.spawn(...words('whole'))).code).toBe(0);
    milliseconds = performance.now() - begun;
  });
  afterAll(() => project.remove());

  it(`ends with the same bytes after --resume, killed at ${KILLS} moments`, async () => {
    const moments = openDraws('kill', 'moments');
    for (let kill = 0; kill < KILLS; kill++) {
      const name = `killed-${kill}`;
      const child = start(project.folder, words(name));
      const over = ended(child);
      await new Promise(resolve => setTimeout(resolve, milliseconds * moments.uniform(kill, 0)));
      child.kill('SIGKILL');
      await over;
      const { code, stdout, stderr } = await project.spawn(...words(name), '--resume');
      expect(`${code} ${stderr}`).toBe('0 ');
      // A kill may also come when the fit is whole: then nothing is done again.
      expect(stdout).toMatch(/What was learnt|holds this fit, whole/);
      expect(read(name)).toEqual(read('whole'));
      expect(existsSync(join(project.folder, `output/${name}.runs`))).toBe(false);
    }
  });
});
