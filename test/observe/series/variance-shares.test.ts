import { describe, expect, it } from 'vitest';
import { openDraws } from '../../../src/core/random/sequential-draws.ts';
import { varianceShares } from '../../../src/observe/series/variance-shares.ts';

/** Two seeds a draw. */
const shares = (values: number[]) =>
  varianceShares(
    values,
    values.map((_, k) => Math.floor(k / 2)),
  );

describe('the variance of runs', () => {
  it('is split by the law of total variance, less what chance leaves in the means', () => {
    // Means of the draws 2, 6, 10: variance 16. Within each draw (m - 1, m + 1): variance 2.
    const values = [1, 3, 5, 7, 9, 11];
    const between = 16 - 2 / 2;
    const { parameters, chance } = shares(values);
    expect(parameters).toBeCloseTo(between / (between + 2), 12);
    expect(chance).toBeCloseTo(2 / (between + 2), 12);
  });

  it('is all chance where draws do not differ by more than chance lets them', () => {
    expect(shares([1, 3, 1, 3, 1, 3])).toEqual({ parameters: 0, chance: 1 });
  });

  it('is all parameters where seeds agree', () => {
    expect(shares([1, 1, 4, 4])).toEqual({ parameters: 1, chance: 0 });
  });

  it('is found again in a made-up experiment: parameters 0.7 of it', () => {
    const draws = openDraws('shares', 'test');
    const found = Array.from({ length: 200 }, (_, repeat) => {
      const values = Array.from({ length: 10 }, (_, m) => {
        const centre = Math.sqrt(0.7) * draws.normal(repeat, 100 * m);
        return [1, 2].map(r => centre + Math.sqrt(0.3) * draws.normal(repeat, 100 * m + r));
      }).flat();
      return shares(values).parameters;
    });
    const mean = found.reduce((sum, share) => sum + share, 0) / found.length;
    // Ten draws and two seeds tell it to 0.17 or so each time; the mean of 200 to 0.02, clipping and ratio included.
    expect(Math.abs(mean - 0.7)).toBeLessThan(0.06);
    expect(found.every(share => share >= 0 && share <= 1)).toBe(true);
  });

  it('is not told from one seed, one draw, equal values, or draws without values', () => {
    const untold = { parameters: Number.NaN, chance: Number.NaN };
    expect(varianceShares([1, 2, 3], [0, 1, 2])).toEqual(untold);
    expect(shares([1, 2])).toEqual(untold);
    expect(shares([0.1, 0.1, 0.1, 0.1])).toEqual(untold);
    expect(shares([1, 2, Number.NaN, 3])).toEqual(untold);
    expect(shares([])).toEqual(untold);
    expect(shares([1, 3, Number.NaN, 3, 5, 7])).toEqual(shares([1, 3, 5, 7]));
    expect(varianceShares([1, 3, 3, 5, 7], [0, 0, 1, 2, 2]), 'a run that failed').toEqual(
      shares([1, 3, 5, 7]),
    );
  });

  it('tells what lies between theories from what lies within them', () => {
    // Means of draws 2, 4 | 12, 14: within 2, between (25 + 25) * 2 = 100 in squares, less 2 that chance of draws leaves there.
    const values = [1, 3, 3, 5, 11, 13, 13, 15];
    const draws = values.map((_, k) => Math.floor(k / 2));
    const theories = [0, 0, 0, 0, 1, 1, 1, 1];
    const [structure, parameters, chance] = [(100 - 2) / 4, 2 - 2 / 2, 2];
    const total = structure + parameters + chance;
    const found = varianceShares(values, draws, theories);
    expect(found.structure).toBeCloseTo(structure / total, 12);
    expect(found.parameters).toBeCloseTo(parameters / total, 12);
    expect(found.chance).toBeCloseTo(chance / total, 12);
    // One seed tells structure, but not chance from parameters.
    const single = varianceShares([2, 4, 12, 14], [0, 1, 2, 3], [0, 0, 1, 1]);
    expect(single.structure).toBeCloseTo(24.5 / 26.5, 12);
    expect(single.parameters).toBeNaN();
    // Theories that agree, and theories of one draw each.
    expect(varianceShares([1, 3, 1, 3], [0, 1, 2, 3], [0, 0, 1, 1]).structure).toBe(0);
    expect(varianceShares([1, 3], [0, 1], [0, 1]).structure).toBeNaN();
  });
});
