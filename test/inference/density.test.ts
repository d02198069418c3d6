import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../src/core/math/normal.ts';
import { openDraws } from '../../src/core/random/sequential-draws.ts';
import { parsePrior } from '../../src/inference/problem/prior.ts';
import type { InferenceProblem } from '../../src/inference/problem/problem.ts';
import { identifiabilityOf } from '../../src/inference/sampler/identifiability.ts';
import { logDensityAt, logPriorDensityAt } from '../support/density.ts';

const asked = (text: string, low?: number, high?: number): InferenceProblem => ({
  parameters: [{ name: 'x', prior: parsePrior(text), low, high }],
  targets: [],
  seed: 'density',
});
const uniform = openDraws('density tests', 'draws');
const many = 4000;
const even = new Array<number>(many).fill(1 / many);
/** Draws at evenly spread quantiles: no chance in them. */
const spread = (quantile: (p: number) => number) =>
  Array.from({ length: many }, (_, i) => [quantile((i + 0.5) / many)]);
const logNormal = (x: number, mean: number, sd: number) =>
  -0.5 * ((x - mean) / sd) ** 2 - Math.log(sd * Math.sqrt(2 * Math.PI));

describe('densities of priors', () => {
  it('are those of their laws', () => {
    expect(logPriorDensityAt(asked('uniform(2, 6)'), 0, 3)).toBeCloseTo(-Math.log(4), 12);
    expect(logPriorDensityAt(asked('uniform(2, 6)'), 0, 7)).toBe(Number.NEGATIVE_INFINITY);
    expect(logPriorDensityAt(asked('normal(1, 2)'), 0, 4)).toBeCloseTo(logNormal(4, 1, 2), 12);
    const logged = logNormal(Math.log(3), 1, 0.5) - Math.log(3);
    expect(logPriorDensityAt(asked('lognormal(1, 0.5)'), 0, 3)).toBeCloseTo(logged, 12);
    // Beta(2, 3): 12 x (1 - x)^2.
    expect(logPriorDensityAt(asked('beta(2, 3)'), 0, 0.2)).toBeCloseTo(Math.log(12 * 0.2 * 0.64), 10);
    expect(logPriorDensityAt(asked('beta(1, 3)'), 0, 0)).toBeCloseTo(Math.log(3), 10);
    expect(logPriorDensityAt(asked('triangular(0, 1, 4)'), 0, 1)).toBeCloseTo(Math.log(0.5), 12);
    expect(logPriorDensityAt(asked('triangular(0, 1, 4)'), 0, 0.5)).toBeCloseTo(Math.log(0.25), 12);
    expect(logPriorDensityAt(asked('discrete(1: 1, 3: 3)'), 0, 3)).toBeCloseTo(Math.log(0.75), 12);
    // What lies within the range has all of it.
    const half = asked('normal(0, 1)', 0);
    expect(logPriorDensityAt(half, 0, 0.5)).toBeCloseTo(logNormal(0.5, 0, 1) + Math.LN2, 12);
    expect(logPriorDensityAt(half, 0, -0.5)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('sum to one', () => {
    for (const text of [
      'uniform(0.2, 3)',
      'normal(1, 0.5)',
      'lognormal(0, 0.4)',
      'beta(2, 2)',
      'triangular(0, 1, 3)',
    ]) {
      const question = asked(text, 0.1, 2.5);
      let sum = 0;
      for (let i = 0; i < 30_000; i++)
        sum += Math.exp(logPriorDensityAt(question, 0, (i + 0.5) / 10_000)) / 10_000;
      expect(sum, text).toBeCloseTo(1, 3);
    }
  });
});

describe('densities of draws', () => {
  const density = (question: InferenceProblem, theta: number[][], value: number) =>
    logDensityAt(question, { theta, weights: even }, 0, value);

  it('are those of the normal law they come from', () => {
    const question = asked('normal(10, 2)');
    const theta = spread(p => 11 + 0.5 * normalQuantile(p));
    for (const x of [10, 10.5, 11, 11.7])
      expect(Math.abs(density(question, theta, x) - logNormal(x, 11, 0.5))).toBeLessThan(0.1);
    // Far outside all draws: no infinity, and less than within two sd.
    expect(density(question, theta, 16)).toBeGreaterThan(-120);
    expect(density(question, theta, 16)).toBeLessThan(density(question, theta, 12));
  });

  it('are those of the prior, where nothing was learnt', () => {
    for (const text of ['uniform(0, 1)', 'normal(0, 1)'])
      for (const p of [0.02, 0.3, 0.5, 0.9]) {
        const question = asked(text);
        const quantile = (q: number) => (text.startsWith('n') ? normalQuantile(q) : q);
        const x = quantile(p);
        expect(
          Math.abs(density(question, spread(quantile), x) - logPriorDensityAt(question, 0, x)),
        ).toBeLessThan(0.1);
      }
  });

  it('follow weights', () => {
    // Draws of N(0, 1), weighed to N(0.5, 0.5).
    const theta = spread(normalQuantile);
    const raw = theta.map(([x]) => Math.exp(logNormal(x, 0.5, 0.5) - logNormal(x, 0, 1)));
    const total = raw.reduce((a, b) => a + b);
    const draws = { theta, weights: raw.map(w => w / total) };
    for (const x of [-0.2, 0.5, 1.1])
      expect(
        Math.abs(logDensityAt(asked('normal(0, 1)'), draws, 0, x) - logNormal(x, 0.5, 0.5)),
      ).toBeLessThan(0.1);
  });

  it('favour the truth where something was learnt, by as much as was', () => {
    // Truth ~ N(0, 1), datum ~ N(truth, 0.5): the expected gain is half of ln(1 + 4).
    const question = asked('normal(0, 1)');
    let gain = 0;
    for (let i = 0; i < 100; i++) {
      const truth = uniform.normal(i, 0);
      const datum = truth + 0.5 * uniform.normal(i, 1);
      const theta = spread(p => 0.8 * datum + Math.sqrt(0.2) * normalQuantile(p)).filter(
        (_, n) => n % 10 === 5,
      );
      const weights = theta.map(() => 1 / theta.length);
      gain += logDensityAt(question, { theta, weights }, 0, truth) - logPriorDensityAt(question, 0, truth);
    }
    expect(Math.abs(gain / 100 - 0.5 * Math.log(5))).toBeLessThan(0.15);
  });

  it('of discrete parameters are probabilities', () => {
    const theta = Array.from({ length: many }, (_, i) => [i % 4 === 0 ? 1 : 2]);
    const question = asked('discrete(1, 2, 5)');
    expect(density(question, theta, 1)).toBeCloseTo(Math.log(0.25), 2);
    expect(density(question, theta, 5)).toBeLessThan(-9);
    expect(density(question, theta, 3)).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe('what the figures tell', () => {
  it('leaves some parameters alone, and knows some only together', () => {
    const summaries = [
      { name: 'a', shrinkage: 0.9, moved: true },
      { name: 'b', shrinkage: 0.05, moved: false },
      { name: 'c', shrinkage: -0.02, moved: false },
    ];
    const { unmoved, together } = identifiabilityOf(summaries, [
      [1, -0.7, 0.2],
      [-0.7, 1, 0.8],
      [0.2, 0.8, 1],
    ]);
    expect(unmoved).toEqual(['c', 'b']);
    expect(together).toEqual([
      { first: 'b', second: 'c', correlation: 0.8 },
      { first: 'a', second: 'b', correlation: -0.7 },
    ]);
  });
});
