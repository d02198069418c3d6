import { normalCdf } from '../../core/math/normal.ts';
import { weightedQuantile } from '../../core/math/statistics.ts';
import type { Density } from '../emulator/density.ts';
import { type Point, pooled } from '../emulator/noise.ts';
import { distanceTo, type FitTarget, varianceAt } from '../problem/target.ts';
import { smoothWeights } from '../sampler/psis.ts';

/** Posterior draws against the simulator. */
export interface Check {
  round: number;
  /** Shape of the tail of the weights, and how many draws they are worth, as a share of all: see `hasSettled`. */
  kHat: number;
  worth: number;
  /** Weight of each draw in the posterior that has learnt from it; they sum to one. */
  weights: number[];
  /** Proposal ids of the draws. */
  ids: number[];
}

/** One row of the predictive check of a target. */
export interface Predictive {
  target: string;
  observed: number | undefined;
  se: number;
  mean: number;
  q05: number;
  q25: number;
  q50: number;
  q75: number;
  q95: number;
  /** Probability that a survey of the simulated world prints at most the figure; near 0 or 1 it wouldn't. NaN: an interval. */
  p: number;
  /** (Median simulated - printed) / se; inside an interval 0. */
  z: number;
}

const LARGEST_K_HAT = 0.7;
/** Weights that are so nearly equal carry no draw far, whatever the shape of their tail. */
const NEARLY_ALL = 0.9;

/** Whether the posterior stayed where it was once the runs of a check had been learnt from too. */
export function hasSettled({ kHat, worth }: Pick<Check, 'kHat' | 'worth'>): boolean {
  return kHat < LARGEST_K_HAT || worth >= NEARLY_ALL;
}

/**
 * The draws were made under one posterior; their runs then taught another. Importance weights between the two, smoothed, make
 * the draws represent the newer one.
 */
export function checkOf(round: number, points: readonly Point[], before: Density, after: Density): Check {
  const logWeights = points.map(({ u }) => after(u, 0) - before(u, 0));
  const { weights, kHat, worth } = smoothWeights(logWeights);
  return { round, kHat, worth, weights: Array.from(weights), ids: points.map(point => point.id) };
}

/** Simulated values of each target over weighted points. */
export function predictiveOf(
  targets: readonly FitTarget[],
  points: readonly Point[],
  weights: readonly number[],
): Predictive[] {
  return targets.map((target, k) => {
    const rows = points
      .map(({ runs }, i) => ({ value: pooled(target, runs, k).value, weight: weights[i] }))
      .filter(row => Number.isFinite(row.value))
      .sort((a, b) => a.value - b.value);
    const total = rows.reduce((sum, row) => sum + row.weight, 0);
    const at = (p: number) => weightedQuantile(rows, p * total);
    const mean = rows.reduce((sum, row) => sum + row.weight * row.value, 0) / total;
    const se = Math.sqrt(target.variance);
    const { observed } = target;
    const p =
      observed === undefined
        ? Number.NaN
        : rows.reduce(
            (sum, { value, weight }) =>
              sum + (weight / total) * normalCdf((observed - value) / Math.sqrt(varianceAt(target, value))),
            0,
          );
    const q50 = at(0.5);
    const z = distanceTo(target, q50) / se;
    return {
      target: target.id,
      observed,
      se,
      mean,
      q05: at(0.05),
      q25: at(0.25),
      q50,
      q75: at(0.75),
      q95: at(0.95),
      p,
      z,
    };
  });
}
