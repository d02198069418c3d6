import { describe, expect, it } from 'vitest';
import { exp, log, log1p, logistic, logit, power } from '../../../src/core/math/f64-functions.ts';

/** As C's library has them. */
const EXP: [number, number][] = [
  [1, Math.E],
  [-1, 0.36787944117144233],
  [0.1, 1.1051709180756477],
  [10, 22026.465794806718],
  [-20.5, 1.2501528663867426e-9],
  [100, 2.6881171418161356e43],
  [-700, 9.85967654375977e-305],
  [709.5, 1.3549863193146328e308],
];

describe('exp', () => {
  it('meets known values to the last bits', () => {
    for (const [x, expected] of EXP) expect(Math.abs(exp(x) / expected - 1)).toBeLessThan(3e-16);
  });

  it('agrees with the engine over the whole range', () => {
    let worst = 0;
    for (let i = -70_000; i <= 70_900; i++) {
      const x = i / 100 + 0.001;
      worst = Math.max(worst, Math.abs(exp(x) / Math.exp(x) - 1));
    }
    expect(worst).toBeLessThan(1e-15);
  });

  it('ends in 0 and Infinity', () => {
    expect([exp(-746), exp(710), exp(Number.NEGATIVE_INFINITY), exp(Number.POSITIVE_INFINITY)]).toEqual([
      0,
      Number.POSITIVE_INFINITY,
      0,
      Number.POSITIVE_INFINITY,
    ]);
    expect(exp(0)).toBe(1);
    expect(exp(Number.NaN)).toBeNaN();
    expect(exp(-745)).toBe(5e-324);
  });
});

describe('log', () => {
  it('is the inverse of exp and agrees with the engine', () => {
    let worst = 0;
    for (let i = 1; i < 100_000; i++)
      for (const x of [i * 1e-5, i * 0.37, 2 ** ((i % 2000) - 1000) * (1 + i * 1e-5)])
        if (x !== 1) worst = Math.max(worst, Math.abs(log(x) / Math.log(x) - 1));
    expect(worst).toBeLessThan(1e-15);
    expect(log(Math.E)).toBe(1);
  });

  it('knows its ends and subnormal numbers', () => {
    expect([log(0), log(1), log(Number.POSITIVE_INFINITY)]).toEqual([
      Number.NEGATIVE_INFINITY,
      0,
      Number.POSITIVE_INFINITY,
    ]);
    expect(log(-1)).toBeNaN();
    expect(log(5e-324)).toBeCloseTo(-744.4400719213812, 12);
    expect(log(2.5e-310) / Math.log(2.5e-310)).toBeCloseTo(1, 15);
  });

  it('of 1 + x stays exact for small x', () => {
    expect(log1p(1e-20)).toBe(1e-20);
    for (const x of [-0.9, -1e-8, 1e-12, 1e-5, 0.3, 20])
      expect(Math.abs(log1p(x) / Math.log1p(x) - 1)).toBeLessThan(1e-15);
  });
});

describe('logistic and logit', () => {
  it('are each other’s inverse', () => {
    for (let x = -30; x <= 30; x += 0.37) expect(logit(logistic(x))).toBeCloseTo(x, x > 10 ? 2 : 9);
    for (let p = 0.001; p < 1; p += 0.00137) expect(logistic(logit(p))).toBeCloseTo(p, 14);
  });

  it('do not overflow', () => {
    expect([logistic(-800), logistic(800)]).toEqual([0, 1]);
    expect([logit(0), logit(1), logit(0.5)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0]);
  });
});

it('power agrees with the engine', () => {
  for (const [x, y] of [
    [2, 10],
    [0.3, -2.5],
    [1e-5, 0.1],
    [0, 0],
    [7, 0],
  ])
    expect(Math.abs(power(x, y) / x ** y - 1)).toBeLessThan(1e-14);
  expect(power(0, 2)).toBe(0);
});

it('gives these bits on every version of Node', () => {
  expect([exp(-3.7), log(0.123), logistic(0.77), logit(0.44), log1p(-0.3)]).toMatchInlineSnapshot(`
    [
      0.024723526470339388,
      -2.0955709236097197,
      0.6835208937363156,
      -0.24116205681688804,
      -0.3566749439387324,
    ]
  `);
});
