import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openDraws, shuffled } from '../../src/core/random/sequential-draws.ts';
import { latinHypercube } from '../../src/inference/design/latin-hypercube.ts';
import { sobolPoints } from '../../src/inference/design/sobol-points.ts';

/** How many points each of `count` strata of coordinate j holds. */
function strata(
  { count, dimension, u }: { count: number; dimension: number; u: Float64Array },
  j: number,
): number[] {
  const hits = new Array<number>(count).fill(0);
  for (let i = 0; i < count; i++) hits[Math.floor(u[i * dimension + j] * count)]++;
  return hits;
}

describe('draws', () => {
  it('lie inside (0, 1), evenly, and hang on their address alone', () => {
    const draws = openDraws('seed', 'test');
    const bins = new Array<number>(20).fill(0);
    for (let i = 0; i < 20_000; i++) bins[Math.floor(draws.uniform(i, 3) * 20)]++;
    expect(bins.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)).toBeLessThan(43.82); // 19 df, 0.999
    expect(openDraws('seed', 'test').uniform(7, 3)).toBe(draws.uniform(7, 3));
    const others = [openDraws('seed', 'test', 1), openDraws('seed', 'other'), openDraws('seeds', 'test')];
    expect(new Set([draws, ...others].map(d => d.uniform(7, 3))).size).toBe(4);
  });

  it('are normal where that is asked', () => {
    const draws = openDraws('seed', 'normal');
    const z = Array.from({ length: 20_000 }, (_, i) => draws.normal(i, 0));
    expect(Math.abs(z.reduce((a, b) => a + b) / 20_000)).toBeLessThan(0.025);
    expect(z.filter(x => Math.abs(x) < 1.96).length / 20_000).toBeCloseTo(0.95, 2);
  });

  it('shuffle into every order', () => {
    const draws = openDraws('seed', 'shuffle');
    const seen = new Set(Array.from({ length: 300 }, (_, i) => shuffled(4, draws, i).join('')));
    expect(seen.size).toBe(24);
  });
});

describe('Latin hypercubes', () => {
  it('hit each stratum once in each dimension', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 6 }),
        fc.string(),
        (count, d, seed) => {
          const points = latinHypercube(count, d, openDraws(seed, 'lhs'));
          for (let j = 0; j < d; j++) expect(strata(points, j)).toEqual(new Array(count).fill(1));
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

  it('keep their points apart', () => {
    const nearest = ({ count, dimension, u }: { count: number; dimension: number; u: Float64Array }) => {
      let least = Number.POSITIVE_INFINITY;
      for (let a = 0; a < count; a++)
        for (let b = 0; b < a; b++) {
          let sum = 0;
          for (let j = 0; j < dimension; j++) sum += (u[a * dimension + j] - u[b * dimension + j]) ** 2;
          least = Math.min(least, sum);
        }
      return Math.sqrt(least);
    };
    const draws = openDraws('apart', 'uniform');
    const random = {
      count: 60,
      dimension: 4,
      u: Float64Array.from({ length: 240 }, (_, i) => draws.uniform(i, 0)),
    };
    expect(nearest(latinHypercube(60, 4, openDraws('apart', 'lhs')))).toBeGreaterThan(1.5 * nearest(random));
  });
});

describe('Sobol points', () => {
  it('are those of Joe and Kuo', () => {
    const { u } = sobolPoints(10, 3);
    const rows = Array.from({ length: 10 }, (_, i) => Array.from(u.subarray(3 * i, 3 * i + 3)));
    expect(rows).toEqual([
      [0, 0, 0],
      [0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25],
      [0.25, 0.75, 0.75],
      [0.375, 0.375, 0.625],
      [0.875, 0.875, 0.125],
      [0.625, 0.125, 0.875],
      [0.125, 0.625, 0.375],
      [0.1875, 0.3125, 0.9375],
      [0.6875, 0.8125, 0.4375],
    ]);
  });

  it('agree with SciPy in the last dimensions', () => {
    const { u } = sobolPoints(16, 160);
    expect(Array.from(u.subarray(15 * 160 + 150))).toEqual([
      0.4375, 0.5625, 0.9375, 0.9375, 0.3125, 0.8125, 0.6875, 0.6875, 0.5625, 0.8125,
    ]);
  });

  it('stay even when scrambled, off the faces, and differ from seed to seed', () => {
    const points = sobolPoints(256, 60, openDraws('a', 'sobol'));
    for (let j = 0; j < 60; j++) expect(strata(points, j)).toEqual(new Array(256).fill(1));
    expect(Math.min(...points.u)).toBeGreaterThan(0);
    expect(Math.max(...points.u)).toBeLessThan(1);
    expect(sobolPoints(4, 2, openDraws('b', 'sobol')).u).not.toEqual(points.u.slice(0, 8));
    // Two dimensions together: each of 16 x 16 cells holds one of 256 points (a (0, 8, 2)-net).
    const cells = new Set(
      Array.from(
        { length: 256 },
        (_, i) => Math.floor(points.u[60 * i] * 16) * 16 + Math.floor(points.u[60 * i + 1] * 16),
      ),
    );
    expect(cells.size).toBe(256);
  });

  it('integrate better than random ones', () => {
    const { u } = sobolPoints(1024, 5, openDraws('integral', 'sobol'));
    let sum = 0;
    for (let i = 0; i < 1024; i++) {
      let product = 1;
      for (let j = 0; j < 5; j++) product *= 2 * u[i * 5 + j];
      sum += product;
    }
    // Random points would be off by 0.056 (one standard error).
    expect(Math.abs(sum / 1024 - 1)).toBeLessThan(0.01);
  });

  it('refuse more dimensions than there are numbers for', () => {
    expect(() => sobolPoints(8, 161)).toThrow('160');
  });
});
