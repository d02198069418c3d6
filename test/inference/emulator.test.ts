import { describe, expect, it } from 'vitest';
import { log, logistic } from '../../src/core/math/f64-functions.ts';
import { inverseForm } from '../../src/core/math/matrix.ts';
import { openDraws } from '../../src/core/random/sequential-draws.ts';
import { latinHypercube } from '../../src/inference/design/latin-hypercube.ts';
import {
  frameOf,
  productPlace,
  quadraticSize,
  wholeCube,
  writeTerms,
} from '../../src/inference/emulator/basis.ts';
import { fitEmulator, fitEmulators } from '../../src/inference/emulator/emulator.ts';
import { emulatorDiagnosticsOf } from '../../src/inference/emulator/emulator-diagnostics.ts';
import { noiseOf, type Point, shrunkCorrelation } from '../../src/inference/emulator/noise.ts';
import { openPredictor } from '../../src/inference/emulator/predictor.ts';
import { leaveOneOutScore, ridge, ridgeFits, type Table } from '../../src/inference/emulator/ridge.ts';
import type { FitTarget, Summary } from '../../src/inference/problem/target.ts';
import { binomial } from './toy.ts';

const draws = openDraws('emulator tests', 'world');

/** Points of a Latin hypercube with the runs a function gives there. */
function pointsOf(
  count: number,
  dimension: number,
  run: (u: number[], i: number, r: number) => Summary[],
  repeats = 1,
  seed = 'points',
) {
  const { u } = latinHypercube(count, dimension, openDraws(seed, 'lhs'));
  return Array.from({ length: count }, (_, i): Point => {
    const own = Array.from(u.subarray(i * dimension, (i + 1) * dimension));
    return { id: i, round: 0, u: own, runs: Array.from({ length: repeats }, (_, r) => run(own, i, r)) };
  });
}

const share: FitTarget = { id: 'share', kind: 'proportion', observed: 0.4, variance: 0.0004 };
const binomialRun = (p: number, agents: number, i: number, r: number): Summary => ({
  value: binomial(agents, p, draws.uniform(i, r)) / agents,
  size: agents,
});

describe('terms', () => {
  it('stand where they are said to', () => {
    const out = new Float64Array(quadraticSize(3));
    writeTerms(wholeCube(3), [1, 0.75, 0], 0, 10, out);
    expect(Array.from(out)).toEqual([1, 1, 0.5, -1, 1, 0.25, 1, 0.5, -1, -0.5]);
    expect(out[productPlace(3, 1, 2)]).toBe(-0.5);
    expect(quadraticSize(12)).toBe(91);
    expect(quadraticSize(20)).toBe(231);
    const frame = frameOf([
      [0.1, 0.5],
      [0.3, 0.5],
    ]);
    expect(frame.centre).toEqual([0.2, 0.5]);
    expect(frame.scale[0]).toBeCloseTo(0.2, 12);
  });
});

/** A regression table with noise that differs from row to row. */
function table(count: number, size: number): Table {
  const x = Float64Array.from({ length: count * size }, (_, i) =>
    i % size === 0 ? 1 : draws.normal(1000 + i, 0),
  );
  const noise = Float64Array.from({ length: count }, (_, i) => 0.05 + 0.2 * draws.uniform(5000 + i, 0));
  const g = Float64Array.from(
    { length: count },
    (_, i) => x[i * size + 1] * 2 - 1 + Math.sqrt(noise[i] + 0.1) * draws.normal(6000 + i, 0),
  );
  return { count, size, x, g, noise };
}

function without({ count, size, x, g, noise }: Table, gone: number[]): Table {
  const rows = Array.from({ length: count }, (_, i) => i).filter(i => !gone.includes(i));
  return {
    count: rows.length,
    size,
    x: Float64Array.from(rows.flatMap(i => Array.from(x.subarray(i * size, (i + 1) * size)))),
    g: Float64Array.from(rows, i => g[i]),
    noise: Float64Array.from(rows, i => noise[i]),
  };
}

/** What a fit without some rows says about row i: error and variance. */
function predicted(data: Table, gone: number[], i: number, lambda: number, tau2: number) {
  const fit = ridge(without(data, gone), lambda, tau2);
  const row = data.x.slice(i * data.size, (i + 1) * data.size);
  const mean = row.reduce((sum, value, j) => sum + value * fit.coefficients[j], 0);
  return {
    error: data.g[i] - mean,
    variance: data.noise[i] + tau2 + inverseForm(fit.factor, data.size, row),
  };
}

describe('weighted ridge', () => {
  const data = table(60, 6);

  it('finds coefficients and tau2', () => {
    const big = table(3000, 6);
    const [, fit] = ridgeFits(big, [0.1, 1, 10]);
    expect(fit.coefficients[0]).toBeCloseTo(-1, 1);
    expect(fit.coefficients[1]).toBeCloseTo(2, 1);
    expect(Math.abs(fit.tau2 - 0.1)).toBeLessThan(0.02);
  });

  it('leaves rows out exactly, one by one', () => {
    const fit = ridge(data, 1, 0.1);
    let score = 0;
    for (let i = 0; i < 60; i++) {
      const { error, variance } = predicted(data, [i], i, 1, 0.1);
      score += (log(variance) + (error * error) / variance) / 60;
    }
    expect(leaveOneOutScore(fit)).toBeCloseTo(score, 10);
  });

  it('leaves blocks out exactly', () => {
    const gate = emulatorDiagnosticsOf(ridge(data, 1, 0.1));
    const z = Array.from({ length: 60 }, (_, i) => {
      const block = Array.from({ length: 6 }, (_, k) => (i % 10) + 10 * k);
      const { error, variance } = predicted(data, block, i, 1, 0.1);
      return error / Math.sqrt(variance);
    });
    const mean = z.reduce((a, b) => a + b) / 60;
    // Rows of one block are whitened one by one here and there alike: their own variances.
    expect(gate.mean).toBeCloseTo(mean, 10);
    expect(gate.sd).toBeCloseTo(Math.sqrt(z.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 60), 10);
  });
});

describe('noise', () => {
  const run = (extra: number) => (u: number[], i: number, r: number) => {
    const p = logistic(-1 + 2 * u[0] + extra * draws.normal(20_000 + i, r));
    return [binomialRun(p, 400, 30_000 + i, r), { value: 3 + 2 * draws.normal(40_000 + i, r), size: 4 }];
  };
  const mean: FitTarget = { id: 'mean', kind: 'mean', observed: 3, variance: 1 };

  it('of independent agents has dispersion 1; of others more', () => {
    const plain = noiseOf([share, mean], pointsOf(200, 1, run(0), 5));
    expect(plain.dispersion[0]).toBeLessThan(1.15);
    // Four agents a run, sd 2: 16 for a single agent.
    expect(Math.abs(plain.dispersion[1] / 16 - 1)).toBeLessThan(0.15);
    expect(plain.correlation).toBeUndefined();
    // sd 0.2 on the logit scale adds 0.04 to 1 / (400 p (1-p)) ~ 0.011.
    const over = noiseOf([share, mean], pointsOf(200, 1, run(0.2), 5));
    expect(Math.abs(over.dispersion[0] / 4.6 - 1)).toBeLessThan(0.25);
  });

  it('is that of independent agents where nothing was repeated', () => {
    expect(noiseOf([share], pointsOf(20, 1, run(0))).dispersion).toEqual([1]);
  });

  it('shows targets that move together', () => {
    const rows = Array.from({ length: 80 }, (_, i) => {
      const common = draws.normal(50_000 + i, 0);
      return [
        common + 0.5 * draws.normal(50_000 + i, 1),
        common + 0.5 * draws.normal(50_000 + i, 2),
        draws.normal(50_000 + i, 3),
      ];
    });
    const r = shrunkCorrelation(rows, 3)!;
    expect(r[1]).toBeGreaterThan(0.65);
    expect(r[1]).toBeLessThan(0.85);
    expect(Math.abs(r[2])).toBeLessThan(0.25);
    expect([r[0], r[4], r[8]]).toEqual([1, 1, 1]);
    const independent = rows.map((_, i) => [0, 1, 2].map(k => draws.normal(60_000 + i, k)));
    expect(shrunkCorrelation(independent, 3)).toBeUndefined();
  });
});

describe('emulators', () => {
  const surface = (u: number[]) =>
    -0.5 + 1.5 * (2 * u[0] - 1) - (2 * u[1] - 1) + 0.8 * (2 * u[0] - 1) * (2 * u[1] - 1);
  const points = pointsOf(200, 3, (u, i, r) => [binomialRun(logistic(surface(u)), 2000, 70_000 + i, r)]);

  it('find a quadratic surface, and know how well', () => {
    const { emulator } = fitEmulator(share, 0, points, 1, wholeCube(3))!;
    expect(emulator.basis).toBe('quadratic');
    expect(emulator.explained).toBeGreaterThan(0.99);
    expect(emulator.gate.passes).toBe(true);
    expect(emulator.tau2).toBeLessThan(0.001);
    expect(emulator.coefficients[0]).toBeCloseTo(-0.5, 1);
    expect(emulator.coefficients[emulator.terms.indexOf(productPlace(3, 0, 1))]).toBeCloseTo(0.8, 1);
  });

  it('take no more terms than the surface has', () => {
    const flat = pointsOf(60, 4, (u, i, r) => [binomialRun(logistic(u[0]), 500, 80_000 + i, r)]);
    expect(fitEmulator(share, 0, flat, 1, wholeCube(4))?.emulator.basis).toBe('linear');
  });

  it('take only the products of active parameters when there are many', () => {
    const d = 20;
    const many = pointsOf(180, d, (u, i, r) => [binomialRun(logistic(surface(u)), 2000, 90_000 + i, r)]);
    const { emulator } = fitEmulator(share, 0, many, 1, wholeCube(d))!;
    expect(emulator.basis).toBe('sparse');
    expect(emulator.terms).toContain(productPlace(d, 0, 1));
    expect(emulator.terms.length).toBeLessThan(1 + 2 * d + 30);
    expect(emulator.explained).toBeGreaterThan(0.95);
  });

  it('see through chance that differs from point to point', () => {
    // Shares near 0: an unweighted regression of logits would take their noise for structure (trap a).
    const rare = pointsOf(200, 2, (u, i, r) => [binomialRun(logistic(-5 + 4 * u[0]), 300, 100_000 + i, r)]);
    const { emulator } = fitEmulator(share, 0, rare, 1, wholeCube(2))!;
    expect(emulator.tau2).toBeLessThan(0.05);
    expect(emulator.coefficients[1]).toBeCloseTo(2, 0);
  });

  it('fail their gate when a surface has a cliff', () => {
    const cliff = pointsOf(200, 2, (u, i, r) => [
      binomialRun(u[0] + u[1] > 1.7 ? 0.95 : 0.05, 20_000, 110_000 + i, r),
    ]);
    expect(fitEmulator(share, 0, cliff, 1, wholeCube(2))?.emulator.gate.passes).toBe(false);
  });

  it('are not made of too few points', () => {
    expect(fitEmulator(share, 0, points.slice(0, 5), 1, wholeCube(3))).toBeUndefined();
    const missing = points.map(point => ({ ...point, runs: [[{ value: Number.NaN, size: 0 }]] }));
    expect(fitEmulators([share], missing, { dispersion: [1] }, wholeCube(3)).list).toEqual([undefined]);
  });
});

describe('predictions', () => {
  const d = 4;
  const targets = [-1, 0, 1].map((_, k): FitTarget => ({ ...share, id: `t${k}` }));
  const surfaces = [
    (u: number[]) => -1 + 2 * u[0] - u[1],
    (u: number[]) => 1 - 3 * u[1] * u[1],
    (u: number[]) => -0.5 + 3 * (u[0] - 0.5) * (u[2] - 0.5) + u[3],
  ];
  const points = pointsOf(150, d, (u, i, r) =>
    surfaces.map((f, k) => binomialRun(logistic(f(u)), 1000, 120_000 + 1000 * k + i, r)),
  );
  const noise = noiseOf(targets, points);
  const emulators = fitEmulators(targets, points, noise, wholeCube(d));
  const predictor = openPredictor(targets, points, noise, emulators);

  it('share one matrix at little loss: their variances are near the exact ones', () => {
    const exact = targets.map(
      (target, k) => fitEmulator(target, k, points, noise.dispersion[k], wholeCube(d))!,
    );
    const ratios: number[] = [];
    for (let i = 0; i < 200; i++) {
      const u = [0, 1, 2, 3].map(j => draws.uniform(130_000 + i, j));
      const [mean, variance] = [new Float64Array(3), new Float64Array(3)];
      predictor.predict(u, 0, mean, variance);
      targets.forEach((_, k) => {
        const { emulator, fit } = exact[k];
        const all = new Float64Array(quadraticSize(d));
        writeTerms(wholeCube(d), u, 0, all.length, all);
        const own = Float64Array.from(emulator.terms, j => all[j]);
        expect(mean[k]).toBeCloseTo(
          own.reduce((sum, x, j) => sum + x * emulator.coefficients[j], 0),
          10,
        );
        ratios.push(Math.sqrt((variance[k] - emulator.tau2) / inverseForm(fit.factor, own.length, own)));
      });
    }
    ratios.sort((a, b) => a - b);
    expect(ratios[Math.floor(0.05 * ratios.length)]).toBeGreaterThan(0.8);
    expect(ratios[Math.floor(0.95 * ratios.length)]).toBeLessThan(1.25);
  });

  it('grow uncertain outside the design', () => {
    const at = (u: number[]) => {
      const [mean, variance] = [new Float64Array(3), new Float64Array(3)];
      predictor.predict(u, 0, mean, variance);
      return variance;
    };
    const [inside, outside] = [at([0.5, 0.5, 0.5, 0.5]), at([1.5, 1.5, -0.5, 0.5])];
    for (let k = 0; k < 3; k++) expect(outside[k]).toBeGreaterThan(2 * inside[k]);
  });
});
