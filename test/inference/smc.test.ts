import { describe, expect, it } from 'vitest';
import { log } from '../../src/core/math/f64-functions.ts';
import { logBeta } from '../../src/core/math/gamma.ts';
import { normalQuantile } from '../../src/core/math/normal.ts';
import { effectiveSize, relativeWeights, systematic } from '../../src/core/random/resampling.ts';
import type { Density } from '../../src/inference/emulator/density.ts';
import { sampleRepeats } from '../../src/inference/sampler/posterior.ts';
import { temperedSmc } from '../../src/inference/sampler/smc.ts';

/** Posterior draws of one coordinate of a density on the cube. */
function sample(density: Density, dimension: number, particles: number, seed: string, sweeps = 20) {
  const settings = { seed, stream: 'test', repeat: 0, dimension, particles, moves: 5 };
  return temperedSmc([{ terms: [density], start: [0], end: [1], sweeps }], settings);
}

function momentsOf(values: ArrayLike<number>) {
  const x = Float64Array.from(values).sort();
  const mean = x.reduce((sum, v) => sum + v, 0) / x.length;
  const sd = Math.sqrt(x.reduce((sum, v) => sum + (v - mean) * (v - mean), 0) / x.length);
  return { mean, sd, q05: x[Math.floor(0.05 * x.length)], q95: x[Math.floor(0.95 * x.length)] };
}

describe('tempered SMC', () => {
  it('meets the conjugate normal posterior', () => {
    // Prior N(0, 1), sigma 1, y = 1: N(0.5, 0.7071).
    const cloud = sample((u, from) => -0.5 * (1 - normalQuantile(u[from])) ** 2, 1, 4000, 'normal');
    const { mean, sd } = momentsOf(cloud.u.map(normalQuantile));
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.04);
    expect(Math.abs(sd - Math.SQRT1_2)).toBeLessThan(0.03);
    // Evidence: N(1; 0, sqrt 2) over the density's factor.
    expect(Math.abs(cloud.logEvidence - (-0.25 - 0.5 * Math.log(2)))).toBeLessThan(0.05);
  });

  it('meets a narrow posterior, far out', () => {
    // Prior N(0, 1), sigma 0.01, y = 3: nearly N(3, 0.01), 2 700 times narrower than the prior's bulk.
    const cloud = sample((u, from) => -0.5 * ((3 - normalQuantile(u[from])) / 0.01) ** 2, 1, 2000, 'narrow');
    const { mean, sd } = momentsOf(cloud.u.map(normalQuantile));
    expect(Math.abs(mean - 2.9997)).toBeLessThan(0.001);
    expect(Math.abs(sd / 0.01 - 1)).toBeLessThan(0.06);
  });

  it('meets Beta(45, 57) and its quantiles', () => {
    const cloud = sample((u, from) => 44 * log(u[from]) + 56 * log(1 - u[from]), 1, 8000, 'beta');
    const { mean, sd, q05, q95 } = momentsOf(cloud.u);
    expect(Math.abs(mean - 0.441176)).toBeLessThan(0.003);
    expect(Math.abs(sd - 0.048924)).toBeLessThan(0.0025);
    expect(Math.abs(q05 - 0.361313)).toBeLessThan(0.005);
    expect(Math.abs(q95 - 0.522358)).toBeLessThan(0.005);
    expect(Math.abs(cloud.logEvidence - logBeta(45, 57))).toBeLessThan(0.1);
  });

  it('leaves the prior as it is where the density is flat, however many sweeps', () => {
    for (const dimension of [1, 2, 6]) {
      const cloud = sample(() => -7, dimension, 1000, `flat ${dimension}`, 200);
      for (let j = 0; j < dimension; j++) {
        const x = Array.from({ length: 1000 }, (_, i) => cloud.u[i * dimension + j]).sort((a, b) => a - b);
        // Kolmogorov-Smirnov of 1 000 draws: 0.062 at 0.999.
        expect(Math.max(...x.map((u, i) => Math.abs(u - (i + 0.5) / 1000)))).toBeLessThan(0.062);
        expect(new Set(x).size).toBe(1000);
        expect(x.filter(u => Number.isInteger(u * 1024))).toHaveLength(0);
      }
      expect(cloud.logEvidence).toBeCloseTo(-7, 12);
      expect(cloud.steps.across).toBe(1);
      expect(cloud.steps.around).toBeLessThan(10);
    }
  });

  it('meets correlated densities that faces of the cube cut off', () => {
    // |a - b| below 0.05 or so: nearly uniform along the diagonal, sd 0.278641 (by quadrature).
    const band = sample((u, at) => -0.5 * ((u[at] - u[at + 1]) / 0.05) ** 2, 2, 4000, 'band', 30);
    const along = momentsOf(band.u.filter((_, n) => n % 2 === 0));
    expect(Math.abs(along.mean - 0.5)).toBeLessThan(0.02);
    expect(Math.abs(along.sd - 0.278641)).toBeLessThan(0.011);
    // a + b + c near 0.4: a triangle between three faces, mean 0.134001 and sd 0.095100.
    const corner = sample(
      (u, at) => -0.5 * ((u[at] + u[at + 1] + u[at + 2] - 0.4) / 0.02) ** 2,
      3,
      4000,
      'corner',
      30,
    );
    for (let j = 0; j < 3; j++) {
      const { mean, sd } = momentsOf(corner.u.filter((_, n) => n % 3 === j));
      expect(Math.abs(mean - 0.134001)).toBeLessThan(0.007);
      expect(Math.abs(sd - 0.0951)).toBeLessThan(0.005);
    }
  });

  it('meets a posterior that a face cuts off in its middle, and one with heavier tails than normal', () => {
    // Half a normal law below 1 with sd 0.05: mean 1 - 0.05 sqrt(2 / pi).
    const half = momentsOf(sample((u, at) => -0.5 * ((u[at] - 1) / 0.05) ** 2, 1, 4000, 'half', 40).u);
    expect(Math.abs(half.mean - (1 - 0.05 * Math.sqrt(2 / Math.PI)))).toBeLessThan(0.002);
    expect(Math.abs(half.sd - 0.05 * Math.sqrt(1 - 2 / Math.PI))).toBeLessThan(0.002);
    // A Cauchy likelihood of scale 0.02 about 0.5: 8.2 % beyond 0.12 of it (1 - atan(6) / atan(25)).
    const { u } = sample((v, at) => -log(1 + ((v[at] - 0.5) / 0.02) ** 2), 1, 4000, 'cauchy', 40);
    const beyond = u.filter(x => Math.abs(x - 0.5) > 0.12).length / 4000;
    expect(Math.abs(beyond - (1 - Math.atan(6) / Math.atan(25)))).toBeLessThan(0.016);
  });

  it('chooses between models by their evidence', () => {
    // Beta(1, 1) against Beta(10, 1), n = 5, x = 2: evidence 1/6 and 0.0183150, P1 = 0.900990.
    const choose = log(10);
    const likelihood = (p: number) => choose + 2 * log(p) + 3 * log(1 - p);
    const one = sample((u, from) => likelihood(u[from]), 1, 4000, 'one');
    // F(p) = p^10 of Beta(10, 1).
    const ten = sample((u, from) => likelihood(u[from] ** 0.1), 1, 4000, 'ten');
    const [a, b] = [one, ten].map(cloud => Math.exp(cloud.logEvidence));
    expect(Math.abs(a - 1 / 6)).toBeLessThan(0.01);
    expect(Math.abs(b - 0.018315)).toBeLessThan(0.002);
    expect(2 * Math.abs(a / (a + b) - 0.90099)).toBeLessThan(0.02);
  });

  it('finds both modes of a density, and their correlation within', () => {
    const mode = (x: number, y: number, at: number) =>
      Math.exp(-0.5 * (((x - at + (y - at)) / 0.1) ** 2 + ((x - y) / 0.02) ** 2));
    const density: Density = (u, from) =>
      Math.log(mode(u[from], u[from + 1], 0.25) + 3 * mode(u[from], u[from + 1], 0.75) + 1e-300);
    const { u } = sample(density, 2, 4000, 'modes');
    const upper = Array.from({ length: 4000 }, (_, i) => u[2 * i] + u[2 * i + 1] > 1);
    expect(upper.filter(Boolean).length / 4000).toBeCloseTo(0.75, 1);
    const across = momentsOf(Array.from({ length: 4000 }, (_, i) => u[2 * i] - u[2 * i + 1]));
    expect(Math.abs(across.sd / 0.02 - 1)).toBeLessThan(0.06);
  });

  it('gives the same bytes for the same seed, others for another', () => {
    const density: Density = (u, from) => -50 * (u[from] - 0.3) ** 2;
    expect(sample(density, 2, 200, 'a').u).toEqual(sample(density, 2, 200, 'a').u);
    expect(sample(density, 2, 200, 'b').u).not.toEqual(sample(density, 2, 200, 'a').u);
  });

  it('ends where a density is nothing nearly everywhere', () => {
    const density: Density = (u, from) => (u[from] > 0.999 ? 0 : Number.NEGATIVE_INFINITY);
    const { u } = sample(density, 1, 4000, 'nothing');
    expect(u.every(value => value > 0.999)).toBe(true);
  });

  it('repeats until repeats agree, and says how well', () => {
    const density: Density = (u, from) => -200 * ((u[from] - 0.3) ** 2 + (u[from + 1] - 0.6) ** 2);
    const { convergence, u } = sampleRepeats([{ terms: [density], start: [0], end: [1], sweeps: 2 }], {
      particles: 500,
      repeats: 4,
      seed: 'repeats',
      stream: 'test',
      dimension: 2,
    });
    expect(u).toHaveLength(4 * 500 * 2);
    for (const { rHat, ess } of convergence) {
      expect(rHat).toBeLessThan(1.01);
      expect(ess).toBeGreaterThan(400);
    }
  });
});

describe('resampling', () => {
  it('takes each as often as its weight says, to within one', () => {
    const weights = [0.1, 0.45, 0, 0.25, 0.2];
    const counts = new Array(5).fill(0);
    for (const i of systematic(weights, 0.37, 40)) counts[i]++;
    counts.forEach((n, i) => {
      expect(Math.abs(n - 40 * weights[i])).toBeLessThan(1);
    });
  });

  it('knows effective sizes and means', () => {
    expect(effectiveSize([1, 1, 1, 1])).toBe(4);
    expect(effectiveSize([1, 0, 0, 0])).toBe(1);
    const { weights, logMean } = relativeWeights([-1000, -1000 + Math.log(3)]);
    expect(weights[0]).toBeCloseTo(1 / 3, 12);
    expect(logMean).toBeCloseTo(-1000 + Math.log(2), 12);
  });
});
