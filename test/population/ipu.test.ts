import { describe, expect, it } from 'vitest';
import { fitHouseholds } from '../../src/population/ipu.ts';

/** Ye et al. 2009, as in the example of simPop. */
const first = [1, 1, 1, 0, 0, 0, 0, 0];
const targets = [
  { name: 'hh1', counts: first, target: 35 },
  { name: 'hh2', counts: first.map(x => 1 - x), target: 65 },
  { name: 'p1', counts: [1, 1, 2, 1, 0, 1, 2, 1], target: 91 },
  { name: 'p2', counts: [1, 0, 1, 0, 2, 1, 1, 1], target: 65 },
  { name: 'p3', counts: [1, 1, 0, 2, 1, 0, 2, 0], target: 104 },
];

describe('households and persons at once', () => {
  it('gives the published weights', () => {
    const { weights, converged } = fitHouseholds(8, targets);
    const published = [1.3596, 25.6608, 7.9796, 27.7913, 18.4521, 8.6421, 1.4725, 8.6421];
    expect(converged).toBe(true);
    weights.forEach((weight, h) => {
      expect(weight).toBeCloseTo(published[h], 4);
    });
  });

  it('converges as slowly as measured, and says so', () => {
    const error = (maxSweeps: number) => fitHouseholds(8, targets, { maxSweeps }).error;
    expect(error(10)).toBeCloseTo(0.12, 3);
    expect(error(100)).toBeCloseTo(0.0107, 4);
    expect(error(638)).toBeCloseTo(1.5e-5, 6);
    expect(fitHouseholds(8, targets, { maxSweeps: 100 }).converged).toBe(false);
  });
});
