import { exp, log, logistic, logit } from '../../core/math/f64-functions.ts';
import { covariance, covarianceFactor, inverseForm } from '../../core/math/matrix.ts';
import type { Draws } from '../../core/random/sequential-draws.ts';

/** A cloud of weighted points in unconstrained coordinates z = logit(u). */
export interface Weighted {
  count: number;
  dimension: number;
  z: Float64Array;
  /** They sum to one. */
  weights: Float64Array;
}

/** From where a cloud is moved on: a mixture of normal laws, one about each point. */
export interface ProposalKernel {
  cloud: Weighted;
  /** Cholesky factors of the covariances: one for all points, or one each. */
  factors: Float64Array[];
}

/** With fewer points a parameter than this each point gets the covariance of its neighbourhood. */
const POINTS_PER_PARAMETER = 50;

/** Coordinates at the very ends of the cube stay finite. */
const EDGE = 1e-12;

export function weightedCloud(points: readonly (readonly number[])[], weights: readonly number[]): Weighted {
  const dimension = points[0].length;
  const z = new Float64Array(points.length * dimension);
  points.forEach((u, i) => {
    u.forEach((value, j) => {
      z[i * dimension + j] = logit(Math.min(Math.max(value, EDGE), 1 - EDGE));
    });
  });
  const total = weights.reduce((sum, w) => sum + w, 0);
  return { count: points.length, dimension, z, weights: Float64Array.from(weights, w => w / total) };
}

/** Twice the weighted covariance (Beaumont, Cornuet, Marin & Robert 2009), or that of the nearest points (Filippi et al. 2013). */
export function kernelOf(cloud: Weighted): ProposalKernel {
  const { count, dimension, z, weights } = cloud;
  const twice = (matrix: Float64Array) =>
    covarianceFactor(
      matrix.map(v => 2 * v),
      dimension,
    );
  const whole = covariance(z, count, dimension, weights).matrix;
  if (count >= POINTS_PER_PARAMETER * dimension) return { cloud, factors: [twice(whole)] };
  const near = Math.min(count, Math.max(10, dimension, Math.floor(count / 4)));
  const scale = Array.from({ length: dimension }, (_, j) => Math.sqrt(whole[j * dimension + j]) || 1);
  const factors = Array.from({ length: count }, (_, i) => {
    const distance = Array.from({ length: count }, (_, other) => {
      let sum = 0;
      for (let j = 0; j < dimension; j++) {
        const difference = (z[i * dimension + j] - z[other * dimension + j]) / scale[j];
        sum += difference * difference;
      }
      return sum;
    });
    const nearest = distance
      .map((_, other) => other)
      .sort((a, b) => distance[a] - distance[b] || a - b)
      .slice(0, near);
    const points = Float64Array.from(
      nearest.flatMap(other => Array.from(z.subarray(other * dimension, (other + 1) * dimension))),
    );
    return twice(
      covariance(
        points,
        near,
        dimension,
        nearest.map(other => weights[other]),
      ).matrix,
    );
  });
  return { cloud, factors };
}

/** A point of the cube: a point of the cloud drawn by weight, moved. Draws are at (index, 0 .. dimension). */
export function perturbed({ cloud, factors }: ProposalKernel, draws: Draws, index: number): number[] {
  const { count, dimension, z, weights } = cloud;
  let wanted = draws.uniform(index, 0);
  let parent = 0;
  while (parent < count - 1 && wanted >= weights[parent]) wanted -= weights[parent++];
  const factor = factors[factors.length === 1 ? 0 : parent];
  const step = Array.from({ length: dimension }, (_, j) => draws.normal(index, 1 + j));
  return step.map((_, j) => {
    let change = 0;
    for (let k = 0; k <= j; k++) change += factor[k * dimension + j] * step[k];
    return logistic(z[parent * dimension + j] + change);
  });
}

/** Density at z of the mixture, without the factor (2 pi)^(-d/2). */
export function kernelDensity(
  { cloud, factors }: ProposalKernel,
  at: ArrayLike<number>,
  from: number,
): number {
  const { count, dimension, z, weights } = cloud;
  const difference = new Float64Array(dimension);
  const scales = factors.map(factor => {
    let product = 1;
    for (let j = 0; j < dimension; j++) product *= factor[j * dimension + j];
    return 1 / product;
  });
  let sum = 0;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < dimension; j++) difference[j] = at[from + j] - z[i * dimension + j];
    const which = factors.length === 1 ? 0 : i;
    sum += weights[i] * scales[which] * exp(-0.5 * inverseForm(factors[which], dimension, difference));
  }
  return sum;
}

/** ln of the prior's density in z: of a uniform u it is u (1 - u). */
export function logPriorDensity(u: readonly number[]): number {
  return u.reduce((sum, value) => sum + log(Math.max(value * (1 - value), 1e-300)), 0);
}
