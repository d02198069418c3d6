import { covariance } from '../../core/math/matrix.ts';
import { coordinatesOf, type InferenceProblem, thetaAt } from '../problem/problem.ts';
import type { Posterior } from './posterior.ts';

/** What was learnt of one parameter, in its own unit. */
export interface ParameterSummary {
  name: string;
  mean: number;
  sd: number;
  q05: number;
  q25: number;
  q50: number;
  q75: number;
  q95: number;
  priorMean: number;
  priorSd: number;
  priorQ05: number;
  priorQ50: number;
  priorQ95: number;
  /** 1 - (posterior sd / prior sd)^2: 1 when all is known, 0 when the figures say nothing. */
  shrinkage: number;
  /** Whether the figures say something of it: they take a tenth of its variance away, or shift its mean by as much. */
  moved: boolean;
}

const LEAST_SHRINKAGE = 0.1;
/** In standard deviations of the prior; its square is a tenth. */
const LEAST_SHIFT = 0.316;

/** Draws with their values; weights sum to one. */
export interface Draws {
  theta: number[][];
  weights: number[];
}

/** All draws of a posterior, repeat by repeat, as values of the parameters. */
export function drawsOfPosterior(
  question: InferenceProblem,
  { u, dimension }: Pick<Posterior, 'u' | 'dimension'>,
): Draws {
  const coordinates = coordinatesOf(question);
  const count = u.length / dimension;
  const theta = Array.from({ length: count }, (_, i) => thetaAt(coordinates, u, i * dimension));
  return { theta, weights: new Array(count).fill(1 / count) };
}

/** Weighted points of the cube, such as an ABC generation or adjusted runs, as values of the parameters. */
export function drawsOfPoints(
  question: InferenceProblem,
  u: readonly number[][],
  weights: readonly number[],
): Draws {
  const coordinates = coordinatesOf(question);
  const total = weights.reduce((sum, w) => sum + w, 0);
  return { theta: u.map(point => thetaAt(coordinates, point)), weights: weights.map(w => w / total) };
}

export function summarise(question: InferenceProblem, { theta, weights }: Draws): ParameterSummary[] {
  const coordinates = coordinatesOf(question);
  return question.parameters.map(({ name }, j) => {
    const rows = theta
      .map((values, i) => ({ value: values[j], weight: weights[i] }))
      .sort((a, b) => a.value - b.value);
    const mean = rows.reduce((sum, { value, weight }) => sum + weight * value, 0);
    const variance = rows.reduce(
      (sum, { value, weight }) => sum + weight * (value - mean) * (value - mean),
      0,
    );
    const [q05, q25, q50, q75, q95] = quantiles(rows, [0.05, 0.25, 0.5, 0.75, 0.95]);
    const { mean: priorMean, sd: priorSd } = coordinates[j];
    const [priorQ05, priorQ50, priorQ95] = [0.05, 0.5, 0.95].map(coordinates[j].value);
    const shrinkage = 1 - variance / (priorSd * priorSd);
    const moved = shrinkage >= LEAST_SHRINKAGE || Math.abs(mean - priorMean) >= LEAST_SHIFT * priorSd;
    const prior = { priorMean, priorSd, priorQ05, priorQ50, priorQ95 };
    return { name, mean, sd: Math.sqrt(variance), q05, q25, q50, q75, q95, ...prior, shrinkage, moved };
  });
}

/** Correlations of the parameters over draws, row by row. A parameter that doesn't move has none. */
export function correlations({ theta, weights }: Draws): number[][] {
  const size = theta[0].length;
  const { matrix } = covariance(Float64Array.from(theta.flat()), theta.length, size, weights);
  const sd = Array.from({ length: size }, (_, j) => Math.sqrt(matrix[j * size + j]));
  return sd.map((a, i) =>
    sd.map((b, j) =>
      i === j ? 1 : a > 0 && b > 0 ? matrix[Math.min(i, j) * size + Math.max(i, j)] / (a * b) : 0,
    ),
  );
}

/** Indices of `count` draws spread evenly over all of them, and so over the repeats. */
export function thinned(total: number, count: number): number[] {
  const wanted = Math.min(count, total);
  return Array.from({ length: wanted }, (_, i) => Math.floor(((i + 0.5) * total) / wanted));
}

/** Smallest values with at least the wanted weight at or below them; `rows` ascending. */
export function quantiles(
  rows: readonly { value: number; weight: number }[],
  wanted: readonly number[],
): number[] {
  let sum = 0;
  let i = 0;
  return wanted.map(p => {
    while (i < rows.length - 1 && sum + rows[i].weight < p) sum += rows[i++].weight;
    return rows[i].value;
  });
}
