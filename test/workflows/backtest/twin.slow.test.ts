import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDay } from '../../../src/core/calendar.ts';
import { openDraws } from '../../../src/core/random/sequential-draws.ts';
import { readCsv } from '../../../src/io/text/csv.ts';
import { backtest } from '../../../src/workflows/backtest/backtest.ts';
import { runEnsemble } from '../../../src/workflows/run/ensemble.ts';
import type { Project } from '../../cli/process.ts';
import { tablesOf } from '../../cli/tables.ts';
import { printed, printMargins, villageProject } from './village.ts';

const ITEMS = ['brave', 'bold', 'gone', 'in_town'];
const WAVES = ['V1', 'V2', 'V3'];
const TRUTHS = 3;
const HOW = {
  ...{ budget: 150, agents: 400, draws: 40, personsPerAgent: 10, skipNetworks: true },
  origins: [parseDay('2001-02-11')!],
};

describe('a backtest', () => {
  let project: Project;
  const scenario = () => join(project.folder, 'scenarios/plain.yaml');
  const at = (folder: string) => join(project.folder, folder);

  beforeAll(() => {
    project = villageProject(
      WAVES.flatMap((wave, k) => ITEMS.map((item, j) => printed(`X${k}${j}`, wave, item, 0.5))),
      '',
    );
    // Truths are drawn from the prior, so a figure is never far from all runs.
    project.edit('models/village/parameters.csv', '0.02,"uniform(0, 1)"', '0.02,"uniform(0.02, 0.12)"');
    project.edit('models/village/parameters.csv', '0.1,"uniform(0, 1)"', '0.1,"uniform(0.05, 0.45)"');
  });
  afterAll(() => project.remove());

  /** Print what a survey of the model's own world finds, with its sampling error and rounding. */
  async function printTruth(k: number): Promise<void> {
    const draws = openDraws('truth', 'twin');
    const set = { rate: 0.02 + 0.1 * draws.uniform(k, 0), pull: 0.05 + 0.4 * draws.uniform(k, 1) };
    const folder = at(`truth-${k}`);
    await runEnsemble(scenario(), {
      ...{ parameters: 'defaults', replicates: 1, personsPerAgent: 1, threads: 0 },
      ...{ seed: `truth ${k}`, set, folder },
    });
    const rows = readCsv(join(folder, 'survey.csv')).rows.map(({ cells }) => cells);
    printMargins(
      project,
      WAVES.flatMap((wave, w) =>
        ITEMS.map((item, j) => {
          const found = rows.find(
            row => row.wave === wave && row.item === item && row.subgroup === 'all' && row.mode === 'drawn',
          )!;
          const n = Math.round(Number(found.respondents));
          return printed(`X${w}${j}`, wave, item, Number(found.mean).toFixed(2)).replace(
            ',,,200,',
            `,,,${n},`,
          );
        }),
      ),
    );
  }

  it('of a world that is as the model says holds figures never seen as often as its intervals say', async () => {
    let [figures, inside80, model, baseline] = [0, 0, 0, 0];
    for (let k = 0; k < TRUTHS; k++) {
      await printTruth(k);
      const { scored, means } = await backtest(scenario(), {
        ...{ ...HOW, threads: 0, folder: at(`twin-${k}`) },
      });
      for (const { forecaster, inside } of scored)
        if (forecaster === 'model') {
          figures++;
          inside80 += Number(inside[1]);
        }
      const crpsOf = (name: string) => means.find(one => one.by === 'all' && one.forecaster === name)!.crps;
      model += crpsOf('model');
      baseline += crpsOf('baseline');
    }
    // V2 and V3, four questions each.
    expect(figures).toBe(8 * TRUTHS);
    // The discrepancy that a model of a real world needs makes intervals wider than this world does: 80 % or more are held.
    expect(inside80 / figures).toBeGreaterThan(0.68);
    expect(inside80 / figures).toBeLessThan(0.99);
    // The true mechanism foresees more than no change does.
    expect(model).toBeLessThan(baseline);
  });

  it('gives the same bytes on any number of threads, and after a stop', async () => {
    await backtest(scenario(), { ...HOW, threads: 0, folder: at('whole') });
    const stop = new AbortController();
    const cut = { ...HOW, threads: 2, folder: at('cut'), signal: stop.signal };
    let projecting = false;
    const stopped = backtest(scenario(), {
      ...cut,
      onStep: text => {
        projecting = text === 'what comes after 2001-02-11';
      },
      onProgress: ({ runsDone }) => projecting && runsDone > 5 && stop.abort(),
    });
    await expect(stopped).rejects.toThrow(/--resume goes on/);
    const notes: string[] = [];
    await backtest(scenario(), {
      ...{ ...HOW, threads: 2, folder: at('cut'), resume: true, onNote: text => notes.push(text) },
    });
    expect(notes).toContain('the fit to what was known on 2001-02-11 is there already');
    expect(tablesOf(at('cut'))).toEqual(tablesOf(at('whole')));
  });
});
