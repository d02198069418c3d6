import { log } from '../../arithmetic/double.ts';
import { logBeta, logGamma } from '../numbers/gamma.ts';
import { cholesky, solveFirst } from '../numbers/matrix.ts';
import { logIntervalMass } from '../numbers/normal.ts';
import { distanceTo, type Target, varianceAt } from '../question/target.ts';
import type { Noise } from './noise.ts';
import type { Predictor } from './predictor.ts';
import { valueAt } from './response.ts';

/** A function of a point of the unit cube, `from` being where its coordinates begin. */
export type Density = (u: ArrayLike<number>, from: number) => number;

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
  targets: readonly Target[],
  predictor: Predictor,
  noise: Noise,
  widening: readonly number[],
  kept: readonly boolean[] = targets.map(() => true),
): Density {
  const size = targets.length;
  const mean = new Float64Array(size);
  const variance = new Float64Array(size);
  const rare = targets.map(isRare);
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
      if (!inJoint[k]) sum += logDensity(target, value, figure[k] + model[k], rare[k]);
    }
    return sum + together();
  };
}

/** ln of the density of a target's figure when the truth is `value` and everything uncertain has variance v together. */
export function logDensity(target: Target, value: number, v: number, rare = false): number {
  const { observed, low, high, size } = target;
  if (observed === undefined) {
    const sd = Math.sqrt(v);
    const [from, to] = [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY];
    return logIntervalMass((from - value) / sd, (to - value) / sd);
  }
  if (rare) return logBetaBinomial(observed * size!, size!, value, v);
  const residual = observed - value;
  return -0.5 * ((residual * residual) / v + log(v));
}

/** Whether a share is too near 0 or 1 for a normal law. */
export function isRare({ kind, observed, size }: Target): boolean {
  return (
    kind === 'proportion' &&
    observed !== undefined &&
    size !== undefined &&
    size * Math.min(observed, 1 - observed) < RARE
  );
}

/**
 * ln P(x of n) for a share with mean p whose observed value has variance v (x and n needn't be whole). At v = p(1-p)/n it is
 * the binomial law.
 */
export function logBetaBinomial(x: number, n: number, p: number, v: number): number {
  const share = Math.min(Math.max(p, 1e-9), 1 - 1e-9);
  const choose = logGamma(n + 1) - logGamma(x + 1) - logGamma(n - x + 1);
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
  const solved = new Float64Array(n);
  return () => {
    if (n === 0) return 0;
    for (let a = 0; a < n; a++) {
      const i = joint[a];
      solved[a] = residual[i];
      for (let b = a + 1; b < n; b++)
        matrix[a * n + b] = correlation[i * size + joint[b]] * Math.sqrt(model[i] * model[joint[b]]);
      matrix[a * n + a] = figure[i] + model[i];
    }
    if (!cholesky(matrix, n)) return Number.NEGATIVE_INFINITY;
    solveFirst(matrix, n, solved);
    let sum = 0;
    for (let a = 0; a < n; a++) sum -= 0.5 * solved[a] * solved[a] + log(matrix[a * n + a]);
    return sum;
  };
}

/** How far u is from each target in standard deviations of everything uncertain; NaN without an emulator. */
export function implausibilities(
  targets: readonly Target[],
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
