import { exp } from '../../core/math/f64-functions.ts';
import { type HyperPrior, nodesOf } from '../../core/math/hyper-prior.ts';
import { logMeanExp } from '../../core/random/resampling.ts';
import { beliefAfter, logNormal, type Residual } from './random-walk.ts';

/** What is believed of a kind of discrepancy before residuals are seen; all on the open scale. */
export interface DiscrepancyPrior {
  /** Of a series with fitted figures, on the day of the study's first. */
  sd: HyperPrior;
  /** Of the random walk from there, per square root of a year. */
  growth: HyperPrior;
  /** What a figure has of its own beside sampling, and the next of the same series has not. */
  wave: HyperPrior;
  /** Which part of the change that the model shows since the last fitted figure of a series is real: 1 all, 0 none. */
  change: HyperPrior;
  /** Of the level of a series that no fitted figure tells. */
  unseen: HyperPrior;
}

/** Fitted figures of one series, as the runs answer them, on the open scale. */
export interface FittedSeries {
  series: string;
  /** Which prior is theirs. */
  kind: string;
  /** Oldest first; `variance` of the printed figure's own error, `fitVariance` with the discrepancy that the fit took it to have. */
  figures: readonly { day: number; observed: number; variance: number; fitVariance: number }[];
  /** [run][figure] */
  modelled: readonly (readonly number[])[];
}

export interface Hyperparameters {
  sd: number;
  growth: number;
  wave: number;
}

/** Printed less modelled, of one run. */
export function residualsOf({ figures, modelled }: FittedSeries, run: number): Residual[] {
  return figures.map(({ day, observed, variance }, k) => ({
    ...{ day, variance },
    value: observed - modelled[run][k],
  }));
}

/**
 * The marginal posterior of sd, growth and wave on a grid. The runs are draws from a posterior that has seen these figures with some
 * discrepancy already, so what the fit made of them is divided out: for each series the mean over runs of the residuals' density with
 * these hyperparameters over their density in the fit. Figures that a parameter of their own can always meet therefore tell
 * nothing, and the prior stays; without that, small residuals of fitted figures would be taken for a model that is right.
 * @param from day of the first fitted figure of all
 */
export function hyperparametersOf(
  prior: Pick<DiscrepancyPrior, keyof Hyperparameters>,
  from: number,
  fitted: readonly FittedSeries[],
): (Hyperparameters & { weight: number })[] {
  const grid = nodesOf(prior.sd).flatMap(sd =>
    nodesOf(prior.growth).flatMap(growth => nodesOf(prior.wave).map(wave => ({ sd, growth, wave }))),
  );
  const runsOf = fitted.map(one =>
    one.modelled.map((_, run) => ({
      residuals: residualsOf(one, run),
      logDensityInFit: logDensityInFit(one, run),
    })),
  );
  const ratios = runsOf.map(runs => new Float64Array(runs.length));
  const logs = grid.map(hyperparameters => {
    const walk = { ...hyperparameters, from };
    return runsOf.reduce((sum, runs, s) => {
      for (const [run, one] of runs.entries())
        ratios[s][run] = beliefAfter(one.residuals, walk).logDensity - one.logDensityInFit;
      return sum + logMeanExp(ratios[s]);
    }, 0);
  });
  const largest = Math.max(...logs);
  const weights = logs.map(one => exp(one - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return grid.map((one, k) => ({ ...one, weight: weights[k] / total }));
}

/** In a fit the figures are independent about the modelled values. */
const logDensityInFit = ({ figures, modelled }: FittedSeries, run: number): number =>
  figures.reduce(
    (sum, { observed, fitVariance }, k) => sum + logNormal(observed - modelled[run][k], fitVariance),
    0,
  );
