import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitTable } from '../../../src/population/fit/ipf.ts';
import { groupTotals, shapeOf } from '../../../src/population/fit/table.ts';
import { marginOf, ones, twoWay } from '../margin.ts';

const near = (found: ArrayLike<number>, expected: number[], digits = 6) =>
  expected.forEach((value, k) => {
    expect(found[k]).toBeCloseTo(value, digits);
  });

describe('known answers', () => {
  it('fits the two-way table of ipfn', () => {
    const seed = Float64Array.of(8, 4, 6, 7, 3, 6, 5, 2, 9, 11, 3, 1);
    const fit = fitTable(seed, twoWay([20, 18, 22], [18, 16, 12, 14]), { tolerance: 1e-12 });
    near(
      fit.cells,
      [
        5.579361, 2.162467, 3.891874, 8.366298, 3.4332, 5.322603, 5.321828, 3.92237, 8.987439, 8.514931,
        2.786299, 1.711332,
      ],
    );
    expect(fit.converged).toBe(true);
    expect(fit.sweeps).toBe(14);
  });

  it('fits the two-way tables of humanleague', () => {
    const margins = twoWay([52, 48], [87, 13]);
    const flat = fitTable(ones(4), margins);
    near(flat.cells, [45.24, 6.76, 41.76, 6.24], 10);
    expect(flat.sweeps).toBe(1);
    near(fitTable(Float64Array.of(0.7, 1, 1, 1), margins).cells, [44.245359, 7.754641, 42.754641, 5.245359]);
    near(fitTable(Float64Array.of(1, 0.7, 1, 1), margins).cells, [46.245161, 5.754839, 40.754839, 7.245161]);
  });

  it('keeps the order of axes (mipfp)', () => {
    near(fitTable(ones(4), twoWay([30, 70], [50, 50])).cells, [15, 15, 35, 35], 10);
  });

  it('keeps the odds ratio of the seed, not its percentages', () => {
    const oddsRatio = (0.44 * 0.66) / (0.56 * 0.34);
    expect(oddsRatio).toBeCloseTo(1.52521, 6);
    const { cells } = fitTable(Float64Array.of(oddsRatio, 1, 1, 1), twoWay([0.55, 0.45], [0.4, 0.6]));
    near(cells, [0.244863, 0.305137, 0.155137, 0.294863]);
    expect(cells[0] / 0.55).toBeCloseTo(0.445205, 6);
    expect(cells[2] / 0.45).toBeCloseTo(0.34475, 5);
    const raked = fitTable(Float64Array.of(oddsRatio, 1, 1, 1), twoWay([0.6, 0.4], [0.39, 0.61])).cells;
    near(raked, [0.257768, 0.342232, 0.132232, 0.267768]);
  });

  it('returns a seed that has its margins already, three overlapping ones too', () => {
    const shape = shapeOf([2, 3, 2]);
    const truth = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    const margins = [
      [0, 1],
      [1, 2],
      [0, 2],
    ].map(axes => {
      const margin = marginOf(axes.join(), shape, axes, []);
      return { ...margin, targets: groupTotals(margin.partition, truth) };
    });
    const fit = fitTable(truth, margins);
    expect(fit.sweeps).toBe(0);
    expect([...fit.cells]).toEqual([...truth]);
  });
});

describe('what a fit reports', () => {
  it('tells residuals, divergence from the seed and the effective size', () => {
    const margins = twoWay([52, 48], [87, 13]);
    const fit = fitTable(ones(4), margins);
    const entropy = (p: number[]) => -p.reduce((sum, x) => sum + x * Math.log(x), 0);
    // From a seed of ones, divergence is ln(cells) less the entropy of independent margins.
    expect(fit.divergence).toBeCloseTo(Math.log(4) - entropy([0.52, 0.48]) - entropy([0.87, 0.13]), 10);
    const squares = [...fit.cells].reduce((sum, x) => sum + x * x, 0);
    expect(fit.effectiveSize).toBeCloseTo(10_000 / squares, 8);
    expect(Math.max(...fit.residuals)).toBeLessThan(1e-6);
  });

  it('says "not converged" when it has to stop above the tolerance', () => {
    const seed = Float64Array.of(8, 4, 6, 7, 3, 6, 5, 2, 9, 11, 3, 1);
    const options = { maxSweeps: 3, longSweeps: 3, tolerance: 1e-12 };
    const fit = fitTable(seed, twoWay([20, 18, 22], [18, 16, 12, 14]), options);
    expect(fit.converged).toBe(false);
    expect(fit.infeasibility).toMatchObject({ code: 'NOT_CONVERGED', sweeps: 3 });
    expect(Math.max(...fit.residuals)).toBeGreaterThan(1e-12 * 60);
  });

  it('meets the margins of any table, in three dimensions', () => {
    const shape = shapeOf([2, 3, 2]);
    const table = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(table, table, (truth, seed) => {
        const margins = [[0, 1], [2], [1, 2]].map(axes => {
          const margin = marginOf(axes.join(), shape, axes, []);
          return { ...margin, targets: groupTotals(margin.partition, Float64Array.from(truth)) };
        });
        const fit = fitTable(Float64Array.from(seed), margins);
        expect(fit.converged).toBe(true);
        for (const { partition, targets } of margins)
          near(groupTotals(partition, fit.cells), [...targets], 5);
      }),
      { seed: 1, numRuns: 50 },
    );
  });
});
