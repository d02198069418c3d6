import { log } from '../../core/math/f64-functions.ts';
import { logBeta, logGamma } from '../../core/math/gamma.ts';
import { logIntervalMass } from '../../core/math/normal.ts';
import { LANES } from '../lanes/lanes.ts';
import { distanceTo, type FitTarget, samplingVariance, varianceAt } from '../problem/target.ts';
import type { Density } from './density.ts';
import { type Deviations, LARGE_PRODUCT, openJoint, SMALL_PRODUCT } from './joint-normal.ts';
import type { Noise } from './noise.ts';
import type { Predictor } from './predictor.ts';
import { slopeAt, valueAt } from './response.ts';

/** Fewer expected respondents on the rarer side than this, and a share is judged by its counts, not by a normal law. */
const RARE = 20;
/**
 * The emulated log likelihood: of each target a normal law about the predicted value, whose variance is that of the figure
 * at this value, of the real population's own chance, and of the emulator. An interval gives the mass between its ends;
 * a rare proportion the beta-binomial probability of its count, with the same variance. Targets whose replicates
 * move together share a normal law whose model part is correlated. `widening[k]` multiplies the emulator's variance;
 * a target without an emulator is left out, and so is one that isn't `kept`.
 */
export function openLikelihood(
  targets: readonly FitTarget[],
  predictor: Predictor,
  noise: Noise,
  widening: readonly number[],
  kept: readonly boolean[] = targets.map(() => true),
): Density {
  const size = targets.length;
  const dimension = predictor.dimension;
  const rare = targets.map(isRare);
  const choose = targets.map(({ observed, size }, k) => (rare[k] ? logChoose(observed! * size!, size!) : 0));
  const joint = noise.correlation
    ? targets.flatMap((target, k) => (target.observed !== undefined && !rare[k] && kept[k] ? [k] : []))
    : [];
  const inJoint = targets.map((_, k) => joint.includes(k));

  /** A place to weigh `width` points side by side. */
  function openScales(width: number) {
    const cells = () => new Float64Array(size * width);
    const [mean, variance] = [cells(), cells()];
    const deviations: Deviations = { width, residual: cells(), figure: cells(), model: cells() };
    const { residual, figure, model } = deviations;
    const together = openJoint(joint, noise.correlation ?? [], size, deviations);
    const sums = new Float64Array(width);
    // One logarithm of a product instead of one a target.
    const products = new Float64Array(width);
    const weighOne = (k: number, lane: number) => {
      const at = k * width + lane;
      if (!kept[k] || Number.isNaN(mean[at])) {
        residual[at] = 0;
        figure[at] = 1;
        model[at] = 0;
        return;
      }
      const target = targets[k];
      const value = valueAt(target.kind, mean[at]);
      const slope = slopeAt(target.kind, value);
      const own = target.population ? (noise.dispersion[k] * value * (1 - value)) / target.population : 0;
      residual[at] = value - (target.observed ?? 0);
      figure[at] = varianceAt(target, value);
      model[at] = own + slope * slope * variance[at] * widening[k];
      if (inJoint[k]) return;
      const v = figure[at] + model[at];
      if (rare[k])
        sums[lane] += logBetaBinomial(target.observed! * target.size!, target.size!, value, v, choose[k]);
      else if (target.observed === undefined) sums[lane] += logInterval(target, value, v);
      else {
        sums[lane] -= (0.5 * (residual[at] * residual[at])) / v;
        products[lane] *= v;
        if (products[lane] > SMALL_PRODUCT && products[lane] < LARGE_PRODUCT) return;
        sums[lane] -= 0.5 * log(products[lane]);
        products[lane] = 1;
      }
    };
    const weigh = (points: number) => {
      sums.fill(0);
      products.fill(1);
      for (let k = 0; k < size; k++) for (let lane = 0; lane < points; lane++) weighOne(k, lane);
      for (let lane = 0; lane < points; lane++) sums[lane] -= 0.5 * log(products[lane]);
      together(points, sums);
    };
    return { mean, variance, sums, weigh };
  }

  const single = openScales(1);
  let lanes: typeof single | undefined;
  const density = (u: ArrayLike<number>, from: number) => {
    predictor.predict(u, from, single.mean, single.variance);
    single.weigh(1);
    return single.sums[0];
  };
  const each = (u: Float64Array, count: number, out: Float64Array) => {
    lanes ??= openScales(LANES);
    for (let i = 0; i < count; i += LANES) {
      const points = Math.min(LANES, count - i);
      predictor.predictLanes(u, i * dimension, points, lanes.mean, lanes.variance);
      lanes.weigh(points);
      for (let lane = 0; lane < points; lane++) out[i + lane] = lanes.sums[lane];
    }
  };
  return Object.assign(density, { each });
}

/** ln of the density of one figure when the truth is `value` and everything uncertain has variance v together. */
export function logFigure(target: FitTarget, value: number, v: number): number {
  const { observed, size } = target;
  if (isRare(target)) return logBetaBinomial(observed! * size!, size!, value, v);
  if (observed === undefined) return logInterval(target, value, v);
  return -0.5 * (((value - observed) * (value - observed)) / v + log(v));
}

/** ln of the mass of an interval when the truth is `value` and everything uncertain has variance v together. */
export function logInterval({ low, high }: FitTarget, value: number, v: number): number {
  const sd = Math.sqrt(v);
  const [from, to] = [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY];
  return logIntervalMass((from - value) / sd, (to - value) / sd);
}

/** ln of the number of ways to choose x of n. */
function logChoose(x: number, n: number): number {
  return logGamma(n + 1) - logGamma(x + 1) - logGamma(n - x + 1);
}

/**
 * Whether a share is too near 0 or 1 for a normal law: few are on its rarer side, and it is chance among the respondents that
 * counts most. Where rounding and discrepancy count more, they say how far off a figure may be, and they are normal: a law of counts with
 * their variance would take a share of 0 for all but certain to be printed as 0.
 */
export function isRare(target: FitTarget): boolean {
  const { kind, observed, size } = target;
  if (kind !== 'proportion' || observed === undefined || size === undefined) return false;
  return (
    size * Math.min(observed, 1 - observed) < RARE && 2 * samplingVariance(target, size) > target.variance
  );
}

/**
 * ln P(x of n) for a share with mean p whose observed value has variance v (x and n needn't be whole). At v = p(1-p)/n it is
 * the binomial law.
 */
export function logBetaBinomial(
  x: number,
  n: number,
  p: number,
  v: number,
  choose = logChoose(x, n),
): number {
  const share = Math.min(Math.max(p, 1e-9), 1 - 1e-9);
  // v = p(1-p)/n (1 + (n-1) rho), rho the correlation between respondents.
  const rho = Math.min(((v * n) / (share * (1 - share)) - 1) / (n - 1), 0.999);
  if (!(rho > 1e-6)) return choose + x * log(share) + (n - x) * log(1 - share);
  const total = 1 / rho - 1;
  return (
    choose +
    logBeta(x + share * total, n - x + (1 - share) * total) -
    logBeta(share * total, (1 - share) * total)
  );
}

/** How far u is from each target in standard deviations of everything uncertain; NaN without an emulator. */
export function implausibilities(
  targets: readonly FitTarget[],
  predictor: Predictor,
  u: ArrayLike<number>,
  from: number,
): number[] {
  const mean = new Float64Array(targets.length);
  const variance = new Float64Array(targets.length);
  predictor.predict(u, from, mean, variance);
  return targets.map((target, k) => {
    const value = valueAt(target.kind, mean[k]);
    const slope = slopeAt(target.kind, value);
    return (
      Math.abs(distanceTo(target, value)) / Math.sqrt(varianceAt(target, value) + slope * slope * variance[k])
    );
  });
}

/** From ten targets on, one may be far off: the second largest counts (Vernon, Goldstein & Bower 2010). */
export function combined(each: readonly number[]): number {
  const sorted = each.filter(Number.isFinite).sort((a, b) => b - a);
  return sorted[sorted.length >= 10 ? 1 : 0] ?? 0;
}
