import { DAYS_PER_YEAR } from '../../core/calendar.ts';
import { log } from '../../core/math/f64-functions.ts';
import { LOG_SQRT_2PI } from '../../core/math/normal.ts';

/**
 * How a model's discrepancy behaves on the open scale (logit of a share, logarithm of a count): normal with standard deviation `sd`
 * on day `from`, then a random walk whose variance grows by growth^2 a year.
 */
export interface Walk {
  sd: number;
  /** Per square root of a year. */
  growth: number;
  /** What each figure has of its own beside its error. */
  wave: number;
  from: number;
}

/** Printed less modelled on the open scale, with the variance of the printed figure's own error. */
export interface Residual {
  day: number;
  value: number;
  variance: number;
}

/** What is known of a discrepancy on a day, and the log density of the residuals that told it. */
export interface Belief {
  day: number;
  mean: number;
  variance: number;
  logDensity: number;
}

/**
 * What residuals tell of their discrepancy on the day of the last one (a Kalman filter). Of one residual on day `from` the mean is
 * sd^2 / (sd^2 + error variance) of it. @param residuals oldest first, none before day `from`
 */
export function beliefAfter(residuals: readonly Residual[], walk: Walk): Belief {
  const [perYear, ofFigure] = [walk.growth * walk.growth, walk.wave * walk.wave];
  let [day, mean, variance] = [walk.from, 0, walk.sd * walk.sd];
  // Plain numbers and one logarithm: a grid of hyperparameters asks this millions of times.
  let [squares, product] = [0, 1];
  for (const residual of residuals) {
    const before = variance + (perYear * Math.max(residual.day - day, 0)) / DAYS_PER_YEAR;
    const error = residual.variance + ofFigure;
    const total = before + error;
    const gain = total > 0 ? before / total : 0;
    const distance = residual.value - mean;
    squares += (distance * distance) / total;
    product *= total;
    mean += gain * distance;
    variance = gain * error;
    day = residual.day;
  }
  const logDensity = 0 - 0.5 * (squares + log(product)) - residuals.length * LOG_SQRT_2PI;
  return { day, mean, variance, logDensity };
}

/** The same on a later day: the mean stays, the variance grows with time. */
export function beliefOn(belief: Belief, day: number, { growth }: Pick<Walk, 'growth'>): Belief {
  const years = Math.max(day - belief.day, 0) / DAYS_PER_YEAR;
  return { ...belief, day, variance: belief.variance + growth * growth * years };
}

/** ln of the normal density of a distance from the mean. */
export const logNormal = (distance: number, variance: number): number =>
  (-0.5 * distance * distance) / variance - 0.5 * log(variance) - LOG_SQRT_2PI;
