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

/** The values of the band at hand: a summary asks for a hundred thousand, and an array for each would take longer than the rest. */
let room = new Float64Array(64);
/** Up to so many values are put in order one by one. */
const FEW = 32;

/**
 * Mean, standard deviation (n - 1) and quantiles of the finite values, added in their order. NaN where there are too few:
 * no value for a mean or quantile, fewer than two for a standard deviation.
 */
export function bandOf(values: ArrayLike<number>): Band {
  if (room.length < values.length) room = new Float64Array(2 * values.length);
  const own = room;
  let n = 0;
  let total = 0;
  for (let k = 0; k < values.length; k++) {
    const value = values[k];
    if (!Number.isFinite(value)) continue;
    own[n++] = value;
    total += value;
  }
  const mean = total / n;
  let squares = 0;
  for (let k = 0; k < n; k++) squares += (own[k] - mean) * (own[k] - mean);
  const sd = n > 1 ? Math.sqrt(squares / (n - 1)) : Number.NaN;
  sortFirst(own, n);
  return {
    ...{ n, mean, sd },
    q05: quantileOf(own, n, 0.05),
    q25: quantileOf(own, n, 0.25),
    q50: quantileOf(own, n, 0.5),
    q75: quantileOf(own, n, 0.75),
    q95: quantileOf(own, n, 0.95),
  };
}

/** Put the first n values in order, none of them NaN. */
function sortFirst(values: Float64Array, n: number): void {
  if (n > FEW) {
    values.subarray(0, n).sort();
    return;
  }
  for (let k = 1; k < n; k++) {
    const value = values[k];
    let at = k;
    for (; at > 0 && values[at - 1] > value; at--) values[at] = values[at - 1];
    values[at] = value;
  }
}

/** Quantile of ascending values, linear between order statistics (Hyndman & Fan 1996, type 7); NaN of none. */
export const quantile = (sorted: ArrayLike<number>, p: number): number =>
  quantileOf(sorted, sorted.length, p);

/** Of the first n values. */
function quantileOf(sorted: ArrayLike<number>, n: number, p: number): number {
  if (n === 0) return Number.NaN;
  const position = p * (n - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, n - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/** The middle value, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Median of |x - median of x|; 0 of none. */
export function medianDeviation(values: readonly number[]): number {
  const middle = median(values);
  return values.length === 0 ? 0 : median(values.map(value => Math.abs(value - middle)));
}

/**
 * The smallest value with at least the weight `wanted` at or below it, the largest where there is less in all; NaN of none.
 * @param rows ascending by value
 */
export function weightedQuantile(rows: readonly { value: number; weight: number }[], wanted: number): number {
  let sum = 0;
  for (const { value, weight } of rows) {
    sum += weight;
    if (sum >= wanted) return value;
  }
  return rows.at(-1)?.value ?? Number.NaN;
}

/** Mean, added in order; NaN of none. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Variance with n - 1, squares around the mean; NaN of one value. */
export function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return squares / (values.length - 1);
}
