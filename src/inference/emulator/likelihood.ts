import { log } from '../../core/math/f64-functions.ts';
import { logBeta, logGamma } from '../../core/math/gamma.ts';
import { cholesky, solveFirst } from '../../core/math/matrix.ts';
import { logIntervalMass } from '../../core/math/normal.ts';
import { distanceTo, type FitTarget, samplingVariance, varianceAt } from '../problem/target.ts';
import type { Noise } from './noise.ts';
import type { Predictor } from './predictor.ts';
import { valueAt } from './response.ts';

/** A function of a point of the unit cube, `from` being where its coordinates begin. */
export type Density = (u: ArrayLike<number>, from: number) => number;

/** Fewer expected respondents on the rarer side than this, and a share is judged by its counts, not by a normal law. */
const RARE = 20;
/** Products of variances are taken to their logarithm before they leave this range. */
const SMALL_PRODUCT = 1e-150;
const LARGE_PRODUCT = 1e150;

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
  const mean = new Float64Array(size);
  const variance = new Float64Array(size);
  const rare = targets.map(isRare);
  const choose = targets.map(({ observed, size }, k) => (rare[k] ? logChoose(observed! * size!, size!) : 0));
  const joint = noise.correlation
    ? targets.flatMap((target, k) => (target.observed !== undefined && !rare[k] && kept[k] ? [k] : []))
    : [];
  const inJoint = targets.map((_, k) => joint.includes(k));
  const residual = new Float64Array(size);
  const figure = new Float64Array(size);
  const model = new Float64Array(size);
  const together = openJoint(joint, noise.correlation ?? [], size, residual, figure, model);
  return (u, from) => {
    predictor.predict(u, from, mean, variance);
    let sum = 0;
    // One logarithm of a product instead of one a target.
    let product = 1;
    for (let k = 0; k < size; k++) {
      if (!kept[k] || Number.isNaN(mean[k])) {
        residual[k] = 0;
        figure[k] = 1;
        model[k] = 0;
        continue;
      }
      const target = targets[k];
      const { value, slope } = valueAt(target.kind, mean[k]);
      const own = target.population ? (noise.dispersion[k] * value * (1 - value)) / target.population : 0;
      residual[k] = value - (target.observed ?? 0);
      figure[k] = varianceAt(target, value);
      model[k] = own + slope * slope * variance[k] * widening[k];
      if (inJoint[k]) continue;
      const v = figure[k] + model[k];
      if (rare[k]) sum += logBetaBinomial(target.observed! * target.size!, target.size!, value, v, choose[k]);
      else if (target.observed === undefined) sum += logInterval(target, value, v);
      else {
        sum -= (0.5 * (residual[k] * residual[k])) / v;
        product *= v;
        if (product > SMALL_PRODUCT && product < LARGE_PRODUCT) continue;
        sum -= 0.5 * log(product);
        product = 1;
      }
    }
    return sum - 0.5 * log(product) + together();
  };
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

/** ln of the joint normal density of the targets in `joint`: diag(figure) + sqrt(model) R sqrt(model). */
function openJoint(
  joint: readonly number[],
  correlation: readonly number[],
  size: number,
  residual: Float64Array,
  figure: Float64Array,
  model: Float64Array,
): () => number {
  const n = joint.length;
  const matrix = new Float64Array(n * n);
  const shared = Float64Array.from(
    { length: n * n },
    (_, at) => correlation[joint[Math.floor(at / n)] * size + joint[at % n]],
  );
  const solved = new Float64Array(n);
  const sd = new Float64Array(n);
  return () => {
    if (n === 0) return 0;
    for (let a = 0; a < n; a++) sd[a] = Math.sqrt(model[joint[a]]);
    for (let a = 0; a < n; a++) {
      const i = joint[a];
      solved[a] = residual[i];
      for (let b = a + 1; b < n; b++) matrix[a * n + b] = shared[a * n + b] * sd[a] * sd[b];
      matrix[a * n + a] = figure[i] + model[i];
    }
    if (!cholesky(matrix, n)) return Number.NEGATIVE_INFINITY;
    solveFirst(matrix, n, solved);
    let sum = 0;
    let product = 1;
    for (let a = 0; a < n; a++) {
      sum -= 0.5 * solved[a] * solved[a];
      product *= matrix[a * n + a];
      if (product > SMALL_PRODUCT && product < LARGE_PRODUCT) continue;
      sum -= log(product);
      product = 1;
    }
    return sum - log(product);
  };
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
    const { value, slope } = valueAt(target.kind, mean[k]);
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
