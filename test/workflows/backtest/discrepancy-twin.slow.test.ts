import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logistic, logit } from '../../../src/core/math/f64-functions.ts';
import { meanOf } from '../../../src/core/math/statistics.ts';
import { openDraws } from '../../../src/core/random/sequential-draws.ts';
import { readCsv } from '../../../src/io/text/csv.ts';
import { backtest } from '../../../src/workflows/backtest/backtest.ts';
import { runEnsemble } from '../../../src/workflows/run/ensemble.ts';
import type { Project } from '../../cli/process.ts';
import { writePosterior } from '../../support/posterior.ts';
import { printed, printMargins, villageProject } from './village.ts';

const WAVES = ['V1', 'V2', 'V3'];
/** Four weeks between waves, in years. */
const GAP = 28 / 365.25;
const N = 400;
/** Questions about one answer of the model at many levels: each has a discrepancy of its own. */
const LEVELS = Array.from({ length: 24 }, (_, k) => 0.2 + 0.025 * k);
const ITEMS = LEVELS.map((level, k) => `q${k},question ${k},attitude,yes,,courage > ${level.toFixed(3)}`);
const DISCREPANCY = `shares: { sd: half_normal(0.5), growth: half_normal(1), change: 1, unseen: 1, source: B01, why: made up }
counts: { sd: 0, growth: 0, change: 1, unseen: 0, source: B01, why: made up }
`;

describe('a backtest of a model that is the truth but for a discrepancy', () => {
  let project: Project;
  const at = (...path: string[]) => join(project.folder, ...path);
  /** What the model says, [wave][item]. */
  let truth: number[][];

  beforeAll(async () => {
    project = villageProject([], '');
    const items = project.read('surveys/village-2001/items.csv').split('\n')[0];
    project.write('surveys/village-2001/items.csv', `${[items, ...ITEMS].join('\n')}\n`);
    project.write('surveys/village-2001/discrepancy.yaml', DISCREPANCY);
    const all = (value: number) =>
      WAVES.flatMap((wave, w) => LEVELS.map((_, k) => printed(`X${w}${k}`, wave, `q${k}`, value)));
    printMargins(project, all(0.5));
    const set = { rate: 0.05, pull: 0.05 };
    await runEnsemble(at('scenarios/plain.yaml'), {
      ...{ parameters: 'defaults', replicates: 1, personsPerAgent: 1, threads: 0, set, folder: at('truth') },
    });
    const answers = readCsv(at('truth/survey.csv')).rows.map(({ cells }) => cells);
    truth = WAVES.map(wave =>
      LEVELS.map((_, k) => {
        const row = answers.find(
          one =>
            one.wave === wave && one.item === `q${k}` && one.subgroup === 'all' && one.mode === 'expected',
        )!;
        return Number(row.mean);
      }),
    );
  });
  afterAll(() => project.remove());

  /** Print the truth with a walk of its own for each question, and score what is projected from the second wave. */
  async function scoreWorld(sd: number, growth: number) {
    const draws = openDraws('world', `twin ${sd} ${growth}`);
    const walked = LEVELS.map(() => 0);
    const rows = WAVES.flatMap((wave, w) =>
      LEVELS.map((_, k) => {
        walked[k] += (w === 0 ? sd : growth * Math.sqrt(GAP)) * draws.normal(k, w);
        const share = logistic(logit(truth[w][k]) + walked[k]);
        const asked = share + Math.sqrt((share * (1 - share)) / N) * draws.normal(k, 10 + w);
        const use = w === 2 ? 'holdout' : 'calibrate';
        return printed(`X${w}${k}`, wave, `q${k}`, asked.toFixed(3), use).replace(',,,200,', `,,,${N},`);
      }),
    );
    printMargins(project, rows);
    // Parameters are known, so that all the rest is discrepancy.
    writePosterior(project.folder, {
      draws: Array.from({ length: 20 }, (_, k) => [0.0495 + 0.00005 * k, 0.0495 + 0.00005 * k]),
    });
    const { scored } = await backtest(at('scenarios/plain.yaml'), {
      ...{ posterior: true, skipNetworks: true, threads: 0, draws: 20, personsPerAgent: 1 },
      folder: at(`world-${sd}-${growth}`),
    });
    const of = (name: string) => scored.filter(({ forecaster }) => forecaster === name);
    const inside = (name: string) => meanOf(of(name).map(one => Number(one.inside[1])));
    /** Of the 80 % interval, in widths of what sampling alone would give. */
    const width = ({ quantiles, median: p }: (typeof scored)[number]) =>
      (quantiles[5] - quantiles[1]) / (2 * 1.2816 * Math.sqrt((p * (1 - p)) / N));
    return {
      figures: of('model').length,
      inside: inside('model'),
      insideAlone: inside('no_discrepancy'),
      crps: meanOf(of('model').map(({ crps }) => crps)),
      crpsAlone: meanOf(of('no_discrepancy').map(({ crps }) => crps)),
      crpsLast: meanOf(of('last_value').map(({ crps }) => crps)),
      width: meanOf(of('model').map(width)),
    };
  }

  it('recovers it: intervals hold what they say, where those of the model alone hold little', async () => {
    const found = await scoreWorld(0.4, 1.2);
    expect(found.figures).toBe(24);
    expect(found.inside).toBeGreaterThan(0.65);
    expect(found.inside).toBeLessThan(0.95);
    expect(found.insideAlone).toBeLessThan(0.5);
    expect(found.crps).toBeLessThan(0.8 * found.crpsAlone);
  });

  it('finds next to none where there is none, and forecasts stay as narrow as the survey allows', async () => {
    const found = await scoreWorld(0, 0);
    expect(found.width).toBeGreaterThan(1);
    expect(found.width).toBeLessThan(1.25);
    expect(found.crps).toBeLessThan(1.15 * found.crpsAlone);
    expect(found.inside).toBeGreaterThan(0.65);
  });
});
