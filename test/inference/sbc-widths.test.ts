import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../src/core/math/normal.ts';
import { openDraws } from '../../src/core/random/sequential-draws.ts';
import { temperedSmc } from '../../src/inference/sampler/smc.ts';
import { rankOf, rankTest } from '../support/calibration-check.ts';

/**
 * Simulation-based calibration of the sampler on conjugate normal models whose posteriors are from a thousandth of the prior's
 * width to all of it: truths ~ N(0, 1), a datum ~ N(weights . truths, sd). 96 data sets, 31 draws of each, 8 bins.
 */
const DATA_SETS = 96;
const DRAWS = 31;
const BINS = 8;
const LIMIT = 24.32; // chi-squared of 7 df at 0.999

const CASES: [string, number[], number][] = [
  ['a thousandth', [1], 0.001],
  ['a thirtieth', [1], 0.03],
  ['seven tenths', [1], 1],
  ['99 % of it', [1], 7],
  ['all of it', [1], 1e6],
  ['a figure that knows only a sum', [1, 1], 0.05],
  ['a figure that hardly moves the second parameter', [1, 0.05], 0.2],
  ['a figure that moves no parameter', [0, 0, 0], 1],
];

describe('the sampler is calibrated where the posterior has this share of the prior or this figure:', () => {
  it.each(CASES)('%s', (name, weights, sd) => {
    const world = openDraws('sbc widths', name);
    const dimension = weights.length;
    const sum = (x: (j: number) => number) => weights.reduce((so, w, j) => so + w * x(j), 0);
    const ranks = Array.from({ length: DATA_SETS }, (_, i) => {
      const truth = weights.map((_, j) => world.normal(i, j));
      const datum = sum(j => truth[j]) + sd * world.normal(i, 9);
      const likelihood = (u: ArrayLike<number>, from: number) => {
        const off = (datum - sum(j => normalQuantile(u[from + j]))) / sd;
        return -0.5 * off * off;
      };
      const stretch = { terms: [likelihood], start: [0], end: [1], sweeps: 12 };
      const settings = {
        seed: `${name} ${i}`,
        stream: 'test',
        repeat: 0,
        dimension,
        particles: 2 * DRAWS,
        moves: 5,
      };
      const { u } = temperedSmc([stretch], settings);
      return truth.map((own, j) =>
        rankOf(
          own,
          Array.from({ length: DRAWS }, (_, n) => normalQuantile(u[(2 * n + 1) * dimension + j])),
        ),
      );
    });
    weights.forEach((_, j) => {
      const { chi2, counts } = rankTest(
        ranks.map(row => row[j]),
        DRAWS,
        BINS,
      );
      expect(chi2, `parameter ${j}: ${counts}`).toBeLessThan(LIMIT);
    });
  });
});
