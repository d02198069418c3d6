import { numbers } from './arithmetic.ts';
import { exp } from './exponential.ts';

/** Something that must be zero, as a function of the values, with its derivative by each of them. */
export type Constraint = (values: readonly number[]) => { value: number; gradient: readonly number[] };

export interface Adjusted {
  values: number[];
  /** Sum of squared changes in standard errors; over `df` independent constraints it is chi-squared when they hold. */
  chi2: number;
  df: number;
  p: number;
  /** Whether the constraints hold at `values`; false also when they contradict each other. */
  converged: boolean;
}

const TOLERANCE = 1e-12;
const MOST_STEPS = 50;

/**
 * The values nearest to the given ones, in their standard errors, at which all constraints hold: generalised least squares
 * with the constraints linearised again at each step (Deming 1943, "Statistical Adjustment of Data"). The given values
 * are taken to be independent; a variance of 0 fixes a value. Constraints that follow from others add no df.
 */
export function adjust(
  given: readonly number[],
  variances: readonly number[],
  constraints: readonly Constraint[],
): Adjusted {
  let values = [...given];
  let df = 0;
  let converged = false;
  for (let step = 0; step <= MOST_STEPS; step++) {
    const at = constraints.map(constraint => constraint(values));
    const change = Math.max(0, ...at.map(({ value }) => Math.abs(value)));
    if (step > 0 && change < TOLERANCE) {
      converged = true;
      break;
    }
    const matrix = at.map(a => at.map(b => sum(variances.map((v, i) => a.gradient[i] * v * b.gradient[i]))));
    const right = at.map(
      ({ value, gradient }) => value + sum(gradient.map((g, i) => g * (given[i] - values[i]))),
    );
    const { solution, rank } = solveSymmetric(matrix, right);
    values = given.map(
      (y, i) => y - variances[i] * sum(at.map(({ gradient }, k) => gradient[i] * solution[k])),
    );
    df = rank;
  }
  const chi2 = sum(
    values.map((x, i) => (variances[i] > 0 ? ((x - given[i]) * (x - given[i])) / variances[i] : 0)),
  );
  return { values, chi2, df, p: chiSquaredTail(chi2, df), converged };
}

/**
 * Solve a symmetric system without negative eigenvalues by elimination, largest diagonal first. Rows that depend on those
 * before have no diagonal left: their unknowns stay 0.
 */
function solveSymmetric(matrix: readonly number[][], right: readonly number[]) {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  const size = rows.length;
  const least = TOLERANCE * Math.max(0, ...rows.map((row, i) => row[i]));
  const free = new Set(rows.keys());
  const solution: number[] = new Array(size).fill(0);
  for (;;) {
    const pivot = [...free].reduce((best, i) => (best < 0 || rows[i][i] > rows[best][best] ? i : best), -1);
    if (pivot < 0 || rows[pivot][pivot] <= least) break;
    free.delete(pivot);
    for (let i = 0; i < size; i++) {
      const factor = i === pivot ? 0 : rows[i][pivot] / rows[pivot][pivot];
      if (factor !== 0) for (let k = 0; k <= size; k++) rows[i][k] -= factor * rows[pivot][k];
    }
  }
  for (let i = 0; i < size; i++) if (!free.has(i)) solution[i] = rows[i][size] / rows[i][i];
  return { solution, rank: size - free.size };
}

/** P(chi-squared with `df` degrees of freedom > x), absolute error below 1e-6; `df` up to 500. */
export function chiSquaredTail(x: number, df: number): number {
  if (!(x > 0) || df < 1) return 1;
  const half = x / 2;
  const odd = df % 2 === 1;
  const density = decay(half);
  // Q(a + 1, h) = Q(a, h) + h^a e^-h / gamma(a + 1), from Q(1/2, h) = erfc(sqrt h) or Q(1, h) = e^-h upwards.
  let tail = odd ? complementaryError(Math.sqrt(half)) : density;
  let term = odd ? (density * Math.sqrt(half) * 2) / Math.sqrt(Math.PI) : density * half;
  for (let a = odd ? 0.5 : 1; a < df / 2; a++) {
    tail += term;
    term *= half / (a + 1);
  }
  return tail;
}

/** erfc(x) for x >= 0, absolute error below 3e-7 (Abramowitz & Stegun 1964, 7.1.26). */
function complementaryError(x: number): number {
  const t = 1 / (1 + 0.3275911 * x);
  const coefficients = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  const polynomial = coefficients.reduce((value, coefficient) => (value + coefficient) * t, 0);
  return polynomial * decay(x * x);
}

/** e^-x for x >= 0, relative error below 2e-7 also where single precision has no number as small. */
function decay(x: number): number {
  const whole = Math.min(Math.trunc(x), 750);
  let value = exp(numbers, Math.fround(whole - x));
  for (let k = 0; k < whole; k++) value /= Math.E;
  return value;
}

function sum(terms: readonly number[]): number {
  return terms.reduce((total, term) => total + term, 0);
}
