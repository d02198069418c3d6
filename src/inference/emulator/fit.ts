import type { FitTarget } from '../problem/target.ts';
import { type Frame, frameOf, wholeCube } from './basis.ts';
import type { Density } from './density.ts';
import { type Emulators, fitEmulators } from './emulator.ts';
import { openLikelihood } from './likelihood.ts';
import { type Noise, noiseOf, type Point } from './noise.ts';
import { openPredictor, type Predictor } from './predictor.ts';

/** Emulators fitted to some points, and ready to be asked. */
export interface Fit {
  noise: Noise;
  emulators: Emulators;
  predictor: Predictor;
  /** Whether each target's emulator passed its gate; one without an emulator hasn't. */
  passed: boolean[];
  /** The likelihood of all emulated targets, those that failed the gate with their emulator's variance widened. */
  posterior: Density;
  /** That of the targets that passed: what the next wave looks for. All, when none passed. */
  search: Density;
}

/** A local refit needs this many points for each linear and square term; whether it has products, its score decides. */
const POINTS_PER_TERM = 3;

/** Fit on the whole cube, or within the frame given. Noise may be learnt from more points than the fit uses. */
export function fitPoints(
  targets: readonly FitTarget[],
  points: readonly Point[],
  frame: Frame = wholeCube(points[0].u.length),
  noisePoints: readonly Point[] = points,
): Fit {
  const noise = noiseOf(targets, noisePoints);
  return openFit(targets, points, noise, fitEmulators(targets, points, noise, frame));
}

/** Emulators made ready to be asked, with the points they were fitted on. */
function openFit(
  targets: readonly FitTarget[],
  points: readonly Point[],
  noise: Noise,
  emulators: Emulators,
): Fit {
  const predictor = openPredictor(targets, points, noise, emulators);
  const passed = emulators.list.map(emulator => emulator?.gate.passes ?? false);
  const kept = passed.includes(true) ? passed : passed.map(() => true);
  const widening = emulators.list.map(emulator => {
    if (!emulator || emulator.gate.passes) return 1;
    const { mean, sd } = emulator.gate;
    const factor = mean * mean + sd * sd;
    return factor > 1 ? factor : 1;
  });
  const posterior = openLikelihood(targets, predictor, noise, widening);
  const search = openLikelihood(targets, predictor, noise, widening, kept);
  return { noise, emulators, predictor, passed, posterior, search };
}

/** Points of later waves that a local refit needs. */
export function refitPoints(dimension: number): number {
  return POINTS_PER_TERM * (1 + 2 * dimension);
}

/** Whether there are points enough of rounds from 1 on to do without those of the whole cube. */
export function canRefit(points: readonly Point[]): boolean {
  const later = points.filter(point => point.round > 0).length;
  return later > 0 && later >= refitPoints(points[0].u.length);
}

/** Points that a local fit is made on. */
const laterOf = (points: readonly Point[]) => points.filter(point => point.round > 0);

/**
 * The fit that a posterior is drawn from: on the points of rounds from 1 on alone, where they are enough, because a quadratic
 * follows a curved surface better over a small region; else on all.
 */
export function finalFit(
  targets: readonly FitTarget[],
  points: readonly Point[],
): { fit: Fit; local: boolean } {
  if (!canRefit(points)) return { fit: fitPoints(targets, points), local: false };
  const later = laterOf(points);
  return { fit: fitPoints(targets, later, frameOf(later.map(point => point.u)), points), local: true };
}

/** The likelihood that emulators fitted to these points gave; `local`: on those of rounds from 1 on. */
export function likelihoodAgain(
  targets: readonly FitTarget[],
  points: readonly Point[],
  emulators: Emulators,
  local: boolean,
): Density {
  return openFit(targets, local ? laterOf(points) : points, noiseOf(targets, points), emulators).posterior;
}
