/**
 * Share out `count` whole things by weights: each gets its part rounded down, and what is left goes to the largest remainders,
 * among equal ones to the first. Where parts rounded to the nearest whole number add up to `count`, these they are.
 * @param weights at least 0, not all 0
 */
export function apportion(weights: readonly number[], count: number): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const parts = weights.map(weight => (weight / total) * count);
  const whole = parts.map(Math.floor);
  const left = count - whole.reduce((sum, one) => sum + one, 0);
  const order = parts.map((_, k) => k).sort((a, b) => parts[b] - whole[b] - (parts[a] - whole[a]) || a - b);
  for (const k of order.slice(0, left)) whole[k]++;
  return whole;
}
