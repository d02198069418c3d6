import { normalCdf } from './normal.ts';

/** Halvings of a bracket: as many as a double can tell apart, and a few. */
const HALVINGS = 60;

/**
 * Quantile of an equal mixture of normal distributions: below it lies the share `p`. An sd may be 0.
 * @param centres at least one
 */
export function mixtureQuantile(centres: readonly number[], sds: readonly number[], p: number): number {
  const below = (x: number) =>
    centres.reduce((sum, centre, i) => sum + tail(x - centre, sds[i]), 0) / centres.length;
  const reach = 10 * Math.max(...sds);
  let low = Math.min(...centres) - reach;
  let high = Math.max(...centres) + reach;
  for (let k = 0; k < HALVINGS; k++) {
    const middle = (low + high) / 2;
    if (below(middle) < p) low = middle;
    else high = middle;
  }
  return high;
}

const tail = (distance: number, sd: number) => (sd > 0 ? normalCdf(distance / sd) : Number(distance >= 0));
