import type { FitTarget, Summary } from '../problem/target.ts';
import { responseOf } from './response.ts';

/** A point of the unit cube with the runs made there: one row of summaries a replicate. */
export interface Point {
  id: number;
  round: number;
  u: readonly number[];
  runs: readonly (readonly Summary[])[];
}

/** What chance does to each target, learnt from points that were run several times. */
export interface Noise {
  /** Variance between replicates over that of independent agents: at least 1 for shares and counts. */
  dispersion: number[];
  /** Correlation of replicates' deviations between targets, shrunk; row by row. Undefined: none worth keeping. */
  correlation?: number[];
}

/** Below this the deviations of two targets count as independent. */
const LEAST_CORRELATION = 0.3;

/** All runs of a point as one: shares and means weighted by their bases, which add up. NaN when no run has a value. */
export function pooled(target: FitTarget, runs: Point['runs'], k: number): Summary {
  let total = 0;
  let size = 0;
  let count = 0;
  for (const run of runs) {
    const { value, size: base } = run[k];
    if (!Number.isFinite(value) || !(base > 0)) continue;
    const weight = target.kind === 'count' ? 1 : base;
    total += weight * value;
    size += weight;
    count++;
  }
  if (count === 0) return { value: Number.NaN, size: 0 };
  // A mean of r counts is as certain as one count of agents that represent r times fewer persons.
  if (target.kind === 'count') return { value: total / size, size: runs[0][k].size / count };
  return { value: total / size, size };
}

/** Pooled over all points with two runs or more; without such points chance is taken to be that of independent agents. */
export function noiseOf(targets: readonly FitTarget[], points: readonly Point[]): Noise {
  const repeated = points.filter(point => point.runs.length > 1);
  const deviations: number[][] = [];
  const dispersion = targets.map((target, k) => {
    let squares = 0;
    let expected = 0;
    let row = 0;
    for (const { runs } of repeated) {
      const centre = responseOf(target.kind, pooled(target, runs, k));
      // Degrees of freedom are shared out evenly: r runs have r - 1.
      const share = (runs.length - 1) / runs.length;
      for (const run of runs) {
        const { g, noise } = responseOf(target.kind, run[k]);
        const deviation = Number.isFinite(run[k].value) ? g - centre.g : Number.NaN;
        deviations[row] ??= [];
        deviations[row++][k] = Number.isFinite(deviation) ? deviation / Math.sqrt(noise * share) : 0;
        if (!Number.isFinite(deviation)) continue;
        // Weighted by its own variance, so that no point with a small base rules.
        squares += (deviation * deviation) / noise;
        expected += share;
      }
    }
    if (expected === 0) return 1;
    return target.kind === 'mean' ? squares / expected : Math.max(1, squares / expected);
  });
  return { dispersion, correlation: shrunkCorrelation(deviations, targets.length) };
}

/**
 * Correlation matrix of the columns, shrunk towards none (Ledoit & Wolf 2004, identity target); undefined when no two
 * columns correlate above 0.3 afterwards.
 */
export function shrunkCorrelation(rows: readonly number[][], size: number): number[] | undefined {
  const count = rows.length;
  if (count < 3) return undefined;
  const scale = Array.from({ length: size }, (_, k) => {
    const squares = rows.reduce((sum, row) => sum + row[k] * row[k], 0) / count;
    return squares > 0 ? 1 / Math.sqrt(squares) : 0;
  });
  const z = rows.map(row => row.map((value, k) => value * scale[k]));
  const sample = new Float64Array(size * size);
  const squares = new Float64Array(size * size);
  for (const row of z)
    for (let a = 0; a < size; a++)
      for (let b = 0; b < a; b++) {
        const product = row[a] * row[b];
        sample[a * size + b] += product / count;
        squares[a * size + b] += (product * product) / count;
      }
  // Shrinkage = expected squared error of the sample correlations over their squared size.
  let error = 0;
  let signal = 0;
  for (let i = 0; i < sample.length; i++) {
    error += (squares[i] - sample[i] * sample[i]) / count;
    signal += sample[i] * sample[i];
  }
  const keep = signal > 0 ? 1 - Math.min(1, Math.max(0, error / signal)) : 0;
  const result = new Array<number>(size * size).fill(0);
  let largest = 0;
  for (let a = 0; a < size; a++) {
    result[a * size + a] = 1;
    for (let b = 0; b < a; b++) {
      const r = keep * sample[a * size + b];
      result[a * size + b] = r;
      result[b * size + a] = r;
      largest = Math.max(largest, Math.abs(r));
    }
  }
  return largest > LEAST_CORRELATION ? result : undefined;
}
