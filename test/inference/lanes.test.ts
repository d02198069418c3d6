import { describe, expect, it } from 'vitest';
import { logistic } from '../../src/core/math/f64-functions.ts';
import { openDraws } from '../../src/core/random/sequential-draws.ts';
import { wholeCube } from '../../src/inference/emulator/basis.ts';
import { fitEmulators } from '../../src/inference/emulator/emulator.ts';
import { openLikelihood } from '../../src/inference/emulator/likelihood.ts';
import { noiseOf } from '../../src/inference/emulator/noise.ts';
import { openPredictor } from '../../src/inference/emulator/predictor.ts';
import { LANES } from '../../src/inference/lanes/lanes.ts';
import type { FitTarget } from '../../src/inference/problem/target.ts';

const KINDS = ['proportion', 'proportion', 'mean', 'count'] as const;

/** Emulators of `size` targets over `d` parameters, fitted to `many` points whose two runs share a deviation. */
function fitted(d: number, size: number, many: number) {
  const draws = openDraws('lanes', `${d} ${size}`);
  const targets = Array.from({ length: size }, (_, k): FitTarget => {
    const kind = KINDS[k % KINDS.length];
    if (k % 7 === 5) return { id: `t${k}`, kind: 'proportion', low: 0.2, high: 0.6, variance: 0.001 };
    const observed = kind === 'proportion' ? 0.4 : kind === 'count' ? 5000 : 0.3;
    return { id: `t${k}`, kind, observed, size: 400, variance: kind === 'count' ? 1e5 : 0.001 };
  });
  const points = Array.from({ length: many }, (_, i) => {
    const u = Array.from({ length: d }, (_, j) => draws.uniform(i, j));
    const runs = [0, 1].map(run =>
      targets.map(({ kind }, k) => {
        const bend = u[k % d] * u[(k + 1) % d] + 2 * u[(k * 3) % d] * u[(k * 3) % d];
        const g = bend - 1 + 0.2 * draws.normal(1000 + run, i) + 0.1 * draws.normal(2000 + run, i * size + k);
        const value = kind === 'proportion' ? logistic(g) : kind === 'count' ? 5000 + 300 * g : g;
        // One target has no values, and so no emulator.
        return { value: k === 3 ? Number.NaN : value, size: 400 };
      }),
    );
    return { id: i, round: 0, u, runs };
  });
  const noise = noiseOf(targets, points);
  const predictor = openPredictor(targets, points, noise, fitEmulators(targets, points, noise, wholeCube(d)));
  return { draws, targets, noise, predictor };
}

describe('eight points at once', () => {
  for (const [d, size, many] of [
    [1, 5, 30],
    [3, 9, 60],
    [9, 26, 160],
    [18, 14, 60],
  ])
    it(`give the bits of one after the other for ${size} targets of ${d} parameters`, () => {
      const { draws, targets, noise, predictor } = fitted(d, size, many);
      expect(noise.correlation).toBeDefined();
      const widening = targets.map((_, k) => 1 + (k % 3));
      const kept = targets.map((_, k) => k % 11 !== 10);
      for (const law of [noise, { ...noise, correlation: undefined }])
        for (const count of [1, LANES, 2 * LANES + 3]) {
          const density = openLikelihood(targets, predictor, law, widening, kept);
          const u = Float64Array.from({ length: count * d }, (_, i) => draws.uniform(9000 + count, i));
          const together = new Float64Array(count);
          density.each!(u, count, together);
          const alone = Float64Array.from({ length: count }, (_, i) => density(u, i * d));
          expect(alone.every(Number.isFinite)).toBe(true);
          expect(together).toEqual(alone);
        }
    });

  it('give minus infinity where no law of the model parts is possible', () => {
    const { draws, targets, noise, predictor } = fitted(3, 9, 60);
    // No two targets can deviate oppositely from each other and from a third.
    const correlation = Array.from({ length: 81 }, (_, at) => (at % 10 === 0 ? 1 : -0.9));
    const density = openLikelihood(targets, predictor, { ...noise, correlation }, new Array(9).fill(1e6));
    const u = Float64Array.from({ length: 33 }, (_, i) => draws.uniform(1, i));
    const together = new Float64Array(11);
    density.each!(u, 11, together);
    expect(Array.from(together)).toEqual(new Array(11).fill(Number.NEGATIVE_INFINITY));
    expect(density(u, 0)).toBe(Number.NEGATIVE_INFINITY);
  });
});
