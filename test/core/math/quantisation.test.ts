import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numbers } from '../../../src/core/math/arithmetic.ts';
import { fromSteps, stepsOver, toSteps } from '../../../src/core/math/quantisation.ts';

const seed = 20220221;
const ranges = [
  [0, 1],
  [-8, 8],
  [0.1, 0.3],
  [-1e6, 1e-3],
  [3, 60_000],
] as const;

describe('numbers in 16 bits', () => {
  it('hit both ends and the middle of 0 to 1 and of -8 to 8', () => {
    for (const [low, high] of [ranges[0], ranges[1]]) {
      const steps = stepsOver(low, high);
      const kept = [low, (low + high) / 2, high].map(v =>
        fromSteps(numbers, steps, toSteps(numbers, steps, v)),
      );
      expect(kept).toEqual([low, (low + high) / 2, high]);
    }
  });

  it('are off by half a step at most, and never outside the range', () => {
    for (const [low, high] of ranges) {
      const steps = stepsOver(low, high);
      const { low: from, high: to, step } = steps;
      fc.assert(
        fc.property(fc.double({ min: low, max: high, noNaN: true }).map(Math.fround), value => {
          const kept = fromSteps(numbers, steps, toSteps(numbers, steps, value));
          expect(kept).toBeGreaterThanOrEqual(from);
          expect(kept).toBeLessThanOrEqual(to);
          expect(Math.abs(kept - Math.min(to, Math.max(from, value)))).toBeLessThanOrEqual(
            0.52 * step + 1e-7 * Math.abs(value),
          );
        }),
        { seed, numRuns: 5000 },
      );
    }
  });

  it('come back as the step they were', () => {
    for (const [low, high] of ranges.slice(0, 3)) {
      const steps = stepsOver(low, high);
      for (let k = 0; k <= 65_534; k++) {
        if (toSteps(numbers, steps, fromSteps(numbers, steps, k)) !== k)
          throw new Error(`${low}..${high}: ${k}`);
      }
    }
  });

  it('take values outside for the ends', () => {
    const steps = stepsOver(0, 1);
    expect([-1, 2, -Infinity, Infinity].map(v => toSteps(numbers, steps, v))).toEqual([0, 65_534, 0, 65_534]);
  });
});
