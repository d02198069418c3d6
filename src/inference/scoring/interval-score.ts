/** The value of a forecast at one of its quantile levels. */
export interface QuantileForecast {
  level: number;
  value: number;
}

/**
 * Interval score of a central (1 - alpha) interval: its width, and 2/alpha times the distance by which it misses (Gneiting &
 * Raftery 2007). In the unit of the values; smaller is better.
 */
export function intervalScore(lower: number, upper: number, observed: number, alpha: number): number {
  const miss = Math.max(lower - observed, 0) + Math.max(observed - upper, 0);
  return upper - lower + (2 / alpha) * miss;
}

/**
 * Weighted interval score as the COVID-19 forecast hubs and scoringutils have it (Bracher et al. 2021): interval scores
 * weighted by alpha/2 and the absolute error of the median by 1/2, over the number of intervals and 1/2. With ever more
 * quantiles it becomes the CRPS.
 * @param quantiles symmetric in their levels, the median among them
 */
export function weightedIntervalScore(quantiles: readonly QuantileForecast[], observed: number): number {
  const sorted = [...quantiles].sort((a, b) => a.level - b.level);
  const pairs = Math.floor(sorted.length / 2);
  let sum = 0.5 * Math.abs(sorted[pairs].value - observed);
  for (let k = 0; k < pairs; k++) {
    const alpha = 2 * sorted[k].level;
    const upper = sorted[sorted.length - 1 - k].value;
    sum += (alpha / 2) * intervalScore(sorted[k].value, upper, observed, alpha);
  }
  return sum / (pairs + 0.5);
}
