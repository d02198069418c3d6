/**
 * Square matrices and tables in one array, row by row: only what regressions and random walks need. A symmetric matrix is its
 * upper triangle. Inner loops add a multiple of one row to another, which engines run several times faster than sums.
 */

/**
 * Cholesky factor of a symmetric positive definite matrix: `a` becomes U with a = U'U, in its upper triangle (the lower one is
 * left as it was). False when the matrix isn't positive definite. The factor of a leading block is the leading block of U.
 */
export function cholesky(a: Float64Array, size: number): boolean {
  for (let k = 0; k < size; k++) {
    const row = k * size;
    if (!(a[row + k] > 0)) return false;
    const pivot = Math.sqrt(a[row + k]);
    a[row + k] = pivot;
    for (let j = k + 1; j < size; j++) a[row + j] /= pivot;
    for (let i = k + 1; i < size; i++) {
      const factor = a[row + i];
      if (factor !== 0) for (let j = i; j < size; j++) a[i * size + j] -= factor * a[row + j];
    }
  }
  return true;
}

/** Solve U'y = b in place, the first half of solving with a factor; `at` says where b begins. */
export function solveFirst(u: Float64Array, size: number, b: Float64Array, at = 0): void {
  for (let k = 0; k < size; k++) {
    const row = k * size;
    const y = b[at + k] / u[row + k];
    b[at + k] = y;
    if (y !== 0) for (let i = k + 1; i < size; i++) b[at + i] -= u[row + i] * y;
  }
}

/** Solve Ux = y in place, the second half. */
export function solveSecond(u: Float64Array, size: number, b: Float64Array): void {
  for (let i = size - 1; i >= 0; i--) {
    let sum = b[i];
    for (let k = i + 1; k < size; k++) sum -= u[i * size + k] * b[k];
    b[i] = sum / u[i * size + i];
  }
}

/** X'WX of `count` rows of `size` numbers, W diagonal. */
export function weightedGram(
  x: Float64Array,
  count: number,
  size: number,
  weights: ArrayLike<number>,
): Float64Array {
  const gram = new Float64Array(size * size);
  // Four rows at once: the sums are read and written a quarter as often. Missing rows have no weight.
  for (let first = 0; first < count; first += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map(k => Math.min(first + k, count - 1) * size);
    const [wa, wb, wc, wd] = [0, 1, 2, 3].map(k => (first + k < count ? weights[first + k] : 0));
    for (let i = 0; i < size; i++) {
      const [sa, sb, sc, sd] = [wa * x[a + i], wb * x[b + i], wc * x[c + i], wd * x[d + i]];
      for (let j = i; j < size; j++)
        gram[i * size + j] += sa * x[a + j] + sb * x[b + j] + sc * x[c + j] + sd * x[d + j];
    }
  }
  return gram;
}

/** Weighted mean and covariance of `count` points; weights needn't sum to one. */
export function covariance(
  points: Float64Array,
  count: number,
  size: number,
  weights?: ArrayLike<number>,
): { mean: Float64Array; matrix: Float64Array } {
  const mean = new Float64Array(size);
  let total = 0;
  for (let i = 0; i < count; i++) {
    const weight = weights ? weights[i] : 1;
    total += weight;
    for (let j = 0; j < size; j++) mean[j] += weight * points[i * size + j];
  }
  for (let j = 0; j < size; j++) mean[j] /= total;
  const centred = points.map((value, at) => value - mean[at % size]);
  const shares = Float64Array.from({ length: count }, (_, i) => (weights ? weights[i] : 1) / total);
  return { mean, matrix: weightedGram(centred, count, size, shares) };
}

/**
 * Cholesky factor of a covariance that may be singular (points on a line, a parameter that doesn't move): its diagonal grows
 * by as little as it takes.
 */
export function covarianceFactor(matrix: Float64Array, size: number): Float64Array {
  let largest = 0;
  for (let j = 0; j < size; j++) largest = Math.max(largest, matrix[j * size + j]);
  for (let jitter = 1e-12; ; jitter *= 100) {
    const factor = matrix.slice();
    for (let j = 0; j < size; j++) factor[j * size + j] += jitter * (matrix[j * size + j] + largest) + 1e-300;
    if (cholesky(factor, size)) return factor;
  }
}

/** x'A x through the factor U of A's inverse: |U'^-1 x|^2. `x` is spent. */
export function inverseForm(u: Float64Array, size: number, x: Float64Array): number {
  solveFirst(u, size, x);
  let sum = 0;
  for (let j = 0; j < size; j++) sum += x[j] * x[j];
  return sum;
}
