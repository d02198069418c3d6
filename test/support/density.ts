import { exp, log, logit } from '../../src/core/math/f64-functions.ts';
import { normalDensity } from '../../src/core/math/normal.ts';
import { effectiveSize } from '../../src/core/random/resampling.ts';
import { priorTransformOf } from '../../src/inference/problem/prior-transform.ts';
import type { InferenceProblem } from '../../src/inference/problem/problem.ts';
import { type Draws, quantiles } from '../../src/inference/sampler/summary.ts';

/** What the normal law of all draws adds to the kernels: their own tails end within a few bandwidths of the last draw. */
const NORMAL_SHARE = 0.1;
const NEAREST_END = 1e-9;

/**
 * ln of the marginal posterior density of parameter `j` at a value, per unit of the parameter: kernels on logit(u), u the
 * place in the prior (Silverman's bandwidth), and a tenth of the normal law with the draws' mean and spread. Of a discrete
 * prior the probability of the value, counting half a draw more. -Infinity outside the prior.
 */
export function logDensityAt(
  { parameters }: InferenceProblem,
  { theta, weights }: Draws,
  j: number,
  value: number,
): number {
  const parameter = parameters[j];
  const coordinate = priorTransformOf(parameter);
  const prior = coordinate.logDensity(value);
  if (prior === Number.NEGATIVE_INFINITY) return prior;
  if (parameter.prior.kind === 'discrete') {
    const share = theta.reduce((sum, own, i) => sum + (own[j] === value ? weights[i] : 0), 0);
    const added = 0.5 / theta.length;
    return log((share + added * exp(prior)) / (1 + added));
  }
  const place = (own: number) => {
    const u = Math.min(Math.max(coordinate.u(own), NEAREST_END), 1 - NEAREST_END);
    return { u, z: logit(u) };
  };
  const { u, z } = place(value);
  const rows = theta.map((own, i) => ({ value: place(own[j]).z, weight: weights[i] }));
  // Density of u is that of logit(u) over u (1 - u); density of the value that of u times the prior's.
  return log(densityOf(rows, z)) - log(u * (1 - u)) + prior;
}

/** ln of the prior density of parameter `j` at a value, per unit of the parameter. */
export function logPriorDensityAt({ parameters }: InferenceProblem, j: number, value: number): number {
  return priorTransformOf(parameters[j]).logDensity(value);
}

/** Kernels on weighted values, whose weights sum to one, with a tenth of their normal law. */
function densityOf(given: readonly { value: number; weight: number }[], at: number): number {
  const rows = [...given].sort((a, b) => a.value - b.value);
  const mean = rows.reduce((sum, { value, weight }) => sum + weight * value, 0);
  const variance = rows.reduce((sum, { value, weight }) => sum + weight * (value - mean) * (value - mean), 0);
  const sd = Math.max(Math.sqrt(variance), LEAST_SD);
  const [low, high] = quantiles(rows, [0.25, 0.75]);
  const size = effectiveSize(rows.map(({ weight }) => weight));
  const spread = Math.max(Math.min(sd, (high - low) / QUARTILE_RANGE), LEAST_SD);
  const bandwidth = 0.9 * spread * exp(-0.2 * log(size));
  const kernels = rows.reduce(
    (sum, { value, weight }) => sum + (weight * normalDensity((at - value) / bandwidth)) / bandwidth,
    0,
  );
  return (1 - NORMAL_SHARE) * kernels + (NORMAL_SHARE * normalDensity((at - mean) / sd)) / sd;
}

/** Between the quartiles of a standard normal law. */
const QUARTILE_RANGE = 1.349;
/** Draws that are all the same still have some width. */
const LEAST_SD = 1e-9;
