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
