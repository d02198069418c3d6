import { describe, expect, it } from 'vitest';
import { judgeToy, referenceOf, summaryOf } from './judge.ts';
import { DIMENSION, openToy, surveyOf } from './toy.ts';

const TRUTHS = [0, 1, 2];

describe('the reference of the toys', () => {
  for (const outside of [false, true])
    it(`covers as it should over 12 truths, ${outside ? 'outside' : 'within'} the quadratic basis`, () => {
      const { shares } = openToy(outside);
      let covered = 0;
      for (let truth = 0; truth < 12; truth++) {
        const { u } = surveyOf(shares, truth);
        const cloud = referenceOf(outside, truth, 400, 30);
        for (let j = 0; j < DIMENSION; j++) {
          const { low, high } = summaryOf(cloud.u, j);
          if (low <= u[j] && u[j] <= high) covered++;
        }
      }
      expect(covered / (12 * DIMENSION)).toBeGreaterThanOrEqual(0.81);
      expect(covered / (12 * DIMENSION)).toBeLessThanOrEqual(0.98);
    });
});

describe('waves with 600 runs against the reference, three truths', () => {
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

  for (const { outside, error, least, most } of [
    { outside: false, error: 0.25, least: 0.9, most: 1.15 },
    { outside: true, error: 0.8, least: 0.9, most: 2 },
  ])
    it(outside ? 'outside the quadratic basis' : 'within it', () => {
      const all = TRUTHS.map(truth => judgeToy({ outside, truth, particles: 1000, repeats: 2 }));
      expect(mean(all.map(one => one.error))).toBeLessThan(error);
      expect(mean(all.map(one => one.ratio))).toBeGreaterThan(least);
      expect(mean(all.map(one => one.ratio))).toBeLessThan(most);
      expect(all.reduce((sum, one) => sum + one.covered, 0)).toBeGreaterThanOrEqual(27);
      for (const { state } of all)
        for (const { rHat, ess } of state.posterior!.convergence) {
          expect(rHat).toBeLessThan(1.01);
          expect(ess).toBeGreaterThan(400);
        }
    });
});
