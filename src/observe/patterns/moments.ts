/**
 * Means and co-moments of a few variables, gathered one observation after the other, each mean moved by what the new
 * observation adds (Welford 1962): no large sums are subtracted from each other.
 */
export interface Moments {
  n: number;
  /** By variable. */
  means: Float64Array;
  /** [variable x variable]: sums of products of deviations from the means. */
  products: Float64Array;
}

export function noMoments(variables: number): Moments {
  return { n: 0, means: new Float64Array(variables), products: new Float64Array(variables * variables) };
}

export function addTo(moments: Moments, values: ArrayLike<number>): void {
  const { means, products } = moments;
  const size = means.length;
  moments.n++;
  const deviations = means.map((mean, i) => values[i] - mean);
  for (let i = 0; i < size; i++) means[i] += deviations[i] / moments.n;
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) products[i * size + j] += deviations[i] * (values[j] - means[j]);
}

/** Below this part of its own variation a variable counts as not varying: rounding leaves such remainders. */
const NEGLIGIBLE = 1e-12;

/**
 * Pearson's correlation of variables 0 and 1 at equal values of all others (partial correlation). 0 where one of the two
 * doesn't vary; NaN with fewer than two observations.
 */
export function correlationOf(moments: Moments): number {
  const [xx, xy, yy] = remaining(moments);
  if (moments.n < 2) return Number.NaN;
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}

/**
 * By how much variable 1 rises per unit of variable 0 at equal values of all others (least squares). 0 where variable 0
 * doesn't vary; NaN with fewer than two observations.
 */
export function slopeOf(moments: Moments): number {
  const [xx, xy] = remaining(moments);
  if (moments.n < 2) return Number.NaN;
  return xx === 0 ? 0 : xy / xx;
}

/** What is left of the products of variables 0 and 1 when all others are taken out, by Gaussian elimination. */
function remaining({ means, products }: Moments): [xx: number, xy: number, yy: number] {
  const size = means.length;
  const left = Float64Array.from(products);
  const negligible = (i: number) => !(left[i * size + i] > NEGLIGIBLE * products[i * size + i]);
  for (let c = size - 1; c >= 2; c--) {
    if (negligible(c)) continue; // it says nothing that the ones before didn't say
    for (let i = 0; i < c; i++) {
      const factor = left[i * size + c] / left[c * size + c];
      for (let j = 0; j < c; j++) left[i * size + j] -= factor * left[c * size + j];
    }
  }
  return [negligible(0) ? 0 : left[0], left[1], negligible(1) ? 0 : left[size + 1]];
}
