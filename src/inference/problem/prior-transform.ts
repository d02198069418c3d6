import { type Position, throwDiagnostic } from '../../core/diagnostics.ts';
import { exp, log } from '../../core/math/f64-functions.ts';
import { betaCdf, betaQuantile } from '../../core/math/gamma.ts';
import { normalCdf, normalQuantile } from '../../core/math/normal.ts';
import type { Prior } from './prior.ts';
import { logDensityOf } from './prior-density.ts';

/** A parameter to be fitted: its prior, cut off outside [low, high] where these are given. */
export interface Parameter {
  name: string;
  prior: Prior;
  low?: number;
  high?: number;
  /** Never fitted: it has a draw from its prior in every run. */
  priorOnly?: boolean;
  at?: Position;
}

/**
 * A parameter seen as a coordinate u of the unit cube: u = F(value), F being the distribution function of its prior. Seen
 * so every prior is uniform, and a sampler needs no densities.
 */
export interface PriorTransform {
  /** The value at u in [0, 1]; an end may be infinite. */
  value(u: number): number;
  /** u of a value; of a discrete one the middle of its step. */
  u(value: number): number;
  /** ln of the prior's density at a value, within its range; -Infinity outside. */
  logDensity(value: number): number;
  /** Mean and standard deviation of the prior. */
  mean: number;
  sd: number;
}

/** Less of a prior than this between low and high means that they were meant for another one. */
const LEAST_MASS = 1e-6;
const MOMENT_POINTS = 2000;

/** Throws a DiagnosticError when the prior has next to no mass between low and high. */
export function priorTransformOf({ name, prior, low, high, at }: Parameter): PriorTransform {
  const { cdf, quantile } = distribution(prior);
  // Of a discrete prior, the steps before `low` are left out whole.
  const from = low === undefined ? 0 : prior.kind === 'discrete' ? massBelow(prior, low) : cdf(low);
  const mass = (high === undefined ? 1 : cdf(high)) - from;
  if (!(mass >= LEAST_MASS))
    throwDiagnostic({
      kind: 'value',
      message: `the prior of \`${name}\` lies outside its range`,
      at,
      found: `${mass} of it between ${low ?? 'minus infinity'} and ${high ?? 'infinity'}`,
      hint: 'let low and high hold the values that the prior allows',
    });
  const inside = (value: number) =>
    Math.min(Math.max(value, low ?? Number.NEGATIVE_INFINITY), high ?? Number.POSITIVE_INFINITY);
  const value = (u: number) => inside(quantile(from + u * mass));
  const u = (at: number) => {
    const upper = cdf(at);
    const middle = prior.kind === 'discrete' ? (upper + massBelow(prior, at)) / 2 : upper;
    return Math.min(Math.max((middle - from) / mass, 0), 1);
  };
  // Two thousand quantiles, which of a beta law take milliseconds: only where they are asked for.
  let known: { mean: number; sd: number } | undefined;
  const prepared = () => {
    known ??= moments(value);
    return known;
  };
  return {
    value,
    u,
    logDensity: at => (inside(at) === at ? logDensityOf(prior, at) - log(mass) : Number.NEGATIVE_INFINITY),
    get mean() {
      return prepared().mean;
    },
    get sd() {
      return prepared().sd;
    },
  };
}

/** Distribution function (right-continuous) and its inverse. */
function distribution(prior: Prior): { cdf(x: number): number; quantile(p: number): number } {
  switch (prior.kind) {
    case 'uniform': {
      const { low, high } = prior;
      return { cdf: x => between((x - low) / (high - low)), quantile: p => low + p * (high - low) };
    }
    case 'normal': {
      const { mean, sd } = prior;
      return { cdf: x => normalCdf((x - mean) / sd), quantile: p => mean + sd * normalQuantile(p) };
    }
    case 'lognormal': {
      const { mean, sd } = prior;
      return {
        cdf: x => (x > 0 ? normalCdf((log(x) - mean) / sd) : 0),
        quantile: p => exp(mean + sd * normalQuantile(p)),
      };
    }
    case 'beta': {
      const { a, b } = prior;
      return { cdf: x => betaCdf(x, a, b), quantile: p => betaQuantile(p, a, b) };
    }
    case 'triangular':
      return triangular(prior.low, prior.mode, prior.high);
    case 'discrete': {
      const sums = prior.weights.map((_, i) => prior.weights.slice(0, i + 1).reduce((a, b) => a + b, 0));
      const find = (p: number) =>
        prior.values[
          Math.max(
            0,
            sums.findIndex(sum => p < sum),
          )
        ];
      const last = prior.values[prior.values.length - 1];
      return {
        cdf: x => massBelow(prior, x) + (prior.weights[prior.values.indexOf(x)] ?? 0),
        quantile: p => (p < sums[sums.length - 2] || sums.length === 1 ? find(p) : last),
      };
    }
  }
}

function triangular(low: number, mode: number, high: number) {
  const width = high - low;
  const rise = (mode - low) / width;
  return {
    cdf: (x: number) => {
      if (x <= low) return 0;
      if (x >= high) return 1;
      if (x < mode) return ((x - low) * (x - low)) / (width * (mode - low));
      return 1 - ((high - x) * (high - x)) / (width * (high - mode));
    },
    quantile: (p: number) =>
      p < rise
        ? low + Math.sqrt(p * width * (mode - low))
        : high - Math.sqrt((1 - p) * width * (high - mode)),
  };
}

/** P(X < x). */
function massBelow(prior: Extract<Prior, { kind: 'discrete' }>, x: number): number {
  return prior.weights.reduce((sum, weight, i) => (prior.values[i] < x ? sum + weight : sum), 0);
}

function between(p: number): number {
  return Math.min(Math.max(p, 0), 1);
}

/** By the midpoint rule over u: good to three digits, which is what shrinkage is told with. */
function moments(value: (u: number) => number): { mean: number; sd: number } {
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < MOMENT_POINTS; i++) {
    const change = value((i + 0.5) / MOMENT_POINTS) - mean;
    mean += change / (i + 1);
    squares += change * change * (i / (i + 1));
  }
  return { mean, sd: Math.sqrt(squares / MOMENT_POINTS) };
}
