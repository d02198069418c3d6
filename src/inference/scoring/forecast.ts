import { mixtureQuantile } from '../../core/math/mixture.ts';
import { pitOfMixture } from './calibration.ts';
import { crpsOfMixture } from './crps.ts';
import { weightedIntervalScore } from './interval-score.ts';
import { logScoreOfMixture } from './log-score.ts';

/** A probability forecast of one number: an equal mixture of normal distributions, every sd above 0. */
export interface Forecast {
  centres: readonly number[];
  sds: readonly number[];
}

/** Levels of the quantiles by which a forecast is told: the median and the ends of the intervals. */
export const QUANTILE_LEVELS = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975] as const;

/** Central intervals between those quantiles. */
export const INTERVALS = [0.5, 0.8, 0.95] as const;

const EVERYTHING = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

/** What a forecast said, and how good it was once the number was known. Names as scoringutils has them. */
export interface ScoredForecast {
  /** By `QUANTILE_LEVELS`. */
  quantiles: readonly number[];
  median: number;
  crps: number;
  wis: number;
  logScore: number;
  aeMedian: number;
  pit: number;
  /** By `INTERVALS`: whether the interval holds the number. */
  inside: readonly boolean[];
}

/**
 * The scores of a forecast. The CRPS is the exact one of the mixture; that its runs are a sample of more is not corrected for,
 * so few runs score a little worse than many.
 * @param bounds quantiles are cut at these, such as 0 and 1 of a share
 */
export function scoreForecast(
  { centres, sds }: Forecast,
  observed: number,
  [least, most]: readonly [number, number] = EVERYTHING,
): ScoredForecast {
  const quantiles = QUANTILE_LEVELS.map(level =>
    Math.min(Math.max(mixtureQuantile(centres, sds, level), least), most),
  );
  const middle = (QUANTILE_LEVELS.length - 1) / 2;
  const median = quantiles[middle];
  return {
    quantiles,
    median,
    crps: crpsOfMixture(centres, sds, observed),
    wis: weightedIntervalScore(
      QUANTILE_LEVELS.map((level, k) => ({ level, value: quantiles[k] })),
      observed,
    ),
    logScore: logScoreOfMixture(centres, sds, observed),
    aeMedian: Math.abs(median - observed),
    pit: pitOfMixture(centres, sds, observed),
    inside: INTERVALS.map(
      (_, k) => quantiles[middle - 1 - k] <= observed && observed <= quantiles[middle + 1 + k],
    ),
  };
}
