import { FITTED_UNSEEN } from '../problem/problem.ts';
import type { FitTarget } from '../problem/target.ts';
import { type Frame, factorsOf, productPlace, quadraticSize, writeTerms } from './basis.ts';
import { type EmulatorDiagnostics, emulatorDiagnosticsOf } from './emulator-diagnostics.ts';
import { type Noise, type Point, pooled } from './noise.ts';
import { responseOf } from './response.ts';
import {
  excess,
  leaveOneOutScore,
  type RidgeFit,
  ridge,
  ridgeFits,
  standardErrors,
  type Table,
} from './ridge.ts';

/** Which terms a regression has, with many parameters only those of its own inputs; `sparse` is squares and the products of its most active parameters. */
export type Basis = 'linear' | 'squares' | 'sparse' | 'quadratic';

/** What takes the model's place at one target: a regression on the target's scale (plain data). */
export interface Emulator {
  target: string;
  basis: Basis;
  /** Places of its terms among those of the full quadratic, ascending. */
  terms: number[];
  coefficients: number[];
  lambda: number;
  tau2: number;
  /** Rows it was fitted on. */
  points: number;
  /** Share of the weighted variance of the responses that it explains, leaving each out in turn. */
  explained: number;
  gate: EmulatorDiagnostics;
  /** Mean over its rows of x'Lx, the variance that uncertain coefficients leave. */
  coefficientVariance: number;
}

/** Emulators of all targets over one frame. A target without enough finite values has none. */
export interface Emulators {
  frame: Frame;
  list: (Emulator | undefined)[];
}

const LAMBDAS = [0.1, 1, 10];
/** Fewer rows than this per linear term, and a target isn't emulated at all. */
const LEAST_ROWS_PER_TERM = 1.5;
/** Rows per term from which the full quadratic is offered; with fewer it costs much and is hardly ever chosen. */
const ROWS_PER_TERM = 2;
/** Slopes of fewer standard errors are left to chance where there are many inputs. */
const LEAST_T = 2;
/** Rows wanted for each product of the sparse basis. */
const ROWS_PER_PRODUCT = 6;

/** Fit an emulator to each target on the points given. */
export function fitEmulators(
  targets: readonly FitTarget[],
  points: readonly Point[],
  noise: Noise,
  frame: Frame,
): Emulators {
  const list = targets.map(
    (target, k) => fitEmulator(target, k, points, noise.dispersion[k], frame)?.emulator,
  );
  return { frame, list };
}

/** One target's emulator with its regression; undefined when too few points have a finite value. */
export function fitEmulator(
  target: FitTarget,
  k: number,
  points: readonly Point[],
  dispersion: number,
  frame: Frame,
): { emulator: Emulator; fit: RidgeFit } | undefined {
  const d = frame.centre.length;
  const rows = points.flatMap(point => {
    const { g, noise } = responseOf(target.kind, pooled(target, point.runs, k));
    return Number.isFinite(g) ? [{ u: point.u, g, noise: noise * dispersion }] : [];
  });
  if (rows.length < LEAST_ROWS_PER_TERM * (1 + d)) return undefined;
  const g = Float64Array.from(rows, row => row.g);
  const noise = Float64Array.from(rows, row => row.noise);
  const full = quadraticSize(d);
  const lead = 1 + 2 * d;
  const leads = new Float64Array(rows.length * lead);
  rows.forEach((row, i) => {
    writeTerms(frame, row.u, 0, lead, leads, i * lead);
  });
  const tableOf = (terms: readonly number[]): Table => {
    const size = terms.length;
    const x = new Float64Array(rows.length * size);
    terms.forEach((place, j) => {
      // A product is made of two linear terms; all other terms are there.
      const [a, b] = place < lead ? [place, 0] : factorsOf(d, place).map(z => 1 + z);
      for (let i = 0; i < rows.length; i++) x[i * size + j] = leads[i * lead + a] * leads[i * lead + b];
    });
    return { count: rows.length, size, x, g, noise };
  };
  let best: { basis: Basis; terms: number[]; fit: RidgeFit; table: Table; score: number } | undefined;
  let tau2 = 0;
  const offer = (basis: Basis, terms: number[]) => {
    const table = tableOf(terms);
    const fits = ridgeFits(table, LAMBDAS, tau2);
    tau2 = fits[1].tau2;
    for (const fit of fits) {
      const score = leaveOneOutScore(fit);
      if (!best || score < best.score) best = { basis, terms, fit, table, score };
    }
    return fits[1];
  };
  const linear = offer('linear', range(1 + d));
  const inputs = d > FITTED_UNSEEN ? tellingInputs(linear) : range(d);
  const leading = [0, ...inputs.map(j => 1 + j), ...inputs.map(j => 1 + d + j)];
  if (inputs.length < d) offer('linear', leading.slice(0, 1 + inputs.length));
  if (rows.length > leading.length) {
    const squares = offer('squares', leading);
    const active = mostActive(squares.coefficients, inputs, rows.length);
    const some = active.length > 1 && active.length < d;
    if (some) offer('sparse', withProducts(leading, active, d));
    // Where the products of the most active parameters say nothing, those of the others don't either.
    if ((!some || best?.basis === 'sparse') && rows.length >= ROWS_PER_TERM * full)
      offer('quadratic', range(full));
  }
  const { basis, terms, table, fit } = best!;
  const last = ridge(table, fit.lambda, excess(fit, noise));
  const emulator: Emulator = {
    target: target.id,
    basis,
    terms,
    coefficients: Array.from(last.coefficients),
    lambda: last.lambda,
    tau2: last.tau2,
    points: rows.length,
    explained: explainedBy(last, g),
    gate: emulatorDiagnosticsOf(last),
    coefficientVariance: last.fitted.reduce((sum, v) => sum + v, 0) / rows.length,
  };
  return { emulator, fit: last };
}

/** The inputs whose slopes are beyond chance: with many inputs each target has few that matter, and every further term costs certainty. */
function tellingInputs(linear: RidgeFit): number[] {
  const errors = standardErrors(linear);
  return range(errors.length - 1).filter(
    j => Math.abs(linear.coefficients[1 + j]) >= LEAST_T * errors[1 + j],
  );
}

/** The inputs that move a target most, as many as there are rows enough for all products of. */
function mostActive(coefficients: Float64Array, inputs: readonly number[], rows: number): number[] {
  let many = 1;
  while (((many + 1) * many) / 2 <= rows / ROWS_PER_PRODUCT) many++;
  // Variances of z and of z^2 for z uniform on -1 to 1.
  const strength = inputs.map((_, i) => {
    const [slope, bend] = [coefficients[1 + i], coefficients[1 + inputs.length + i]];
    return (slope * slope) / 3 + (bend * bend * 4) / 45;
  });
  return range(inputs.length)
    .sort((a, b) => strength[b] - strength[a] || a - b)
    .slice(0, many)
    .map(i => inputs[i])
    .sort((a, b) => a - b);
}

function withProducts(leading: readonly number[], active: readonly number[], d: number): number[] {
  const products = active.flatMap((j, b) => active.slice(0, b).map(i => productPlace(d, i, j)));
  return [...leading, ...products.sort((a, b) => a - b)];
}

function explainedBy({ residuals, variances, fitted }: RidgeFit, g: Float64Array): number {
  let total = 0;
  let mean = 0;
  for (let i = 0; i < g.length; i++) {
    total += 1 / variances[i];
    mean += g[i] / variances[i];
  }
  mean /= total;
  let left = 0;
  let all = 0;
  for (let i = 0; i < g.length; i++) {
    const e = residuals[i] / Math.max(1e-6, 1 - fitted[i] / variances[i]);
    left += (e * e) / variances[i];
    all += ((g[i] - mean) * (g[i] - mean)) / variances[i];
  }
  return all > 0 ? 1 - left / all : 0;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
