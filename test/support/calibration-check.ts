import { chiSquaredTail } from '../../src/core/math/least-squares.ts';

/** Whether ranks of true values among posterior draws are uniform, as they are when the posterior is right. */
export interface RankTest {
  chi2: number;
  df: number;
  p: number;
  counts: number[];
}

/**
 * Rank of the true value among draws: how many of them are smaller, 0 .. draws.length. Draws must be thinned to be nearly
 * independent (Talts, Betancourt, Simpson, Vehtari & Gelman 2018, simulation-based calibration).
 */
export function rankOf(truth: number, draws: ArrayLike<number>): number {
  let rank = 0;
  for (let i = 0; i < draws.length; i++) if (draws[i] < truth) rank++;
  return rank;
}

/** Chi-squared of ranks 0 .. `most` in `bins` bins of one width; most + 1 must be a multiple of `bins`. */
export function rankTest(ranks: readonly number[], most: number, bins: number): RankTest {
  if ((most + 1) % bins !== 0)
    throw new RangeError(`${most + 1} ranks can't be shared out over ${bins} bins`);
  const width = (most + 1) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const rank of ranks) counts[Math.floor(rank / width)]++;
  const expected = ranks.length / bins;
  const chi2 = counts.reduce((sum, n) => sum + ((n - expected) * (n - expected)) / expected, 0);
  return { chi2, df: bins - 1, p: chiSquaredTail(chi2, bins - 1), counts };
}

/** How many of the intervals hold their true value. */
export function covered(intervals: readonly { low: number; high: number; truth: number }[]): number {
  return intervals.filter(({ low, high, truth }) => low <= truth && truth <= high).length;
}
