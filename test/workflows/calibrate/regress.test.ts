import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calibrate } from '../../../src/workflows/calibrate/calibrate.ts';
import { regress } from '../../../src/workflows/calibrate/regress.ts';
import { makeProject, type Project } from '../../cli/process.ts';

describe('Regression after the runs', () => {
  let project: Project;
  const path = (name: string) => join(project.folder, name);
  beforeAll(async () => {
    project = makeProject();
    await calibrate(path('scenarios/plain.yaml'), {
      agents: 400,
      budget: 400,
      threads: 0,
      folder: path('output/fit'),
    });
  });
  afterAll(() => project.remove());
  const again = (runs = 'output/fit/runs.csv') =>
    regress(path(runs), path('scenarios/plain.yaml'), { folder: path('output/regress') });

  it('comes near the fit by waves, from the runs of its first round alone', async () => {
    const waves = new Map(
      project
        .read('output/fit/parameters.csv')
        .trim()
        .split('\n')
        .map(row => row.split(',').slice(0, 3) as [string, string, string])
        .map(([name, mean, sd]) => [name, { mean: Number(mean), sd: Number(sd) }]),
    );
    const { parameters, runs } = await again();
    expect(runs).toBeLessThan(400);
    for (const { name, mean, sd } of parameters) {
      const reference = waves.get(name)!;
      expect(Math.abs(mean - reference.mean)).toBeLessThan(reference.sd);
      expect(sd / reference.sd).toBeGreaterThan(0.5);
      expect(sd / reference.sd).toBeLessThan(2);
    }
  });

  it('tells which column is missing, and which cell is no number', async () => {
    const runs = project.read('output/fit/runs.csv');
    project.write('output/short.csv', runs.replace(',V01', ',V1'));
    await expect(again('output/short.csv')).rejects.toThrow(/column `V01` is missing/);
    project.write('output/broken.csv', runs.replace(/ok,[^,]*,[^,]*,/, 'ok,1,abc,'));
    await expect(again('output/broken.csv')).rejects.toThrow(/needs a number.*abc/);
  });
});
