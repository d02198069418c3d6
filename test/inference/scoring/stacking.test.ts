import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logDensityOfMixture } from '../../../src/inference/scoring/log-score.ts';
import { mixForecasts, stackingWeights } from '../../../src/inference/scoring/stacking.ts';

const logs = (rows: number[][]) => rows.map(row => row.map(Math.log));

describe('stackingWeights', () => {
  it('gives all weight to a forecast that is better everywhere', () => {
    const [better, worse] = stackingWeights(
      logs([
        [2, 1],
        [3, 1],
        [1.5, 1],
      ]),
    );
    expect(better).toBeCloseTo(1, 6);
    expect(worse).toBeCloseTo(0, 6);
  });

  it('shares the weight by how often each is right when they exclude each other', () => {
    // Maximum of 3 ln w + ln(1 - w): w = 3/4.
    const found = stackingWeights(
      logs([
        [1, 0],
        [1, 0],
        [1, 0],
        [0, 1],
      ]),
    );
    expect(found[0]).toBeCloseTo(0.75, 8);
  });

  it('finds the known maximum when densities overlap', () => {
    // Of 2 ln(2w + (1-w)) + ln(w + 4(1-w)): derivative 2/(1+w) - 3/(4-3w) = 0 at w = 5/9.
    const found = stackingWeights(
      logs([
        [2, 1],
        [2, 1],
        [1, 4],
      ]),
    );
    expect(found[0]).toBeCloseTo(5 / 9, 6);
  });

  it('splits evenly between forecasts that are the same', () => {
    expect(
      stackingWeights(
        logs([
          [1, 1],
          [2, 2],
        ]),
      ),
    ).toEqual([0.5, 0.5]);
  });

  it('finds the mixture that made the figures', () => {
    // Quantiles of N(0,1) and N(3,1), seven to three: neither forecast alone is right.
    const z = [-1.6, -1, -0.5, -0.2, 0, 0.2, 0.5, 1, 1.6];
    const figures = [...Array(7).fill(0), ...Array(3).fill(3)].flatMap((mean: number) =>
      z.map(one => mean + one),
    );
    const rows = figures.map(y => [logDensityOfMixture([0], [1], y), logDensityOfMixture([3], [1], y)]);
    expect(stackingWeights(rows)[0]).toBeCloseTo(0.7, 1);
  });

  it('is no worse than any single forecast', () => {
    const density = fc.double({ min: 0.01, max: 5, noNaN: true });
    const table = fc.array(fc.array(density, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(table, rows => {
        const weights = stackingWeights(logs(rows));
        expect(weights.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
        const score = (w: readonly number[]) =>
          rows.reduce((sum, row) => sum + Math.log(row.reduce((mixed, one, k) => mixed + w[k] * one, 0)), 0);
        for (const k of [0, 1, 2])
          expect(score(weights)).toBeGreaterThan(score([0, 1, 2].map(j => Number(j === k))) - 1e-4);
      }),
      { numRuns: 30 },
    );
  });
});

describe('mixForecasts', () => {
  const one = { centres: [0, 1, 2, 3], sds: [0.1, 0.1, 0.1, 0.1] };
  const two = { centres: [10], sds: [0.5] };

  it('has of each forecast as many parts as its weight says', () => {
    const { centres, sds } = mixForecasts([one, two], [0.25, 0.75]);
    expect(centres).toHaveLength(500);
    expect(centres.filter(centre => centre === 10)).toHaveLength(375);
    expect(sds.filter(sd => sd === 0.5)).toHaveLength(375);
    for (const centre of one.centres)
      expect(Math.abs(centres.filter(x => x === centre).length - 31.25)).toBeLessThan(1);
  });

  it('is one of them when it has all the weight', () => {
    const { centres } = mixForecasts([one, two], [0, 1]);
    expect(new Set(centres)).toEqual(new Set([10]));
  });
});
