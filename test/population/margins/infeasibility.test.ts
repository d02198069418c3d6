import { describe, expect, it } from 'vitest';
import { fitTable } from '../../../src/population/fit/ipf.ts';
import { shapeOf, type TableMargin } from '../../../src/population/fit/table.ts';
import { explainInfeasibility } from '../../../src/population/margins/explain-infeasibility.ts';
import type { Certificate } from '../../../src/population/margins/infeasibility.ts';
import { marginOf, ones, twoWay } from '../margin.ts';

/** Farkas: multipliers that are nowhere positive on the cells in use can't weigh the targets positively. */
function expectProof({ multipliers }: Certificate, seed: Float64Array, margins: TableMargin[]) {
  const sums = [...seed.keys()].map(cell =>
    margins.reduce((sum, m, k) => sum + multipliers[k][m.partition.groupOf[cell]], 0),
  );
  const usable = (cell: number) =>
    seed[cell] > 0 && margins.every(m => m.targets[m.partition.groupOf[cell]] > 0);
  for (const cell of seed.keys()) if (usable(cell)) expect(sums[cell]).toBeLessThan(1e-9);
  const weighed = margins.reduce(
    (sum, m, k) => sum + m.targets.reduce((part, target, g) => part + target * multipliers[k][g], 0),
    0,
  );
  expect(weighed).toBeGreaterThan(1e-4);
}

const explain = (seed: Float64Array, margins: TableMargin[]) => {
  const { infeasibility } = fitTable(seed, margins);
  return infeasibility && explainInfeasibility(infeasibility, margins, cell => `cell ${cell}`);
};

describe('margins with different totals', () => {
  const margins = twoWay([50, 50], [30, 71]);

  it('are refused with both sums', () => {
    const { infeasibility, converged } = fitTable(ones(4), margins);
    expect(converged).toBe(false);
    expect(infeasibility).toEqual({ code: 'MARGIN_TOTALS_DIFFER', margins: [0, 1], sums: [100, 101] });
    expect(explain(ones(4), margins)).toMatchObject({
      kind: 'conflict',
      message: 'margins rows and columns have different totals',
      found: '100 and 101',
    });
  });

  it('are scaled to the first total when asked', () => {
    const fit = fitTable(ones(4), margins, { rescale: 'first' });
    expect(fit.converged).toBe(true);
    expect(fit.cells[0]).toBeCloseTo((50 * 30) / 101, 8);
  });
});

describe('margins that no table has', () => {
  it('because of zeros: names cells and gives the dual as a proof', () => {
    const seed = Float64Array.of(1, 0, 0, 1);
    const margins = twoWay([60, 40], [50, 50]);
    const { infeasibility } = fitTable(seed, margins);
    expect(infeasibility?.code).toBe('INFEASIBLE_ZEROS');
    if (infeasibility?.code !== 'INFEASIBLE_ZEROS') return;
    expectProof(infeasibility.certificate, seed, margins);
    // Ten of the first row would have to stand in the second column.
    expect(infeasibility.certificate.blocked).toEqual([1]);
    const problem = explain(seed, margins);
    expect(problem?.message).toBe("margins rows and columns can't hold together while some cells are zero");
    expect(problem?.found).toContain('rows=0 60');
    expect(problem?.hint).toBe('zero: cell 1');
  });

  it('whatever the seed: X = Y, Y = Z, X != Z', () => {
    const shape = shapeOf([2, 2, 2]);
    const margins = [
      marginOf('xy', shape, [0, 1], [0.5, 0, 0, 0.5]),
      marginOf('yz', shape, [1, 2], [0.5, 0, 0, 0.5]),
      marginOf('xz', shape, [0, 2], [0, 0.5, 0.5, 0]),
    ];
    const { infeasibility } = fitTable(ones(8), margins);
    expect(infeasibility?.code).toBe('INFEASIBLE_JOINT');
    if (infeasibility?.code !== 'INFEASIBLE_JOINT') return;
    expectProof(infeasibility.certificate, ones(8), margins);
    expect(explain(ones(8), margins)?.message).toBe("margins xy and yz and xz can't hold together");
  });

  it('whatever the seed, without a zero anywhere', () => {
    const shape = shapeOf([2, 2, 2]);
    const margins = [
      marginOf('xy', shape, [0, 1], [0.45, 0.05, 0.05, 0.45]),
      marginOf('yz', shape, [1, 2], [0.45, 0.05, 0.05, 0.45]),
      marginOf('xz', shape, [0, 2], [0.05, 0.45, 0.45, 0.05]),
    ];
    for (const seed of [ones(8), Float64Array.of(1, 1, 0, 1, 1, 1, 1, 1)]) {
      const { infeasibility, sweeps } = fitTable(seed, margins);
      expect(infeasibility?.code).toBe('INFEASIBLE_JOINT');
      if (infeasibility?.code !== 'INFEASIBLE_JOINT') return;
      expectProof(infeasibility.certificate, seed, margins);
      expect(sweeps).toBeLessThan(1000);
    }
  });

  it('because margins that share a variable disagree about it', () => {
    const shape = shapeOf([2, 2]);
    const margins = [
      marginOf('a', shape, [0], [0.6, 0.4]),
      marginOf('ab', shape, [0, 1], [0.2, 0.3, 0.2, 0.3]),
    ];
    expect(fitTable(ones(4), margins).infeasibility?.code).toBe('INFEASIBLE_JOINT');
    expect(explain(ones(4), margins)?.message).toBe("margins a and ab can't hold together");
  });

  it('because a category must hold somebody and has no cell', () => {
    const seed = Float64Array.of(1, 1, 0, 0);
    const margins = twoWay([60, 40], [50, 50]);
    expect(fitTable(seed, margins).infeasibility).toEqual({ code: 'EMPTY_CATEGORY', margin: 0, group: 1 });
    expect(explain(seed, margins)?.message).toBe('margin rows needs rows=1, of whom there can be nobody');
  });
});

describe('margins at the boundary', () => {
  const seed = Float64Array.of(1, 1, 1, 0);
  const margins = twoWay([0.5, 0.5], [0.5, 0.5]);

  it('are approached like 1 / sweeps', () => {
    const error = (sweeps: number) =>
      Math.max(...fitTable(seed, margins, { maxSweeps: sweeps, longSweeps: sweeps }).residuals);
    expect(error(1000)).toBeCloseTo(2.5e-4, 6);
    expect(error(100_000)).toBeCloseTo(2.5e-6, 8);
  });

  it('end in a report that names the vanishing cell', () => {
    const fit = fitTable(seed, margins);
    expect(fit.converged).toBe(false);
    expect(fit.infeasibility).toMatchObject({ code: 'SLOW_BOUNDARY', cells: [0], sweeps: 50_000 });
    expect(explain(seed, margins)).toMatchObject({
      message: expect.stringMatching(/^margin (rows|columns) is met only by leaving cells empty$/),
      found: expect.stringContaining('vanishing: cell 0'),
    });
  });
});
