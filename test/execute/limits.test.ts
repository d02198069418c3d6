import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { estimateResources, refuseTooLarge, watchDisk } from '../../src/execute/limits.ts';
import type { CsvRows, TrajectoryRows } from '../../src/io/folder/tables.ts';
import { resolveScenario } from '../../src/simulate/resolve.ts';
import { compare } from '../../src/workflows/compare/compare.ts';
import { runInputs } from '../../src/workflows/run/ensemble.ts';
import { loadInputs } from '../../src/workflows/run/load-inputs.ts';
import { runKeysOf } from '../../src/workflows/run/run-keys.ts';
import { sensitivity } from '../../src/workflows/sensitivity/sensitivity.ts';
import { runSweep } from '../../src/workflows/sweep/sweep.ts';
import { makeProject, type Project } from '../cli/process.ts';

describe('What an ensemble will take', () => {
  let project: Project;
  beforeAll(() => {
    project = makeProject();
  });
  afterAll(() => project.remove());

  const open = (replicates: number, personsPerAgent?: number, kept?: TrajectoryRows, csv?: CsvRows) => {
    const inputs = loadInputs(join(project.folder, 'scenarios/plain.yaml'), { replicates, personsPerAgent });
    return {
      inputs,
      need: estimateResources(inputs, resolveScenario(inputs), runKeysOf(inputs), 1, {
        trajectories: kept,
        csv,
        held: 'outlines',
      }),
    };
  };

  it.each([
    ['full', 1.6],
    // Of flows the months in which somebody moves are not known before.
    ['small', 2.6],
  ] as const)('is foretold well enough: the log and %s tables', async (csv, most) => {
    const { inputs, need } = open(40, undefined, undefined, csv);
    const folder = join(project.folder, 'output/plain');
    let log = 0;
    const further = async () => {
      log = statSync(join(`${folder}.runs`, 'plain.log')).size;
      return [];
    };
    await runInputs(inputs, { threads: 0, backend: 'js', csv, folder, further });
    expect(need.log / log).toBeGreaterThan(1);
    // Of flows it is not known before between which places somebody moves in a week.
    expect(need.log / log).toBeLessThan(2);
    const names = ['trajectories.csv', 'trajectories.parquet', 'summary.csv', 'summary.parquet', 'flows.csv'];
    const tables = names.map(name => statSync(join(folder, name)).size);
    const written = tables.reduce((sum, bytes) => sum + bytes, 0);
    expect(need.tables / written).toBeGreaterThan(0.9);
    expect(need.tables / written).toBeLessThan(most);
  });

  it('grows with agents and runs', () => {
    const [few, many] = [open(2), open(2000)];
    expect(many.need.tables / few.need.tables).toBeGreaterThan(100);
    const [all, total, none] = (['all', 'total', 'none'] as const).map(
      kept => open(2000, 1, kept).need.tables,
    );
    expect(all).toBe(open(2000, 1).need.tables);
    expect(none).toBeLessThan(total);
    expect(total).toBeLessThanOrEqual(all);
    expect(open(2, 0.0001).need.memory).toBeGreaterThan(4 * open(2, 1).need.memory);
  });

  it('is under 2 GB for 10 000 runs of the shipped model, whose long columns are not held', () => {
    const file = join(import.meta.dirname, '../../scenarios/baseline.yaml');
    const inputs = loadInputs(file, { parameters: 'defaults', replicates: 10_000, personsPerAgent: 40_000 });
    const memory = (runs: number, held: 'outlines' | 'results') =>
      estimateResources(inputs, resolveScenario(inputs), runKeysOf(inputs).slice(0, runs), 2, { held })
        .memory;
    // Measured peaks: 450 MiB for 200 runs, 1279 MiB for 10 000.
    expect(memory(200, 'outlines') / 2 ** 20).toBeGreaterThan(450);
    expect(memory(200, 'outlines') / 2 ** 20).toBeLessThan(450 * 1.34);
    expect(memory(10_000, 'outlines') / 2 ** 20).toBeGreaterThan(1279);
    expect(memory(10_000, 'outlines') / 2 ** 20).toBeLessThan(1279 * 1.34);
    expect(memory(10_000, 'results')).toBeGreaterThan(2e10);
  });

  it('is refused with its figures when it cannot fit', () => {
    const { need } = open(2);
    const folder = join(project.folder, 'large');
    refuseTooLarge(need, folder);
    expect(() => refuseTooLarge({ ...need, memory: 2 ** 50 }, folder)).toThrow(
      /need about 1048576\.0 GiB of memory: found [\d.]+ GiB that are free/,
    );
    expect(() => refuseTooLarge({ ...need, tables: 2 ** 60 }, folder)).toThrow(/GiB of disk in .*--force/);
  });

  it('is asked before people are made, by whatever makes many runs', async () => {
    const scenario = join(project.folder, 'scenarios/plain.yaml');
    const folder = join(project.folder, 'output/too-large');
    const refused = /GiB of memory|there are 4000000000 agents/;
    const many = { personsPerAgent: 1e-6, folder };
    await expect(compare(scenario, [scenario], many)).rejects.toThrow(refused);
    await expect(sensitivity(scenario, many)).rejects.toThrow(refused);
    project.write(
      'scenarios/levers.yaml',
      'scenario: plain.yaml\ntitle: x\nlevers:\n  rate: { parameter: rate, values: [0.1, 0.2] }\ndesign: grid\noutcomes: [gone]\n',
    );
    const levers = join(project.folder, 'scenarios/levers.yaml');
    await expect(runSweep(levers, many)).rejects.toThrow(refused);
    expect(existsSync(folder)).toBe(false);
  });

  it('is watched on the disk', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rhizome-room-'));
    const [enough, little] = [1, 2 ** 60].map(tables => watchDisk({ memory: 0, log: 0, tables }, folder));
    little();
    await wait(1100);
    enough();
    expect(little).toThrow(/the disk of .* is filling up/);
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});
