import { misfitOf } from './prior-predictive-check.ts';
import type { pointsOf } from './problem.ts';
import type { FitTarget } from './target.ts';

/** What a round of a fit came to, whatever the method. */
export interface Tally {
  round: number;
  points: number;
  runs: number;
  failed: number;
  /** Smallest sum of squared errors of a point so far. */
  bestMisfit: number;
}

/** @param before the rounds that came before, in their order */
export function tallyOf(
  targets: readonly FitTarget[],
  { points, failures }: ReturnType<typeof pointsOf>,
  before: readonly Tally[],
): Tally {
  const misfits = points.map(({ runs }) => misfitOf(targets, runs));
  return {
    round: before.length,
    points: points.length,
    runs: failures.total,
    failed: failures.failed,
    bestMisfit: misfits.reduce(
      (a, b) => Math.min(a, b),
      before.at(-1)?.bestMisfit ?? Number.POSITIVE_INFINITY,
    ),
  };
}
