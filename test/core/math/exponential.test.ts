import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numbers } from '../../../src/core/math/arithmetic.ts';
import { EXP_HIGH, EXP_LOW, exp, log, logistic, sinPi } from '../../../src/core/math/exponential.ts';

const single = (min: number, max: number) =>
  fc.float({ min: Math.fround(min), max: Math.fround(max), noNaN: true });
const seed = 20220221;

describe('exp, log, logistic and sin in f32', () => {
  it('stay within 1.3 units of the last place of the exact value', () => {
    fc.assert(
      fc.property(single(-80, 80), x => Math.abs(exp(numbers, x) / Math.exp(x) - 1) < 1.0e-7),
      { seed, numRuns: 20_000 },
    );
    fc.assert(
      fc.property(
        single(1e-30, 1e30),
        x => Math.abs(log(numbers, x) - Math.log(x)) < 1.3e-7 * Math.max(0.5, Math.abs(Math.log(x))),
      ),
      { seed, numRuns: 20_000 },
    );
    fc.assert(
      fc.property(single(-30, 30), x => Math.abs(logistic(numbers, x) * (1 + Math.exp(-x)) - 1) < 1.8e-7),
      { seed, numRuns: 20_000 },
    );
    fc.assert(
      fc.property(single(-0.5, 0.5), x => Math.abs(sinPi(numbers, x) - Math.sin(Math.PI * x)) < 2e-7),
      { seed, numRuns: 20_000 },
    );
  });

  it('saturate instead of overflowing', () => {
    expect(exp(numbers, 1e9)).toBe(exp(numbers, EXP_HIGH));
    expect(exp(numbers, -Infinity)).toBe(exp(numbers, EXP_LOW));
    expect(log(numbers, 0)).toBe(log(numbers, 1.17549435e-38));
    expect(log(numbers, -5)).toBe(log(numbers, 0));
    expect(logistic(numbers, -1e6)).toBeGreaterThanOrEqual(0);
    expect(logistic(numbers, 1e6)).toBe(1);
  });

  it('let NaN through, so that a broken value is found', () => {
    for (const f of [exp, log, logistic]) expect(f(numbers, Number.NaN)).toBeNaN();
  });
});
