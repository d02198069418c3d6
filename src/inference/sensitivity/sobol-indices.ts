import { varianceOf } from '../../core/math/statistics.ts';
import { openDraws } from '../../core/random/sequential-draws.ts';
import { sobolPoints } from '../design/sobol-points.ts';

/** A design for variance-based indices (Saltelli, Annoni, Azzini, Campolongo, Ratto & Tarantola 2010). */
export interface SobolDesign {
  type: 'sobol';
  /** Names, one a coordinate; coordinates of one group are exchanged together. */
  groups: readonly string[];
  /** Rows of A; a power of two. */
  size: number;
  /** Row by row: A's point, then A with each group's coordinates from B, then B's point: size x (groups + 2) points. */
  u: number[][];
}

export interface SobolRow {
  name: string;
  /** Share of the variance that the parameter explains alone, and together with others. Clipped to 0 .. 1, and as they came. */
  s1: number;
  s1Raw: number;
  st: number;
  stRaw: number;
  /** Half widths of 95 % bootstrap intervals. */
  s1Conf: number;
  stConf: number;
  /** Whether the intervals hold 0: then the index can't be told from none. */
  s1Zero: boolean;
  stZero: boolean;
}

const BOOTSTRAPS = 200;
const Z95 = 1.959963984540054;

/** A and B are halves of the rows of a scrambled Sobol sequence of twice the dimension. Throws unless `size` is a power of two. */
export function sobolDesign(groups: readonly string[], size: number, seed: string): SobolDesign {
  if (size < 2 || (size & (size - 1)) !== 0)
    throw new RangeError(`a sobol design has a power of two of rows, not ${size}`);
  const d = groups.length;
  const both = sobolPoints(size, 2 * d, openDraws(seed, 'sobol/design')).u;
  const names = [...new Set(groups)];
  const u: number[][] = [];
  for (let i = 0; i < size; i++) {
    const a = Array.from(both.subarray(i * 2 * d, i * 2 * d + d));
    const b = Array.from(both.subarray(i * 2 * d + d, (i + 1) * 2 * d));
    u.push(a, ...names.map(name => a.map((value, j) => (groups[j] === name ? b[j] : value))), b);
  }
  return { type: 'sobol', groups, size, u };
}

/**
 * First-order indices by Saltelli (2010), total ones by Jansen (1999), of one output given at the design's points in their
 * order. Refuses values of another design, or of another number of points: a Latin hypercube has no such pairs.
 */
export function sobolIndices(design: SobolDesign, y: ArrayLike<number>, seed: string): SobolRow[] {
  if (design.type !== 'sobol')
    throw new RangeError(`variance-based indices need a sobol design, not ${design.type}`);
  const { size } = design;
  const names = [...new Set(design.groups)];
  const width = names.length + 2;
  if (y.length !== size * width)
    throw new RangeError(
      `a sobol design of ${size} rows and ${names.length} groups has ${size * width} values, not ${y.length}`,
    );
  const draws = openDraws(seed, 'sobol/bootstrap');
  const all = Uint32Array.from({ length: size }, (_, i) => i);
  const samples = Array.from({ length: BOOTSTRAPS }, (_, b) => all.map(i => draws.below(size, b, i)));
  const resampled = samples.map(rows => estimate(y, rows, names.length));
  return estimate(y, all, names.length).map(({ s1, st }, group) => {
    const s1Conf = Z95 * Math.sqrt(varianceOf(resampled.map(rows => rows[group].s1)));
    const stConf = Z95 * Math.sqrt(varianceOf(resampled.map(rows => rows[group].st)));
    return {
      name: names[group],
      s1: clip(s1),
      s1Raw: s1,
      st: clip(st),
      stRaw: st,
      s1Conf,
      stConf,
      s1Zero: s1 - s1Conf <= 0,
      stZero: st - stConf <= 0,
    };
  });
}

/** Both indices of each group over some rows. */
function estimate(y: ArrayLike<number>, rows: Uint32Array, groups: number): { s1: number; st: number }[] {
  const width = groups + 2;
  let sum = 0;
  let squares = 0;
  for (const row of rows)
    for (const value of [y[row * width], y[row * width + width - 1]]) {
      sum += value;
      squares += value * value;
    }
  const n = 2 * rows.length;
  const mean = sum / n;
  const variance = squares / n - mean * mean;
  return Array.from({ length: groups }, (_, group) => {
    let first = 0;
    let total = 0;
    for (const row of rows) {
      const a = y[row * width];
      const changed = y[row * width + 1 + group];
      first += (y[row * width + width - 1] - mean) * (changed - a);
      total += (a - changed) * (a - changed);
    }
    return {
      s1: variance > 0 ? first / rows.length / variance : 0,
      st: variance > 0 ? total / (2 * rows.length) / variance : 0,
    };
  });
}

function clip(index: number): number {
  return Math.min(Math.max(index, 0), 1);
}
