import { log } from '../../core/math/f64-functions.ts';
import { cholesky, solveFirst, solveFirstRows, solveSecond, weightedGram } from '../../core/math/matrix.ts';

/** A regression to be fitted: `count` rows of `size` terms (the first is 1), responses, and the variance chance gives each. */
export interface Table {
  count: number;
  size: number;
  x: Float64Array;
  g: Float64Array;
  noise: Float64Array;
}

/** A weighted ridge regression: g_i ~ Normal(x_i'b, noise_i + tau2), b but its first with the prior Normal(0, 1/lambda). */
export interface RidgeFit {
  lambda: number;
  /** Variance of what the terms leave unexplained beyond chance. */
  tau2: number;
  coefficients: Float64Array;
  /** Cholesky factor of X'WX + lambda I, whose inverse L is the coefficients' covariance. */
  factor: Float64Array;
  /** Row i solved through the factor: x_i'L x_j is the inner product of rows i and j. */
  rows: Float64Array;
  residuals: Float64Array;
  /** noise_i + tau2. */
  variances: Float64Array;
  /** x_i'L x_i: variance of the fitted value. */
  fitted: Float64Array;
}

/** Fit at given weights. `gram` is X'WX at these weights when it is known already. */
export function ridge(table: Table, lambda: number, tau2: number, gram?: Float64Array): RidgeFit {
  const { count, size, x, g, noise } = table;
  const variances = noise.map(v => v + tau2);
  const weights = variances.map(v => 1 / v);
  const factor = (gram ?? weightedGram(x, count, size, weights)).slice();
  for (let j = 1; j < size; j++) factor[j * size + j] += lambda;
  if (!cholesky(factor, size)) throw new RangeError('a ridge regression without a solution');
  const coefficients = new Float64Array(size);
  for (let i = 0; i < count; i++) {
    const wg = weights[i] * g[i];
    for (let j = 0; j < size; j++) coefficients[j] += wg * x[i * size + j];
  }
  solveFirst(factor, size, coefficients);
  solveSecond(factor, size, coefficients);
  const rows = x.slice();
  solveFirstRows(factor, size, rows, count);
  const residuals = new Float64Array(count);
  const fitted = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const start = i * size;
    let mean = 0;
    for (let j = 0; j < size; j++) mean += x[start + j] * coefficients[j];
    residuals[i] = g[i] - mean;
    let sum = 0;
    for (let j = 0; j < size; j++) sum += rows[start + j] * rows[start + j];
    fitted[i] = sum;
  }
  return { lambda, tau2, coefficients, factor, rows, residuals, variances, fitted };
}

const TAU2_STEPS = 3;
/** A change of tau2 by less than this share of it and of the mean noise ends the iteration. */
const TAU2_CHANGE = 0.01;

/**
 * Fit with tau2 found by iteration from `start` on: what squared leave-one-out residuals show beyond chance and beyond the
 * uncertainty of the coefficients. For each penalty in `lambdas` the fit at the weights of the last step.
 */
export function ridgeFits(table: Table, lambdas: readonly number[], start = 0): RidgeFit[] {
  const { count, size, x, noise } = table;
  const middle = lambdas[Math.floor(lambdas.length / 2)];
  const least = noise.reduce((sum, v) => sum + v, 0) / count;
  let tau2 = start;
  for (let step = 0; ; step++) {
    const weights = noise.map(v => 1 / (v + tau2));
    const gram = weightedGram(x, count, size, weights);
    const fit = ridge(table, middle, tau2, gram);
    const next = excess(fit, noise);
    if (step === TAU2_STEPS || Math.abs(next - tau2) < TAU2_CHANGE * (tau2 + least))
      return lambdas.map(lambda => (lambda === middle ? fit : ridge(table, lambda, tau2, gram)));
    tau2 = next;
  }
}

/**
 * Weighted mean of e^2 / (1 - h) - noise. A leave-one-out residual e / (1 - h) has variance v / (1 - h), so that e^2 / (1 - h)
 * estimates v; its own square would count the coefficients' uncertainty in tau2 and then once more in prediction.
 */
export function excess({ residuals, variances, fitted }: RidgeFit, noise: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < residuals.length; i++) {
    const left = Math.max(1e-3, 1 - fitted[i] / variances[i]);
    sum += ((residuals[i] * residuals[i]) / left - noise[i]) / variances[i];
    total += 1 / variances[i];
  }
  return Math.max(0, sum / total);
}

/** Mean of log v + e^2 / v over leave-one-out predictions: smaller is better. */
export function leaveOneOutScore({ residuals, variances, fitted }: RidgeFit): number {
  let sum = 0;
  for (let i = 0; i < residuals.length; i++) {
    const left = Math.max(1e-6, 1 - fitted[i] / variances[i]);
    sum += log(variances[i] / left) + (residuals[i] * residuals[i]) / (left * variances[i]);
  }
  return sum / residuals.length;
}

/** Of the coefficients: roots of the diagonal of (U'U)^-1. */
export function standardErrors({ factor, coefficients: { length } }: RidgeFit): Float64Array {
  const errors = new Float64Array(length);
  for (let j = 0; j < length; j++) {
    const unit = new Float64Array(length);
    unit[j] = 1;
    solveFirst(factor, length, unit);
    let sum = 0;
    for (let i = j; i < length; i++) sum += unit[i] * unit[i];
    errors[j] = Math.sqrt(sum);
  }
  return errors;
}
