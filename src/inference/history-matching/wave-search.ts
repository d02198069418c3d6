import { log } from '../../core/math/f64-functions.ts';
import { covariance, covarianceFactor } from '../../core/math/matrix.ts';
import type { Emulators } from '../emulator/emulator.ts';
import { type Fit, fitPoints } from '../emulator/fit.ts';
import { combined, implausibilities } from '../emulator/likelihood.ts';
import type { Point } from '../emulator/noise.ts';
import { slopeAt, valueAt } from '../emulator/response.ts';
import type { InferenceProblem } from '../problem/problem.ts';
import { anchorOf, type FitTarget, varianceAt } from '../problem/target.ts';
import type { Cloud, Stretch } from '../sampler/particles.ts';
import { TEMPERATURES } from '../sampler/posterior.ts';
import { sweepsOf, temperedSmc } from '../sampler/smc.ts';

/** Targets farther off than this many standard deviations rule a point out (Pukelsheim 1994, the three sigma rule). */
export const CUTOFF = 3;

/** What a wave learnt about where to look next. */
export interface Search {
  emulators: Emulators;
  /** Targets whose emulator failed its gate, or that have none: they didn't guide the next wave. */
  failed: string[];
  /** ln of the volume of the region still looked at (T = 9), as a share of the cube; of a normal law with its covariance. */
  logVolume: number;
  /** The smallest combined implausibility found; above CUTOFF nothing is left, and these targets are the reason. */
  leastImplausibility: number;
  blockers: string[];
  /** Largest over targets of emulator variance over the figure's own, averaged over the region. */
  emulatorShare: number;
}

/** A search and the region it found, from which the next points are taken. */
export interface Found {
  search: Search;
  cloud: Cloud;
}

/**
 * Fit emulators to all points and sample what they leave: the prior times the likelihood to the power 1/T, T = 9 after the
 * first wave and 3 later, a soft form of the rule that no target may be three standard deviations off.
 */
export function searchAfter(
  { targets, seed }: InferenceProblem,
  points: readonly Point[],
  round: number,
  particles: number,
): Found {
  const fit = fitPoints(targets, points);
  const dimension = points[0].u.length;
  const { moves } = sweepsOf(dimension);
  const settings = { seed, stream: `waves/${round}`, repeat: 0, dimension, particles, moves };
  const [first, second] = TEMPERATURES.map(t => 1 / t);
  let logVolume = 0;
  const measure = (cloud: Cloud) => {
    logVolume = logVolumeOf(cloud);
  };
  const terms = [fit.search];
  const wide: Stretch = { terms, start: [0], end: [first], sweeps: 2 * moves, watch: measure };
  const narrow: Stretch = { terms, start: [first], end: [second], sweeps: 2 * moves };
  const cloud = temperedSmc(round === 0 ? [wide] : [wide, narrow], settings);
  return { search: { logVolume, ...report(targets, fit, cloud) }, cloud };
}

function report(targets: readonly FitTarget[], fit: Fit, cloud: Cloud): Omit<Search, 'logVolume'> {
  const { count, dimension, u } = cloud;
  const kept = targets.map((_, k) => fit.passed[k]);
  let leastImplausibility = Number.POSITIVE_INFINITY;
  let blockers: string[] = [];
  for (let i = 0; i < count; i++) {
    const each = implausibilities(targets, fit.predictor, u, i * dimension).map((value, k) =>
      kept[k] ? value : Number.NaN,
    );
    const together = combined(each);
    if (together >= leastImplausibility) continue;
    leastImplausibility = together;
    blockers = targets.flatMap((target, k) => (each[k] > CUTOFF ? [target.id] : []));
  }
  return {
    emulators: fit.emulators,
    failed: targets.flatMap((target, k) => (kept[k] ? [] : [target.id])),
    leastImplausibility,
    blockers: leastImplausibility > CUTOFF ? blockers : [],
    emulatorShare: emulatorShare(targets, fit, cloud, kept),
  };
}

/** Half the log determinant of the covariance, against that of the uniform law, 1/12 in each direction. */
function logVolumeOf({ count, dimension, u }: Cloud): number {
  const factor = covarianceFactor(covariance(u, count, dimension).matrix, dimension);
  let sum = 0;
  for (let j = 0; j < dimension; j++) sum += log(factor[j * dimension + j]) + 0.5 * log(12);
  return sum;
}

function emulatorShare(
  targets: readonly FitTarget[],
  fit: Fit,
  { count, dimension, u }: Cloud,
  kept: boolean[],
): number {
  const mean = new Float64Array(targets.length);
  const variance = new Float64Array(targets.length);
  const shares = new Float64Array(targets.length);
  for (let i = 0; i < count; i++) {
    fit.predictor.predict(u, i * dimension, mean, variance);
    targets.forEach((target, k) => {
      const slope = slopeAt(target.kind, valueAt(target.kind, mean[k]));
      shares[k] += (slope * slope * variance[k]) / varianceAt(target, anchorOf(target)) / count;
    });
  }
  return targets.reduce((most, _, k) => (kept[k] ? Math.max(most, shares[k]) : most), 0);
}
