import { throwDiagnostic } from '../../core/diagnostics.ts';
import { exp, log, logistic, logit } from '../../core/math/f64-functions.ts';
import { chiSquaredTail } from '../../core/math/least-squares.ts';
import {
  cholesky,
  covariance,
  covarianceFactor,
  inverseForm,
  solveFirst,
  solveSecond,
  weightedGram,
} from '../../core/math/matrix.ts';
import { median, medianDeviation } from '../../core/math/statistics.ts';

/** Runs of any design: where in the cube, and what they say. Rows without a finite value everywhere are left out. */
export interface RunTable {
  u: readonly (readonly number[])[];
  summaries: readonly (readonly number[])[];
  /** Weights that the runs have already, from an ABC sampler. */
  weights?: readonly number[];
}

export interface RegressSettings {
  /** Names of the summaries, for messages. */
  names: readonly string[];
  /** Share of the runs nearest to the figures that is kept. */
  tolerance?: number;
  /** Let the spread of the parameters change with the summaries, too. */
  heteroscedastic?: boolean;
  /** Replace the summaries by what they predict of the parameters (Fearnhead & Prangle 2012). */
  semiAutomatic?: boolean;
}

/** Weighted draws from the adjusted posterior. */
export interface Adjusted {
  u: number[][];
  /** They sum to one. */
  weights: number[];
  /** Distance at which the kernel ends, in median absolute deviations. */
  tolerance: number;
}

/** Penalties of abc-R's ridge; of the three adjusted values the median is taken. */
const LAMBDAS = [1e-4, 1e-3, 1e-2];
const LEAST_SHARE = 0.05;
const ROWS_PER_SUMMARY = 30;
/** Figures less likely than this among the runs are out of reach. */
const OUT_OF_REACH = 0.001;
/** Standard deviations of the runs within which a figure counts as reached. */
const OUT_OF_REACH_ALONE = 3;

/**
 * Local-linear regression adjustment (Beaumont, Zhang & Balding 2002), with a spread that changes (Blum & Francois 2010): runs
 * near the figures are moved to where they would be had they said exactly the figures. Throws a DiagnosticError when the
 * figures lie outside what the runs said, because a line drawn on from there says nothing.
 */
export function regress(table: RunTable, observed: readonly number[], settings: RegressSettings): Adjusted {
  const rows = finiteRows(table);
  let s = rows.map(row => row.s);
  let y = [...observed];
  refuseExtrapolation(s, y, settings.names);
  const d = rows[0].u.length;
  const z = rows.map(({ u }) => u.map(value => logit(Math.min(Math.max(value, 1e-9), 1 - 1e-9))));
  if (settings.semiAutomatic) ({ s, y } = foretold(s, y, z));
  const k = y.length;
  const scale = y.map((_, j) => medianDeviation(s.map(row => row[j])));
  const standard = s.map(row => row.map((value, j) => (scale[j] > 0 ? (value - y[j]) / scale[j] : 0)));
  const distance = standard.map(row => Math.sqrt(row.reduce((sum, x) => sum + x * x, 0)));
  const share = settings.tolerance ?? Math.max(LEAST_SHARE, (ROWS_PER_SUMMARY * (k + 1)) / rows.length);
  const many = Math.min(rows.length, Math.max(2, Math.ceil(share * rows.length)));
  const order = distance.map((_, i) => i).sort((a, b) => distance[a] - distance[b] || a - b);
  const tolerance = distance[order[many - 1]] || 1;
  const near = order.slice(0, many);
  const kernel = near.map(i => {
    const r = distance[i] / tolerance;
    // All at distance 0, or all kept: the kernel would be nothing at its end.
    return Math.max(1 - r * r, 1e-9) * rows[i].weight;
  });
  const x = Float64Array.from(near.flatMap(i => [1, ...standard[i]]));
  const u = near.map(() => new Array<number>(d));
  for (let j = 0; j < d; j++) {
    const response = near.map(i => z[i][j]);
    const fits = LAMBDAS.map(lambda =>
      adjustedBy(x, k + 1, response, kernel, lambda, settings.heteroscedastic ?? true),
    );
    for (let i = 0; i < many; i++) u[i][j] = logistic(median(fits.map(fit => fit[i])));
  }
  const total = kernel.reduce((sum, w) => sum + w, 0);
  return { u, weights: kernel.map(w => w / total), tolerance };
}

/** Fitted value at the figures plus own residual, scaled by the spread there over the spread here. */
function adjustedBy(
  x: Float64Array,
  size: number,
  response: readonly number[],
  weights: readonly number[],
  lambda: number,
  heteroscedastic: boolean,
): number[] {
  const mean = linear(x, size, response, weights, lambda);
  const residuals = response.map((value, i) => value - mean.at(i));
  if (!heteroscedastic) return residuals.map(e => mean.atFigures + e);
  const logs = linear(
    x,
    size,
    residuals.map(e => log(e * e + 1e-300)),
    weights,
    lambda,
  );
  return residuals.map((e, i) => mean.atFigures + e * exp(Math.min(0.5 * (logs.atFigures - logs.at(i)), 5)));
}

/** Weighted ridge on rows whose first term is 1 and whose others are 0 at the figures. */
function linear(
  x: Float64Array,
  size: number,
  response: readonly number[],
  weights: readonly number[],
  lambda: number,
) {
  const count = response.length;
  const total = weights.reduce((sum, w) => sum + w, 0);
  const shares = weights.map(w => w / total);
  const factor = weightedGram(x, count, size, shares);
  for (let j = 1; j < size; j++) factor[j * size + j] += lambda;
  if (!cholesky(factor, size)) throw new RangeError('a regression without a solution');
  const b = new Float64Array(size);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < size; j++) b[j] += shares[i] * response[i] * x[i * size + j];
  solveFirst(factor, size, b);
  solveSecond(factor, size, b);
  const at = (i: number) => {
    let sum = 0;
    for (let j = 0; j < size; j++) sum += b[j] * x[i * size + j];
    return sum;
  };
  return { at, atFigures: b[0] };
}

/** Each parameter as a linear function of the summaries and their squares over all runs: d summaries instead of K. */
function foretold(
  s: readonly number[][],
  y: readonly number[],
  z: readonly number[][],
): { s: number[][]; y: number[] } {
  const scale = y.map((_, j) => medianDeviation(s.map(row => row[j])) || 1);
  const terms = (row: readonly number[]) => {
    const standard = row.map((value, j) => (value - y[j]) / scale[j]);
    return [1, ...standard, ...standard.map(value => value * value)];
  };
  const x = Float64Array.from(s.flatMap(terms));
  const even = s.map(() => 1);
  const fits = z[0].map((_, j) =>
    linear(
      x,
      2 * y.length + 1,
      z.map(row => row[j]),
      even,
      1e-6,
    ),
  );
  return { s: s.map((_, i) => fits.map(fit => fit.at(i))), y: fits.map(fit => fit.atFigures) };
}

function finiteRows({ u, summaries, weights }: RunTable) {
  const rows = u.map((point, i) => ({ u: point, s: [...summaries[i]], weight: weights?.[i] ?? 1 }));
  const finite = rows.filter(row => row.s.every(Number.isFinite));
  if (finite.length < 3)
    throwDiagnostic({
      kind: 'value',
      message: 'too few runs for a regression',
      found: `${finite.length} with a value for every target`,
    });
  return finite;
}

/** Mahalanobis distance of the figures among the runs, against the chi-squared law. */
function refuseExtrapolation(s: readonly number[][], y: readonly number[], names: readonly string[]): void {
  const size = y.length;
  const { mean, matrix } = covariance(Float64Array.from(s.flat()), s.length, size);
  const distance = inverseForm(
    covarianceFactor(matrix, size),
    size,
    Float64Array.from(y, (value, j) => value - mean[j]),
  );
  if (chiSquaredTail(distance, size) >= OUT_OF_REACH) return;
  const each = y
    .map((value, j) => ({ name: names[j], off: (value - mean[j]) / Math.sqrt(matrix[j * size + j]) }))
    .sort((a, b) => Math.abs(b.off) - Math.abs(a.off));
  const alone = each.every(({ off }) => Math.abs(off) < OUT_OF_REACH_ALONE);
  throwDiagnostic({
    kind: 'conflict',
    message: alone
      ? 'targets not reachable by the model: each is alone, but no run is near all of them together'
      : 'targets not reachable by the model: no run is near them',
    found: each
      .slice(0, 3)
      .map(({ name, off }) => `${name} ${off.toFixed(1)} standard deviations off the mean run`)
      .join(', '),
    hint: 'widen the priors, or leave these targets out',
  });
}
