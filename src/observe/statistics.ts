/** What several runs of one scenario say together about one number. */
export interface Band {
  /** Runs that have a value. */
  n: number;
  mean: number;
  sd: number;
  q05: number;
  q25: number;
  q50: number;
  q75: number;
  q95: number;
}

/**
 * Mean, standard deviation (n - 1) and quantiles of the finite values, added in their order. NaN where there are too few:
 * no value for a mean or quantile, fewer than two for a standard deviation.
 */
export function bandOf(values: Iterable<number>): Band {
  const sorted = Float64Array.from(values).filter(Number.isFinite);
  const n = sorted.length;
  const mean = sum(sorted) / n;
  const sd =
    n > 1 ? Math.sqrt(sum(sorted.map(value => (value - mean) * (value - mean))) / (n - 1)) : Number.NaN;
  sorted.sort();
  const at = (p: number) => quantile(sorted, p);
  return { n, mean, sd, q05: at(0.05), q25: at(0.25), q50: at(0.5), q75: at(0.75), q95: at(0.95) };
}

/** Quantile of ascending values, linear between order statistics (Hyndman & Fan 1996, type 7); NaN of none. */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
