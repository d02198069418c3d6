import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../src/core/math/normal.ts';
import { openDraws } from '../../src/core/random/sequential-draws.ts';
import { parsePrior } from '../../src/inference/problem/prior.ts';
import type { InferenceProblem } from '../../src/inference/problem/problem.ts';
import {
  correlations,
  drawsOfPoints,
  drawsOfPosterior,
  summarise,
  thinned,
} from '../../src/inference/sampler/summary.ts';

const question: InferenceProblem = {
  parameters: [
    { name: 'a', prior: parsePrior('normal(10, 2)') },
    { name: 'b', prior: parsePrior('uniform(0, 1)') },
  ],
  targets: [],
  seed: 's',
};

describe('what was learnt', () => {
  const draws = openDraws('summary', 'u');
  // u of a is that of N(11, 1); b stays as its prior.
  const points = Array.from({ length: 4000 }, (_, i) => [draws.uniform(i, 0), draws.uniform(i, 1)]);

  it('of a posterior that is the prior is nothing', () => {
    const [a, b] = summarise(question, drawsOfPosterior(question, { u: points.flat(), dimension: 2 }));
    expect(Math.abs(a.mean - 10)).toBeLessThan(0.1);
    expect(Math.abs(a.shrinkage)).toBeLessThan(0.06);
    expect(Math.abs(a.q95 - (10 + 2 * normalQuantile(0.95)))).toBeLessThan(0.25);
    expect(a.priorSd).toBeCloseTo(2, 1);
    expect(Math.abs(b.shrinkage)).toBeLessThan(0.06);
    expect([a.moved, b.moved]).toEqual([false, false]);
    expect(a.priorQ05).toBeCloseTo(10 + 2 * normalQuantile(0.05), 9);
    expect([b.priorQ05, b.priorQ50, b.priorQ95]).toEqual([0.05, 0.5, 0.95]);
    expect(
      [b.q05, b.q25, b.q50, b.q75].every((q, i) => Math.abs(q - [0.05, 0.25, 0.5, 0.75][i]) < 0.03),
    ).toBe(true);
  });

  it('is something where the mean moves and the spread stays', () => {
    // exp(z) tilts N(0, 1) into N(1, 1).
    const tilted = drawsOfPoints(
      question,
      points,
      points.map(([u]) => Math.exp(normalQuantile(u))),
    );
    const [a, b] = summarise(question, tilted);
    expect(Math.abs(a.mean - 12)).toBeLessThan(0.3);
    expect(a.shrinkage).toBeLessThan(0.1);
    expect([a.moved, b.moved]).toEqual([true, false]);
  });

  it('of weighted points follows the weights', () => {
    // Weight v on uniform draws makes density 2v: mean 2/3, variance 1/18.
    const weighted = drawsOfPoints(
      question,
      points,
      points.map(([, v]) => v),
    );
    const [, b] = summarise(question, weighted);
    expect(Math.abs(b.mean - 2 / 3)).toBeLessThan(0.015);
    expect(Math.abs(b.sd - Math.sqrt(1 / 18))).toBeLessThan(0.01);
    expect(Math.abs(b.shrinkage - (1 - 12 / 18))).toBeLessThan(0.03);
    expect(Math.abs(b.q50 - Math.SQRT1_2)).toBeLessThan(0.02);
  });

  it('shows in correlations', () => {
    const theta = points.map(([u, v]) => [u, u + 0.5 * v, 7]);
    const table = correlations({ theta, weights: theta.map(() => 1) });
    expect(table[0][1]).toBeCloseTo(1 / Math.sqrt(1.25), 1);
    expect(table[1][0]).toBe(table[0][1]);
    expect(table[2]).toEqual([0, 0, 1]);
  });

  it('is thinned evenly', () => {
    expect(thinned(10, 5)).toEqual([1, 3, 5, 7, 9]);
    expect(thinned(3, 5)).toEqual([0, 1, 2]);
    expect(new Set(thinned(4000, 300)).size).toBe(300);
  });
});
