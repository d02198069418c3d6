import { exp, log, logistic } from '../../src/core/math/f64-functions.ts';
import { logGamma } from '../../src/core/math/gamma.ts';
import { openDraws } from '../../src/core/random/sequential-draws.ts';
import type { Density } from '../../src/inference/emulator/density.ts';
import type { FitTarget } from '../../src/inference/problem/target.ts';

/**
 * The toy of the calibration tests: 12 parameters uniform on [0, 1], 30 shares of which each is the logistic of linear
 * terms, some squares and a few products. A run asks 2 000 agents, the survey asked 800. `outside` adds sines and steep
 * tanh terms, which no quadratic can follow.
 */
export const DIMENSION = 12;
const TARGETS = 30;
const AGENTS = 2000;
const RESPONDENTS = 800;

interface Surface {
  intercept: number;
  linear: number[];
  squares: [number, number][];
  products: [number, number, number][];
  waves: [number, number, number][];
  steps: [number, number, number][];
}

/** Drawn once, by address: they are the same for ever. */
function surfaceOf(k: number, outside: boolean): Surface {
  const draws = openDraws('toy surfaces', 'coefficients', k);
  const pick = (row: number, i: number) => draws.below(DIMENSION, row, i);
  const range = (count: number) => Array.from({ length: count }, (_, i) => i);
  return {
    intercept: 0.5 * draws.normal(0, 0),
    linear: range(DIMENSION).map(j => 0.75 * draws.normal(1, j)),
    squares: range(3).map(i => [pick(2, i), 0.5 * draws.normal(3, i)]),
    products: range(3).map(i => [
      pick(4, i),
      (pick(4, i) + 1 + draws.below(DIMENSION - 1, 5, i)) % DIMENSION,
      0.5 * draws.normal(6, i),
    ]),
    waves: outside ? range(2).map(i => [pick(7, i), 0.4 * draws.normal(8, i), draws.uniform(9, i)]) : [],
    steps: outside
      ? range(2).map(i => [pick(10, i), 0.4 * draws.normal(11, i), 2 * draws.uniform(12, i) - 1])
      : [],
  };
}

export function openToy(outside: boolean) {
  const surfaces = Array.from({ length: TARGETS }, (_, k) => surfaceOf(k, outside));
  const z = new Float64Array(DIMENSION);
  const shares = (u: ArrayLike<number>, from = 0) => {
    for (let j = 0; j < DIMENSION; j++) z[j] = 2 * u[from + j] - 1;
    return surfaces.map(({ intercept, linear, squares, products, waves, steps }) => {
      // Plain loops: a reference posterior asks this a million times.
      let g = intercept;
      for (let j = 0; j < DIMENSION; j++) g += linear[j] * z[j];
      for (let t = 0; t < squares.length; t++) g += squares[t][1] * z[squares[t][0]] * z[squares[t][0]];
      for (let t = 0; t < products.length; t++) g += products[t][2] * z[products[t][0]] * z[products[t][1]];
      for (let t = 0; t < waves.length; t++)
        g += waves[t][1] * Math.sin(2 * Math.PI * (0.75 * z[waves[t][0]] + waves[t][2]));
      for (let t = 0; t < steps.length; t++) g += steps[t][1] * Math.tanh(4 * (z[steps[t][0]] - steps[t][2]));
      return logistic(g);
    });
  };
  return { shares };
}

/** Number of successes of `n`, by inversion of one uniform draw. */
export function binomial(n: number, p: number, u: number): number {
  const mode = Math.floor((n + 1) * p);
  // Out from the mode, so that nothing underflows.
  const logMode = logChoose(n, mode) + mode * log(p) + (n - mode) * log(1 - p);
  let left = u;
  let low = mode;
  let high = mode;
  let below = exp(logMode);
  let above = below;
  left -= below;
  if (left < 0) return mode;
  while (low > 0 || high < n) {
    if (high < n) {
      above *= ((n - high) / (high + 1)) * (p / (1 - p));
      high++;
      left -= above;
      if (left < 0) return high;
    }
    if (low > 0) {
      below *= (low / (n - low + 1)) * ((1 - p) / p);
      low--;
      left -= below;
      if (left < 0) return low;
    }
    if (above + below < 1e-300) break;
  }
  return mode;
}

function logChoose(n: number, k: number): number {
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
}

/** A truth drawn from the prior, and what a survey of it printed. */
export function surveyOf(shares: (u: ArrayLike<number>) => number[], truth: number) {
  const draws = openDraws('toy truths', 'survey', truth);
  const u = Array.from({ length: DIMENSION }, (_, j) => draws.uniform(0, j));
  const counts = shares(u).map((p, k) => binomial(RESPONDENTS, p, draws.uniform(1, k)));
  const targets: FitTarget[] = counts.map((count, k) => {
    const observed = count / RESPONDENTS;
    const p = (count + 0.5) / (RESPONDENTS + 1);
    return {
      id: `t${k}`,
      kind: 'proportion',
      observed,
      variance: (p * (1 - p)) / RESPONDENTS,
      size: RESPONDENTS,
    };
  });
  return { u, counts, targets };
}

/** The known likelihood of the counts. */
export function exactLikelihood(
  shares: (u: ArrayLike<number>, from: number) => number[],
  counts: number[],
): Density {
  return (u, from) =>
    shares(u, from).reduce(
      (sum, p, k) => sum + counts[k] * log(p) + (RESPONDENTS - counts[k]) * log(1 - p),
      0,
    );
}

/** One run at u: shares of AGENTS agents. */
export function runToy(
  shares: (u: ArrayLike<number>) => number[],
  u: ArrayLike<number>,
  id: number,
  replicate: number,
) {
  const draws = openDraws('toy runs', 'agents', replicate);
  return shares(u).map((p, k) => ({
    value: binomial(AGENTS, p, draws.uniform(id, k)) / AGENTS,
    size: AGENTS,
  }));
}
