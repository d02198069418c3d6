import { describe, expect, it } from 'vitest';
import { openDraws } from '../../src/core/random/sequential-draws.ts';
import { averaged } from '../../src/inference/sensitivity/noise-share.ts';
import {
  type SobolDesign,
  sobolDesign,
  sobolIndices,
} from '../../src/inference/sensitivity/sobol-indices.ts';
import { ishigami, sobolG } from './functions.ts';

/** Indices of a function by a design of `size` rows. */
function indices(f: (u: ArrayLike<number>) => number, groups: string[], size: number, seed = 'sobol test') {
  const design = sobolDesign(groups, size, seed);
  return sobolIndices(design, design.u.map(f), seed);
}

const S_ISHIGAMI = [0.313905, 0.442411, 0];
const ST_ISHIGAMI = [0.557589, 0.442411, 0.243684];
const S_G = [0.716192, 0.179048, 0.023676, 0.007162, 0.000072, 0.000072, 0.000072, 0.000072];
const ST_G = [0.787144, 0.242198, 0.034317, 0.01046, 0.000105, 0.000105, 0.000105, 0.000105];

function worst(rows: { s1Raw: number; stRaw: number }[], s: number[], st: number[]): number {
  return Math.max(...rows.flatMap((row, j) => [Math.abs(row.s1Raw - s[j]), Math.abs(row.stRaw - st[j])]));
}

describe('Sobol indices', () => {
  it('know Ishigami', () => {
    const names = ['x1', 'x2', 'x3'];
    expect(worst(indices(ishigami, names, 1024), S_ISHIGAMI, ST_ISHIGAMI)).toBeLessThan(0.04);
    expect(worst(indices(ishigami, names, 4096), S_ISHIGAMI, ST_ISHIGAMI)).toBeLessThan(0.025);
  });

  it('know the g function', () => {
    const names = 'abcdefgh'.split('');
    expect(worst(indices(sobolG, names, 1024), S_G, ST_G)).toBeLessThan(0.03);
    expect(worst(indices(sobolG, names, 4096), S_G, ST_G)).toBeLessThan(0.015);
  });

  it('share a sum out evenly', () => {
    const rows = indices(u => Array.from(u).reduce((a, b) => a + b), 'abcde'.split(''), 1024);
    expect(worst(rows, new Array(5).fill(0.2), new Array(5).fill(0.2))).toBeLessThan(0.05);
    expect(rows.every(row => !row.s1Zero && !row.stZero)).toBe(true);
  });

  it('have intervals that hold the truth and tell what is no effect', () => {
    const rows = indices(ishigami, ['x1', 'x2', 'x3'], 1024);
    rows.forEach((row, j) => {
      expect(Math.abs(row.s1Raw - S_ISHIGAMI[j])).toBeLessThan(1.5 * row.s1Conf);
      expect(Math.abs(row.stRaw - ST_ISHIGAMI[j])).toBeLessThan(1.5 * row.stConf);
    });
    expect(rows.map(row => row.s1Zero)).toEqual([false, false, true]);
    expect(rows.map(row => row.stZero)).toEqual([false, false, false]);
    for (const row of rows) expect(row.s1).toBe(Math.min(Math.max(row.s1Raw, 0), 1));
  });

  it('of groups are those of their parameters together', () => {
    // x1 and x3 interact only with each other: together they have all that x2 hasn't.
    const [both, alone] = indices(ishigami, ['odd', 'x2', 'odd'], 4096);
    expect([both.name, alone.name]).toEqual(['odd', 'x2']);
    expect(both.s1Raw).toBeCloseTo(1 - 0.442411, 1);
    expect(both.stRaw).toBeCloseTo(1 - 0.442411, 1);
  });

  it('refuse other sizes and designs', () => {
    expect(() => sobolDesign(['a'], 1000, 's')).toThrow('power of two');
    const design = sobolDesign(['a', 'b'], 8, 's');
    expect(design.u).toHaveLength(8 * 4);
    expect(() => sobolIndices(design, new Array(31).fill(0), 's')).toThrow('32 values, not 31');
    const hypercube = { ...design, type: 'lhs' } as unknown as SobolDesign;
    expect(() => sobolIndices(hypercube, new Array(32).fill(0), 's')).toThrow('not lhs');
  });

  it('see chance as a dummy parameter would', () => {
    const design = sobolDesign(['x1', 'x2', 'x3', 'dummy'], 512, 'noisy');
    const draws = openDraws('noisy', 'runs');
    // Independent noise with a tenth of Ishigami's variance; four runs at each point.
    const noise = Math.sqrt(13.844588 / 10);
    const runs = design.u.map((u, i) => [0, 1, 2, 3].map(r => ishigami(u) + noise * draws.normal(i, r)));
    const { means, noiseShare } = averaged(runs);
    expect(noiseShare).toBeCloseTo(1 / 11, 1);
    const rows = sobolIndices(design, means, 'noisy');
    expect(rows[3].s1Zero).toBe(true);
    expect(rows[3].stRaw).toBeLessThan(0.05);
    expect(worst(rows.slice(0, 3), S_ISHIGAMI, ST_ISHIGAMI)).toBeLessThan(0.1);
  });

  it('know no share of chance where no point has two runs', () => {
    expect(averaged([[1], [2], [4]])).toEqual({ means: [1, 2, 4], noiseShare: Number.NaN });
    expect(averaged([[3], [3]]).noiseShare).toBeNaN();
    // Variance 2 within points, 4 between their means, of which half of 2 is chance.
    expect(
      averaged([
        [0, 2],
        [4, 6],
      ]).noiseShare,
    ).toBeCloseTo(2 / (4 + 2 / 2), 12);
    expect(
      averaged([
        [1, 1],
        [1, 1],
      ]).noiseShare,
    ).toBe(0);
  });
});
