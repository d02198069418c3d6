import { chiSquaredTail } from '../core/math/least-squares.ts';
import { normalCdf } from '../core/math/normal.ts';
import type { FitResult } from './fit-result.ts';

/** Whether scenarios may run on a posterior: whether runs at its draws give its figures, and whether its own checks passed. */
export interface Judgement {
  /** Sum over figures of z squared, z being (median of the runs - printed) / standard error. */
  chi2: number;
  figures: number;
  /** Chance of as large a sum when every figure is off by chance alone. */
  p: number;
  /** What speaks against it, in words; none: it may be used. */
  faults: string[];
}

/** A sum, or a single figure among all, that chance makes less often than this is a miss of the model. */
const LEAST_CHANCE = 0.001;
/** Chains that disagree by more, or are worth fewer draws, say nothing certain of a parameter. */
const LARGEST_R_HAT = 1.05;
const LEAST_ESS = 100;
const MOST_NAMED = 5;

/**
 * Judge a fit by its posterior predictive check: the sum of z squared against a chi-squared law with as many degrees of
 * freedom as figures (parameters that were fitted take some away, so that this is lenient), each figure against
 * the largest that this number of figures would show (Bonferroni), and the checks of the method itself.
 */
export function judgeFit({
  predictive,
  parameters,
  unsettled,
}: Pick<FitResult, 'predictive' | 'parameters' | 'unsettled'>): Judgement {
  const known = predictive.filter(({ z }) => Number.isFinite(z));
  const chi2 = known.reduce((sum, { z }) => sum + z * z, 0);
  const p = known.length > 0 ? chiSquaredTail(chi2, known.length) : Number.NaN;
  const listed = (names: readonly string[]) =>
    names.slice(0, MOST_NAMED).join(', ') +
    (names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '');
  const far = known
    .filter(({ z }) => 2 * normalCdf(-Math.abs(z)) * known.length < LEAST_CHANCE)
    .sort((a, b) => Math.abs(b.z) - Math.abs(a.z))
    .map(({ target, z }) => `${target} (z ${z > 0 ? '+' : ''}${z.toFixed(1)})`);
  const silent = predictive.filter(({ z }) => !Number.isFinite(z)).map(({ target }) => target);
  const apart = parameters
    .filter(({ rHat = 1, ess = LEAST_ESS }) => !(rHat <= LARGEST_R_HAT && ess >= LEAST_ESS))
    .map(({ name }) => name);
  const faults = [
    ...(known.length === 0 ? ['no run at its draws answers a figure'] : []),
    ...(p < LEAST_CHANCE
      ? [
          `the sum of squared z is ${chi2.toFixed(1)} on ${known.length} figures, which chance gives less than once in ${1 / LEAST_CHANCE} times`,
        ]
      : []),
    ...(far.length > 0 ? [`too far off to be chance: ${listed(far)}`] : []),
    ...(silent.length > 0 && known.length > 0 ? [`no run at its draws answers ${listed(silent)}`] : []),
    ...(apart.length > 0 ? [`chains don't agree on ${listed(apart)}`] : []),
    ...unsettled,
  ];
  return { chi2, figures: known.length, p, faults };
}
