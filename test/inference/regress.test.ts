import { describe, expect, it } from 'vitest';
import { openDraws } from '../../src/core/random/sequential-draws.ts';
import { regress } from '../../src/inference/abc/regress.ts';
import { latinHypercube } from '../../src/inference/design/latin-hypercube.ts';
import { parsePrior } from '../../src/inference/problem/prior.ts';
import { priorTransformOf } from '../../src/inference/problem/prior-transform.ts';

const noise = openDraws('regress tests', 'noise');
const normal = priorTransformOf({ name: 'mu', prior: parsePrior('normal(0, 1)') });

/** A table of runs over a Latin hypercube. */
function tableOf(
  count: number,
  dimension: number,
  run: (u: number[], i: number) => number[],
  seed = 'table',
) {
  const { u } = latinHypercube(count, dimension, openDraws(seed, 'lhs'));
  const points = Array.from({ length: count }, (_, i) =>
    Array.from(u.subarray(i * dimension, (i + 1) * dimension)),
  );
  return { u: points, summaries: points.map(run) };
}

function moments(u: number[][], weights: number[], value: (u: number[]) => number) {
  const mean = u.reduce((sum, point, i) => sum + weights[i] * value(point), 0);
  const sd = Math.sqrt(u.reduce((sum, point, i) => sum + weights[i] * (value(point) - mean) ** 2, 0));
  return { mean, sd };
}

describe('regression adjustment', () => {
  // Prior N(0, 1), sigma 0.5, y = 1.2: N(0.96, 0.4472).
  const table = tableOf(3000, 1, ([u], i) => [normal.value(u) + 0.5 * noise.normal(i, 0)]);

  it('meets the conjugate normal posterior, from far more runs than rejection could use', () => {
    const wide = regress(table, [1.2], { names: ['y'], tolerance: 0.5 });
    const adjusted = moments(wide.u, wide.weights, ([u]) => normal.value(u));
    expect(Math.abs(adjusted.mean - 0.96)).toBeLessThan(0.06);
    expect(Math.abs(adjusted.sd - 0.4472)).toBeLessThan(0.06);
    const near = regress(table, [1.2], { names: ['y'] });
    expect(near.u).toHaveLength(150);
    expect(Math.abs(moments(near.u, near.weights, ([u]) => normal.value(u)).mean - 0.96)).toBeLessThan(0.12);
  });

  it('lets the spread change', () => {
    // s = x + noise that grows with x: near s = 0.25 it is half of what it is near 0.5.
    const growing = tableOf(4000, 1, ([u], i) => [u + 0.2 * u * noise.normal(i, 1)], 'growing');
    const sd = (heteroscedastic: boolean) => {
      const { u, weights } = regress(growing, [0.25], { names: ['s'], tolerance: 0.6, heteroscedastic });
      return moments(u, weights, ([x]) => x).sd;
    };
    // The exact posterior: density (1/u) exp(-((0.25 - u) / (0.2 u))^2 / 2).
    const grid = Array.from({ length: 2000 }, (_, i) => (i + 0.5) / 2000);
    const density = grid.map(u => Math.exp(-0.5 * ((0.25 - u) / (0.2 * u)) ** 2) / u);
    const total = density.reduce((a, b) => a + b);
    const mean = grid.reduce((sum, u, i) => sum + (u * density[i]) / total, 0);
    const exact = Math.sqrt(grid.reduce((sum, u, i) => sum + ((u - mean) ** 2 * density[i]) / total, 0));
    expect(Math.abs(sd(true) - exact)).toBeLessThan(Math.abs(sd(false) - exact));
    expect(Math.abs(sd(true) / exact - 1)).toBeLessThan(0.35);
  });

  it('finds what matters among many summaries', () => {
    const many = tableOf(3000, 2, ([a, b], i) => [
      a + 0.1 * noise.normal(i, 2),
      b + 0.1 * noise.normal(i, 3),
      ...Array.from({ length: 18 }, (_, k) => noise.normal(i, 4 + k)),
    ]);
    const figures = [0.4, 0.7, ...new Array(18).fill(0.5)];
    const names = figures.map((_, k) => `s${k}`);
    const { u, weights } = regress(many, figures, { names, semiAutomatic: true });
    expect(Math.abs(moments(u, weights, ([a]) => a).mean - 0.4)).toBeLessThan(0.03);
    expect(Math.abs(moments(u, weights, ([, b]) => b).mean - 0.7)).toBeLessThan(0.03);
    expect(Math.abs(moments(u, weights, ([a]) => a).sd - 0.1)).toBeLessThan(0.03);
    expect(u).toHaveLength(150);
  });

  it('carries the weights of an ABC sampler on', () => {
    // Runs from a prior twice as wide in u below one half, undone by weights.
    const even = regress(table, [1.2], { names: ['y'], tolerance: 0.4 });
    const u = table.u.filter(([x], i) => x > 0.5 || i % 2 === 0);
    const summaries = table.summaries.filter((_, i) => table.u[i][0] > 0.5 || i % 2 === 0);
    const weights = u.map(([x]) => (x > 0.5 ? 1 : 2));
    const weighed = regress({ u, summaries, weights }, [1.2], { names: ['y'], tolerance: 0.4 });
    const [a, b] = [even, weighed].map(fit => moments(fit.u, fit.weights, ([x]) => x).mean);
    expect(Math.abs(a - b)).toBeLessThan(0.015);
  });

  it('refuses figures that no run is near, and names them', () => {
    const two = tableOf(500, 1, ([u], i) => [u + 0.1 * noise.normal(i, 30), u], 'two');
    expect(() => regress(two, [0.5, 4], { names: ['depressed', 'stay'] })).toThrow(
      /not reachable.*stay 1\d\.\d standard/,
    );
    expect(() => regress(two, [0.5, 0.5], { names: ['a', 'b'] })).not.toThrow();
    // Each is in range, but never together.
    expect(() => regress(two, [0.1, 0.9], { names: ['a', 'b'] })).toThrow(
      /not reachable.*no run is near all of them together.*a -1\.\d standard/,
    );
  });

  it('leaves runs without a value out, and says when none is left', () => {
    const holes = {
      u: table.u,
      summaries: table.summaries.map((row, i) => (i % 3 === 0 ? [Number.NaN] : row)),
    };
    expect(regress(holes, [1.2], { names: ['y'] }).u).toHaveLength(100);
    const none = { u: table.u, summaries: table.u.map(() => [Number.NaN]) };
    expect(() => regress(none, [1.2], { names: ['y'] })).toThrow('too few runs');
  });
});
