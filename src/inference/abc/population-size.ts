import { exp, log } from '../../core/math/f64-functions.ts';
import { meanOf } from '../../core/math/statistics.ts';
import { systematic } from '../../core/random/resampling.ts';
import type { Draws } from '../../core/random/sequential-draws.ts';
import { kernelDensity, kernelOf, type Weighted } from './abc-kernel.ts';

const BOOTSTRAPS = 10;
const FRACTIONS = [0.25, 0.5, 1];
const WANTED_VARIATION = 0.05;
const MOST = 5000;

/**
 * How many particles the next generation needs for its proposal density to vary by 5 % between bootstraps (Klinger & Hasenauer
 * 2017): the coefficient of variation is measured at some sizes and continued by a power law a n^-b.
 */
export function adaptedSize(cloud: Weighted, draws: Draws): number {
  const { count, dimension } = cloud;
  const measured = FRACTIONS.map((fraction, f) => {
    const n = Math.max(2, Math.floor(fraction * count));
    return { x: log(n), y: log(variation(cloud, n, draws, f)) };
  });
  const [mx, my] = [meanOf(measured.map(m => m.x)), meanOf(measured.map(m => m.y))];
  const slope =
    measured.reduce((sum, { x, y }) => sum + (x - mx) * (y - my), 0) /
    measured.reduce((sum, { x }) => sum + (x - mx) * (x - mx), 0);
  const wanted = slope < 0 ? exp(mx + (log(WANTED_VARIATION) - my) / slope) : count;
  return Math.min(Math.max(Math.ceil(wanted), 100, 20 * dimension), MOST);
}

/** Mean over the cloud of the coefficient of variation of kernel densities fitted to bootstraps of n points. */
function variation(cloud: Weighted, n: number, draws: Draws, stage: number): number {
  const { count, dimension, z, weights } = cloud;
  const densities = Array.from({ length: BOOTSTRAPS }, (_, b) => {
    // Multinomial: one draw a point.
    const picked = Array.from(
      { length: n },
      (_, i) => systematic(weights, draws.uniform(stage * BOOTSTRAPS + b, i), 1)[0],
    );
    const points = new Float64Array(n * dimension);
    picked.forEach((from, i) => {
      points.set(z.subarray(from * dimension, (from + 1) * dimension), i * dimension);
    });
    const kernel = kernelOf({ count: n, dimension, z: points, weights: new Float64Array(n).fill(1 / n) });
    return Array.from({ length: count }, (_, i) => kernelDensity(kernel, z, i * dimension));
  });
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const own = densities.map(density => density[i]);
    const middle = meanOf(own);
    const spread = Math.sqrt(meanOf(own.map(d => (d - middle) * (d - middle))));
    if (middle > 0) sum += weights[i] * (spread / middle);
  }
  return Math.max(sum, 1e-6);
}
