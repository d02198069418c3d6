/**
 * Square matrices and tables in one array, row by row: only what regressions and random walks need. A symmetric matrix is its
 * upper triangle. Inner loops add a multiple of one row to another, which engines run several times faster than sums.
 */

/**
 * Cholesky factor of a symmetric positive definite matrix: `a` becomes U with a = U'U, in its upper triangle (the lower one is
 * left as it was). False when the matrix isn't positive definite. The factor of a leading block is the leading block of U.
 */
export function cholesky(a: Float64Array, size: number): boolean {
  for (let k = 0; k < size; k += 4) {
    const end = Math.min(k + 4, size);
    for (let p = k; p < end; p++) {
      const row = p * size;
      if (!(a[row + p] > 0)) return false;
      const pivot = Math.sqrt(a[row + p]);
      a[row + p] = pivot;
      for (let j = p + 1; j < size; j++) a[row + j] /= pivot;
      for (let i = p + 1; i < end; i++) {
        const factor = a[row + i];
        for (let j = i; j < size; j++) a[i * size + j] -= factor * a[row + j];
      }
    }
    // The rows below take all four pivots at once.
    const [p, q, r, s] = [k * size, (k + 1) * size, (k + 2) * size, (k + 3) * size];
    for (let i = end; i < size; i++) {
      const [b, c, d, e] = [a[p + i], a[q + i], a[r + i], a[s + i]];
      for (let j = i; j < size; j++)
        a[i * size + j] -= b * a[p + j] + c * a[q + j] + (d * a[r + j] + e * a[s + j]);
    }
  }
  return true;
}

/**
 * Solve U'y = b in place, the first half of solving with a factor; `at` says where b begins. Four unknowns at once: the rest
 * of b is read and written a quarter as often.
 */
export function solveFirst(u: Float64Array, size: number, b: Float64Array, at = 0): void {
  let k = 0;
  for (; k + 3 < size; k += 4) {
    fourUnknowns(u, size, b, at, k);
    const [p, q, r, s] = [k * size, (k + 1) * size, (k + 2) * size, (k + 3) * size];
    const [b0, b1, b2, b3] = [b[at + k], b[at + k + 1], b[at + k + 2], b[at + k + 3]];
    for (let i = k + 4; i < size; i++)
      b[at + i] -= u[p + i] * b0 + u[q + i] * b1 + (u[r + i] * b2 + u[s + i] * b3);
  }
  lastUnknowns(u, size, b, at, k);
}

/** Solve U'y = b for each of `count` rows b of a table, in place: two rows share each look at U. */
export function solveFirstRows(u: Float64Array, size: number, rows: Float64Array, count: number): void {
  for (let row = 0; row + 1 < count; row += 2) {
    const [x, y] = [row * size, (row + 1) * size];
    let k = 0;
    for (; k + 3 < size; k += 4) {
      fourUnknowns(u, size, rows, x, k);
      fourUnknowns(u, size, rows, y, k);
      const [p, q, r, s] = [k * size, (k + 1) * size, (k + 2) * size, (k + 3) * size];
      const [g0, g1, g2, g3] = [rows[x + k], rows[x + k + 1], rows[x + k + 2], rows[x + k + 3]];
      const [h0, h1, h2, h3] = [rows[y + k], rows[y + k + 1], rows[y + k + 2], rows[y + k + 3]];
      for (let i = k + 4; i < size; i++) {
        const a = u[p + i];
        const b = u[q + i];
        const c = u[r + i];
        const d = u[s + i];
        rows[x + i] -= a * g0 + b * g1 + (c * g2 + d * g3);
        rows[y + i] -= a * h0 + b * h1 + (c * h2 + d * h3);
      }
    }
    lastUnknowns(u, size, rows, x, k);
    lastUnknowns(u, size, rows, y, k);
  }
  if (count % 2 === 1) solveFirst(u, size, rows, (count - 1) * size);
}

/** Unknowns k to k + 3 of U'y = b, when those before are gone from b. */
function fourUnknowns(u: Float64Array, size: number, b: Float64Array, at: number, k: number): void {
  for (let i = k; i < k + 4; i++) {
    let left = b[at + i];
    for (let j = k; j < i; j++) left -= u[j * size + i] * b[at + j];
    b[at + i] = left / u[i * size + i];
  }
}

/** Unknowns from k on, one by one. */
function lastUnknowns(u: Float64Array, size: number, b: Float64Array, at: number, from: number): void {
  for (let i = from; i < size; i++) {
    let left = b[at + i];
    for (let j = from; j < i; j++) left -= u[j * size + i] * b[at + j];
    b[at + i] = left / u[i * size + i];
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
  // Four rows and two sums at once: all is read and written a fraction as often. Missing rows have no weight.
  for (let first = 0; first < count; first += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map(k => Math.min(first + k, count - 1) * size);
    const [wa, wb, wc, wd] = [0, 1, 2, 3].map(k => (first + k < count ? weights[first + k] : 0));
    for (let i = 0; i < size; i += 2) {
      const [sa, sb, sc, sd] = [wa * x[a + i], wb * x[b + i], wc * x[c + i], wd * x[d + i]];
      const row = i * size;
      gram[row + i] += sa * x[a + i] + sb * x[b + i] + (sc * x[c + i] + sd * x[d + i]);
      if (i + 1 === size) break;
      const n = i + 1;
      const [ta, tb, tc, td] = [wa * x[a + n], wb * x[b + n], wc * x[c + n], wd * x[d + n]];
      const next = n * size;
      for (let j = n; j < size; j++) {
        const xa = x[a + j];
        const xb = x[b + j];
        const xc = x[c + j];
        const xd = x[d + j];
        gram[row + j] += sa * xa + sb * xb + (sc * xc + sd * xd);
        gram[next + j] += ta * xa + tb * xb + (tc * xc + td * xd);
      }
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
