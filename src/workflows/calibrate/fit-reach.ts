import { type Diagnostic, DiagnosticError } from '../../core/diagnostics.ts';
import type { Point } from '../../inference/emulator/noise.ts';
import {
  OUT_OF_REACH,
  type PriorPredictive,
  priorPredictiveOf,
} from '../../inference/problem/prior-predictive-check.ts';
import type { FitTarget } from '../../inference/problem/target.ts';
import type { AskedOf, FitTargets } from './fit-targets.ts';

/** This many runs of the first round, each at a point of its own, are made and looked at before the others are paid for. */
export const PILOT_RUNS = 16;

/**
 * A figure is hopeless when it lies beyond the pilot runs by more than this many times their own range: for values that
 * scatter like a normal law, sixteen of them span some 3.5 standard deviations, and thousands reach no more than 4 to a side.
 */
const RANGES_BEYOND = 2;

/** Figures that nobody answers at this share of points are no target: an emulator would leave them out in silence. */
const LEAST_ANSWERED = 0.5;

/**
 * Refuse what the first few runs show to be hopeless: figures that nobody answers in any of them, and figures so far from
 * all of them that the rest of the first round can't come near.
 * @throws DiagnosticError with a problem for each figure
 */
export function refuseHopeless(targets: FitTargets, points: readonly Point[]): void {
  refuse(targets, points, ({ answered, ranges }) => answered === 0 || ranges > RANGES_BEYOND);
}

/**
 * Refuse what the whole first round, which lies all over the prior, shows to be out of reach: it would bend all parameters
 * towards it.
 * @throws DiagnosticError with a problem for each figure
 */
export function refuseUnreachable(targets: FitTargets, points: readonly Point[]): void {
  refuse(targets, points, () => true);
}

function refuse(
  { targets, asked }: FitTargets,
  points: readonly Point[],
  applies: (reach: PriorPredictive) => boolean,
): void {
  if (points.length === 0) return;
  const problems = priorPredictiveOf(targets, points)
    .map((reach, k) => ({ reach, target: targets[k], asked: asked[k] }))
    .filter(({ reach }) => applies(reach))
    .flatMap(({ reach, target, asked }): Diagnostic[] => {
      if (reach.answered < LEAST_ANSWERED * points.length) return [silent(reach, points.length, asked)];
      return reach.distance > OUT_OF_REACH ? [outOfReach(reach, target, asked)] : [];
    });
  if (problems.length > 0) throw new DiagnosticError(problems);
}

function silent(
  { target, answered }: PriorPredictive,
  points: number,
  { at, base, mend }: AskedOf,
): Diagnostic {
  return {
    kind: 'conflict',
    message: `nobody answers \`${target}\` in ${points - answered} of ${points} runs: its base is empty`,
    at,
    found: base,
    expected: 'somebody in the base when the figure is asked',
    hint: `${mend}, or give the row \`use\` context`,
  };
}

function outOfReach(
  { target, low, high, distance }: PriorPredictive,
  printed: FitTarget,
  { at, base }: AskedOf,
): Diagnostic {
  const { observed, low: from, high: to } = printed;
  const short = (value: number) => Number(value.toPrecision(3));
  const figure = observed ?? `${from ?? ''} to ${to ?? ''}`;
  return {
    kind: 'conflict',
    message: `\`${target}\` is out of the model's reach`,
    at,
    found: `printed ${figure}, runs give ${short(low)} to ${short(high)}, ${distance.toFixed(1)} standard errors away; ${base}`,
    hint: 'is the operator what the figure means? Else widen the priors, free another parameter (`fit` yes), or give the row `use` context',
  };
}
