import { describe, expect, it } from 'vitest';
import { betaCdf, betaQuantile, logBeta, logGamma } from '../../../src/core/math/gamma.ts';
import { logIntervalMass, logUpperTail, normalCdf, normalQuantile } from '../../../src/core/math/normal.ts';

/** SciPy 1.17: norm.cdf, norm.logsf. */
const NORMAL = [
  [-10, 7.61985302416047e-24, -7.61985302416047e-24],
  [-5.5, 1.898956246588768e-8, -1.8989562646189424e-8],
  [-3, 0.0013498980316300933, -0.0013508099647481925],
  [-0.7, 0.24196365222307303, -0.2770239422771313],
  [0, 0.5, -Math.LN2],
  [0.3, 0.6179114221889526, -0.9621028181688505],
  [0.68, 0.7517477695464294, -1.3933099913899842],
  [2, 0.9772498680518208, -3.7831843336820317],
  [6, 0.9999999990134123, -20.73676894997471],
];

describe('the normal law', () => {
  it('meets known values in both tails', () => {
    for (const [z, cdf, tail] of NORMAL) {
      expect(Math.abs(normalCdf(z) / cdf - 1)).toBeLessThan(1e-14);
      expect(Math.abs(logUpperTail(z) / tail - 1)).toBeLessThan(1e-14);
    }
  });

  it('has an inverse', () => {
    for (const p of [1e-300, 1e-20, 1e-5, 0.01, 0.3, 0.5, 0.9])
      expect(Math.abs(normalCdf(normalQuantile(p)) / p - 1)).toBeLessThan(p < 1e-10 ? 1e-10 : 1e-13);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
    expect(normalQuantile(-0.1)).toBeNaN();
  });

  it('gives the mass of intervals, however far out', () => {
    expect(logIntervalMass(-1.96, 1.96)).toBeCloseTo(Math.log(0.9500042097035591), 13);
    // Far out the mass is that of the nearer end.
    expect(logIntervalMass(40, 41)).toBeCloseTo(logUpperTail(40), 10);
    expect(logIntervalMass(-41, -40)).toBe(logIntervalMass(40, 41));
    expect(logIntervalMass(Number.NEGATIVE_INFINITY, 0)).toBeCloseTo(Math.log(0.5), 14);
    expect(logIntervalMass(100, Number.POSITIVE_INFINITY)).toBeCloseTo(-5005.524208694205, 8);
  });
});

describe('gamma and beta', () => {
  it('meet known values', () => {
    // SciPy gammaln, betaln, betainc.
    for (const [x, expected] of [
      [0.1, 2.252712651734206],
      [0.5, 0.5723649429247004],
      [3.7, 1.4280723266653883],
      [101, 363.7393755555636],
      [800.5, 4548.6082685842175],
    ])
      expect(logGamma(x)).toBeCloseTo(expected, 10);
    expect(logBeta(45, 57)).toBeCloseTo(-70.68442778388506, 9);
    expect(betaCdf(0.4, 45, 57)).toBeCloseTo(0.2019534517015102, 12);
    expect(betaCdf(0.01, 0.5, 3)).toBeCloseTo(0.18625375, 7);
  });

  it('beta has an inverse', () => {
    // CALIBRATION: Beta(45, 57) has q05 .361313 and q95 .522358.
    expect(betaQuantile(0.05, 45, 57)).toBeCloseTo(0.361313, 6);
    expect(betaQuantile(0.95, 45, 57)).toBeCloseTo(0.522358, 6);
    for (const p of [0.001, 0.2, 0.5, 0.99])
      expect(betaCdf(betaQuantile(p, 2.5, 0.7), 2.5, 0.7)).toBeCloseTo(p, 12);
  });
});
