import { exp, log } from '../math/f64-functions.ts';

/** Weights from log weights, the largest 1, and the log of the mean of the weights themselves. */
export function relativeWeights(logs: ArrayLike<number>): { weights: Float64Array; logMean: number } {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logs.length; i++) if (logs[i] > largest) largest = logs[i];
  const weights = Float64Array.from(logs, value => exp(value - largest));
  let sum = 0;
  for (const weight of weights) sum += weight;
  return { weights, logMean: largest + log(sum / logs.length) };
}

/** Log of the mean of the exponentials. */
export function logMeanExp(logs: ArrayLike<number>): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logs.length; i++) if (logs[i] > largest) largest = logs[i];
  let sum = 0;
  for (let i = 0; i < logs.length; i++) sum += exp(logs[i] - largest);
  return largest + log(sum / logs.length);
}

/** (sum of w)^2 / sum of w^2. */
export function effectiveSize(weights: ArrayLike<number>): number {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i];
    squares += weights[i] * weights[i];
  }
  return (sum * sum) / squares;
}

/** The effective size of weights given by their logarithms. */
export function sizeOfLogs(logs: Float64Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logs.length; i++) if (logs[i] > largest) largest = logs[i];
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < logs.length; i++) {
    const weight = exp(logs[i] - largest);
    sum += weight;
    squares += weight * weight;
  }
  return (sum * sum) / squares;
}

/** Indices drawn with probability proportional to weight, `count` of them, by one uniform draw (Kitagawa 1996); ascending. */
export function systematic(weights: ArrayLike<number>, draw: number, count = weights.length): Uint32Array {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i];
  const picked = new Uint32Array(count);
  let i = 0;
  let sum = weights[0];
  for (let n = 0; n < count; n++) {
    const wanted = ((n + draw) / count) * total;
    while (sum < wanted && i < weights.length - 1) sum += weights[++i];
    picked[n] = i;
  }
  return picked;
}
