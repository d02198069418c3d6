import { cholesky, inverseForm, solveFirst, solveSecond } from '../../core/math/matrix.ts';
import type { RidgeFit } from './ridge.ts';

/** How an emulator predicts points that it hasn't seen, in standard deviations it claims. */
export interface EmulatorDiagnostics {
  mean: number;
  sd: number;
  /** Share beyond three standard deviations. */
  beyond: number;
  passes: boolean;
}

const FOLDS = 10;

/**
 * Ten-fold cross-validation without refitting: leaving out a block F of rows, its prediction errors are
 * V (V - K)^-1 e and their covariance V (V - K)^-1 V, K = X_F L X_F' and e the block's residuals (at fixed tau2, lambda).
 * Rows are dealt out in turn, so that folds depend on their order alone.
 */
export function emulatorDiagnosticsOf(fit: RidgeFit): EmulatorDiagnostics {
  const count = fit.residuals.length;
  const z: number[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const block: number[] = [];
    for (let i = fold; i < count; i += FOLDS) block.push(i);
    z.push(...standardised(fit, block));
  }
  const mean = z.reduce((sum, r) => sum + r, 0) / z.length;
  const sd = Math.sqrt(z.reduce((sum, r) => sum + (r - mean) * (r - mean), 0) / z.length);
  const beyond = z.filter(r => Math.abs(r) > 3).length / z.length;
  const passes = Math.abs(mean) < 0.2 && sd >= 0.7 && sd <= 1.3 && beyond < 0.02;
  return { mean, sd, beyond, passes };
}

function standardised({ residuals, variances, rows, coefficients }: RidgeFit, block: number[]): number[] {
  const n = block.length;
  const size = coefficients.length;
  const left = new Float64Array(n * n);
  for (let a = 0; a < n; a++)
    for (let b = a; b < n; b++) {
      let k = 0;
      for (let j = 0; j < size; j++) k += rows[block[a] * size + j] * rows[block[b] * size + j];
      left[a * n + b] = (a === b ? variances[block[a]] : 0) - k;
    }
  // Rows that the fit passes through exactly can't be left out: they say nothing.
  if (!cholesky(left, n)) return [];
  const errors = Float64Array.from(block, i => residuals[i]);
  solveFirst(left, n, errors);
  solveSecond(left, n, errors);
  return block.map((_, a) => {
    const unit = new Float64Array(n);
    unit[a] = 1;
    return errors[a] / Math.sqrt(inverseForm(left, n, unit));
  });
}
