import { sumOf } from './table.ts';

/**
 * Whole numbers near `weights` that sum to `total`: the weights, scaled to it, rounded down; then one more for each of the
 * largest remainders (Hamilton's rule), the first of equals.
 */
export function largestRemainder(weights: ArrayLike<number>, total: number): Float64Array {
  const scale = total / sumOf(weights);
  const scaled = Float64Array.from(weights, w => w * scale);
  const counts = scaled.map(Math.floor);
  const order = Array.from(counts, (_, k) => k).sort(
    (a, b) => scaled[b] - counts[b] - (scaled[a] - counts[a]) || a - b,
  );
  for (const k of order.slice(0, Math.round(total - sumOf(counts)))) counts[k]++;
  return counts;
}

/**
 * Truncate, replicate, sample (Lovelace & Ballas 2013): weights rounded down, then their fractional parts drawn without
 * replacement, each with exactly its own probability, by systematic sampling: one more wherever the running sum of the
 * fractions passes a point of the grid that `start` in (0, 1) shifts. Each run of `block` weights must sum to a whole
 * number; its counts have the same sum.
 */
export function truncateAndSample(
  weights: ArrayLike<number>,
  start: number,
  block = weights.length,
): Float64Array {
  const counts = new Float64Array(weights.length);
  let passed = start;
  for (let k = 0; k < counts.length; k++) {
    const whole = Math.floor(weights[k]);
    const before = Math.floor(passed);
    passed += weights[k] - whole;
    // At the end of a block the sum is whole but for rounding errors.
    if (k % block === block - 1) passed = start + Math.round(passed - start);
    counts[k] = whole + Math.floor(passed) - before;
  }
  return counts;
}

/** Root of the mean squared difference from the weights, which are scaled to the counts' total. */
export function roundingError(counts: ArrayLike<number>, weights: ArrayLike<number>): number {
  const scale = sumOf(counts) / sumOf(weights);
  let squares = 0;
  for (let k = 0; k < counts.length; k++) {
    const difference = counts[k] - weights[k] * scale;
    squares += difference * difference;
  }
  return Math.sqrt(squares / counts.length);
}
