import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  calibrate,
  createTask,
  loadProject,
  fit as pureFit,
  readProject,
  readTexts,
  resolveScenario,
  simulate,
  sweep,
} from '../src/node.ts';

const VILLAGE = 'test/cli/fixture';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rhizome-node-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a sweep and a fit', () => {
  it('have their runs and draws as named columns', async () => {
    const root = join(folder, 'swept');
    cpSync(VILLAGE, root, { recursive: true });
    mkdirSync(join(root, 'scenarios/sweeps'), { recursive: true });
    const text = `title: How fast
scenario: ../plain.yaml
levers:
  speed: { parameter: rate, values: [0, 0.1] }
outcomes: [gone@2001-02-26]
seeds: 2
`;
    writeFileSync(join(root, 'scenarios/sweeps/speed.yaml'), text);
    const swept = await sweep(loadProject(root), 'speed', {
      threads: 0,
      weeks: 9,
      folder: join(folder, 'sweep'),
    });
    const { point, replicate, speed, 'gone@2001-02-26': gone } = swept.columns;
    expect([[...point], [...replicate], [...speed]]).toEqual([
      [1, 1, 2, 2],
      [1, 2, 1, 2],
      [0, 0, 0.1, 0.1],
    ]);
    expect([...gone].slice(0, 2)).toEqual([0, 0]);
    expect(Number(gone[2])).toBeGreaterThan(0);

    const fit = await calibrate(loadProject(root), 'plain', {
      threads: 0,
      budget: 160,
      agents: 100,
      parameters: ['rate'],
      folder: join(folder, 'fit'),
    });
    expect(Object.keys(fit.draws)).toEqual(['chain', 'draw', 'weight', 'log_likelihood', 'rate']);
    expect((fit.draws.weight as Float64Array).reduce((sum, weight) => sum + weight)).toBeCloseTo(1);
    expect(fit.files).toContain('posterior.csv');

    const steps = pureFit(readProject(readTexts(root)), 'plain', {
      budget: 160,
      agents: 100,
      parameters: ['rate'],
    });
    let step = steps.next();
    for (let before = 0; !step.done; step = steps.next()) expect(step.value.runsDone).toBe(++before);
    expect(step.value.draws).toEqual(fit.draws);
    expect(step.value.judgement).toEqual(fit.judgement);
  });
});

describe('the texts of a study that extends a shipped scenario', () => {
  it('hold all that a page needs, and give the same states', () => {
    const root = join(folder, 'study');
    mkdirSync(join(root, 'scenarios'), { recursive: true });
    writeFileSync(
      join(root, 'scenarios/mine.yaml'),
      'extends: rhizome:baseline\ntitle: mine\nassumes: as there\n',
    );
    const settings = { weeks: 2, personsPerAgent: 5000 };
    const [disk, texts] = [loadProject(root), readProject(readTexts(root))].map(project =>
      ['mine', 'rhizome:baseline'].map(
        name => simulate(createTask(resolveScenario(project, name, settings)), 1).stateHash,
      ),
    );
    expect(texts).toEqual(disk);
    expect(new Set(texts).size).toBe(1);
  });
});
