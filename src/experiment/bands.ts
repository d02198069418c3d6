/** What the replicates of one scenario say together, number by number. */
export interface Band {
  /** Replicates that have a value here. */
  n: number;
  mean: number;
  sd: number;
  q05: number;
  q25: number;
  q50: number;
  q75: number;
  q95: number;
}

/** Mean, standard deviation (n - 1) and quantiles of the finite values, added in their order; NaN where there are none. */
export function bandOf(values: Iterable<number>): Band {
  const seen = [...values].filter(Number.isFinite);
  const n = seen.length;
  const mean = seen.reduce((sum, value) => sum + value, 0) / n;
  const squares = seen.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const sorted = seen.sort((a, b) => a - b);
  const at = (p: number) => quantile(sorted, p);
  const sd = n > 1 ? Math.sqrt(squares / (n - 1)) : n === 1 ? 0 : Number.NaN;
  return { n, mean, sd, q05: at(0.05), q25: at(0.25), q50: at(0.5), q75: at(0.75), q95: at(0.95) };
}

/** Quantile of ascending values, linear between order statistics (Hyndman and Fan 1996, type 7). */
export function quantile(sorted: readonly number[], p: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
