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
  let belief: Belief = { day: walk.from, mean: 0, variance: walk.sd * walk.sd, logDensity: 0 };
  for (const { day, value, variance } of residuals) {
    const { mean, variance: before, logDensity } = beliefOn(belief, day, walk);
    const total = before + variance;
    const gain = total > 0 ? before / total : 0;
    belief = {
      day,
      mean: mean + gain * (value - mean),
      variance: gain * variance,
      logDensity: logDensity + logNormal(value - mean, total),
    };
  }
  return belief;
}

/** The same on a later day: the mean stays, the variance grows with time. */
export function beliefOn(belief: Belief, day: number, { growth }: Walk): Belief {
  const years = Math.max(day - belief.day, 0) / DAYS_PER_YEAR;
  return { ...belief, day, variance: belief.variance + growth * growth * years };
}

/** ln of the normal density of a distance from the mean. */
export const logNormal = (distance: number, variance: number): number =>
  (-0.5 * distance * distance) / variance - 0.5 * log(variance) - LOG_SQRT_2PI;
