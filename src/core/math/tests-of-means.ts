import { betaCdf } from './gamma.ts';

/** Two-sided p of Student's t with `freedom` degrees: P(|T| >= |t|); 1 at t = 0, 0 at an infinite t. */
export function twoSided(t: number, freedom: number): number {
  if (!Number.isFinite(t)) return Number.isNaN(t) ? Number.NaN : 0;
  return betaCdf(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/**
 * p adjusted for having been asked along with others (Holm 1979): the chance of even one false alarm among all stays below
 * the level that they are compared with. NaN stays NaN and is not counted.
 */
export function holm(p: readonly number[]): number[] {
  const order = p.flatMap((value, k) => (Number.isNaN(value) ? [] : k)).sort((a, b) => p[a] - p[b] || a - b);
  const adjusted: number[] = new Array(p.length).fill(Number.NaN);
  let least = 0;
  order.forEach((k, rank) => {
    least = Math.max(least, Math.min(1, p[k] * (order.length - rank)));
    adjusted[k] = least;
  });
  return adjusted;
}
