import { cholesky, covarianceFactor, solveFirst, solveSecond, weightedGram } from '../../core/math/matrix.ts';
import type { Draws } from '../../core/random/sequential-draws.ts';
import type { Answers } from './figures.ts';

/** Members of an ensemble: a draw of every parameter each, as standard normal deviates of its prior. */
export interface Ensemble {
  members: number;
  dimension: number;
  /** Member by member. */
  x: Float64Array;
}

/** Coordinates that nothing has to do with, drawn again for each step: what it takes from their spread, it takes by chance. */
const IDLE = 40;

/**
 * One step of an ensemble smoother with multiple data assimilation (Emerick & Reynolds 2013): each member moves by the
 * ensemble's covariance of parameters and answers towards the figures, with an error drawn for it. The figures' variance is multiplied by `inflation`; over
 * all steps 1 / inflation sums to one. An interval pulls only members that answer outside it, towards its nearer end. A finite ensemble loses spread by
 * accidental correlations; how much is seen by idle coordinates, and given back (Evensen 2009).
 * @param moved coordinates that the figures may move; the others stay, and their members' answers count all the same
 */
export function assimilate(
  { members, dimension, x }: Ensemble,
  { g, figures }: Answers,
  moved: readonly number[],
  inflation: number,
  draws: Draws,
): Ensemble {
  const many = figures.length;
  // Errors of one in all figures, so that the matrix is well conditioned. A run's own chance is in the answers once already.
  const scale = figures.map(
    ({ variance, chance }) => 1 / Math.sqrt(inflation * variance + (inflation - 1) * chance),
  );
  const answers = centred(scaled(g, scale), members, many);
  const columns = moved.length + IDLE;
  const deviates = new Float64Array(members * columns);
  for (let i = 0; i < members; i++) {
    moved.forEach((j, c) => {
      deviates[i * columns + c] = x[i * dimension + j];
    });
    for (let c = 0; c < IDLE; c++) deviates[i * columns + moved.length + c] = draws.normal(i, many + c);
  }
  const before = spreadOf(deviates, members, columns);
  const deviations = centred(deviates.slice(), members, columns);
  const free = withoutResting({ members, dimension, x }, moved, [answers, deviations], [many, columns]);
  const covariance = crossed(answers, many, answers, many, free);
  for (let k = 0; k < many; k++) covariance[k * many + k]++;
  const gain = crossed(deviations, columns, answers, many, free);
  const factors = new Map<string, Float64Array>();
  for (let i = 0; i < members; i++) {
    const pulls: number[] = [];
    const pull: number[] = [];
    figures.forEach(({ low, high }, k) => {
      const value = g[i * many + k];
      if (!Number.isFinite(value) || (low < high && value >= low && value <= high)) return;
      pulls.push(k);
      pull.push(scale[k] * ((value < low ? low : high) - value) + draws.normal(i, k));
    });
    const b = Float64Array.from(pull);
    const factor = factorOf(covariance, many, pulls, factors);
    solveFirst(factor, pulls.length, b);
    solveSecond(factor, pulls.length, b);
    for (let c = 0; c < columns; c++) {
      let step = 0;
      pulls.forEach((k, n) => {
        step += gain[c * many + k] * b[n];
      });
      deviates[i * columns + c] += step;
    }
  }
  const after = spreadOf(deviates, members, columns);
  let kept = 0;
  for (let c = moved.length; c < columns; c++) kept += after[c] / before[c] / IDLE;
  const middle = meansOf(deviates, members, columns);
  const next = x.slice();
  for (let i = 0; i < members; i++)
    moved.forEach((j, c) => {
      next[i * dimension + j] = middle[c] + (deviates[i * columns + c] - middle[c]) / Math.min(kept, 1);
    });
  return { members, dimension, x: next };
}

/**
 * Take out of centred tables, in place, what the resting coordinates explain by a linear regression: members then move as the figures ask given
 * those. @returns degrees of freedom that are left
 */
function withoutResting(
  { members, dimension, x }: Ensemble,
  moved: readonly number[],
  tables: readonly Float64Array[],
  widths: readonly number[],
): number {
  const resting = Array.from({ length: dimension }, (_, j) => j).filter(j => !moved.includes(j));
  const many = resting.length;
  if (many === 0) return members - 1;
  const own = Float64Array.from({ length: members * many }, (_, at) => {
    const [i, c] = [Math.floor(at / many), at % many];
    return x[i * dimension + resting[c]];
  });
  centred(own, members, many);
  const factor = covarianceFactor(weightedGram(own, members, many, new Float64Array(members).fill(1)), many);
  tables.forEach((table, t) => {
    const width = widths[t];
    // One column of coefficients after the other.
    const slopes = crossed(table, width, own, many, 1);
    for (let c = 0; c < width; c++) {
      const b = slopes.slice(c * many, (c + 1) * many);
      solveFirst(factor, many, b);
      solveSecond(factor, many, b);
      for (let i = 0; i < members; i++) {
        let explained = 0;
        for (let j = 0; j < many; j++) explained += own[i * many + j] * b[j];
        table[i * width + c] -= explained;
      }
    }
  });
  return members - 1 - many;
}

/** The factor of the rows and columns of some figures; members that are pulled by the same share one. */
function factorOf(
  covariance: Float64Array,
  size: number,
  kept: readonly number[],
  known: Map<string, Float64Array>,
): Float64Array {
  const key = kept.join(' ');
  const found = known.get(key);
  if (found) return found;
  const block = Float64Array.from({ length: kept.length * kept.length }, (_, at) => {
    const [row, column] = [Math.floor(at / kept.length), at % kept.length];
    return covariance[kept[row] * size + kept[column]];
  });
  if (!cholesky(block, kept.length)) throw new RangeError('the covariance of answers is not finite');
  known.set(key, block);
  return block;
}

const scaled = (g: Float64Array, scale: readonly number[]) =>
  g.map((value, at) => value * scale[at % scale.length]);

/** Less the mean of each column, in place; what is missing becomes the mean. */
function centred(table: Float64Array, rows: number, columns: number): Float64Array {
  const means = meansOf(table, rows, columns);
  for (let i = 0; i < rows; i++)
    for (let c = 0; c < columns; c++) {
      const at = i * columns + c;
      table[at] = Number.isFinite(table[at]) ? table[at] - means[c] : 0;
    }
  return table;
}

function meansOf(table: Float64Array, rows: number, columns: number): Float64Array {
  const [sums, counts] = [new Float64Array(columns), new Float64Array(columns)];
  for (let i = 0; i < rows; i++)
    for (let c = 0; c < columns; c++) {
      const value = table[i * columns + c];
      if (!Number.isFinite(value)) continue;
      sums[c] += value;
      counts[c]++;
    }
  return sums.map((sum, c) => (counts[c] > 0 ? sum / counts[c] : 0));
}

/** Standard deviation of each column. */
function spreadOf(table: Float64Array, rows: number, columns: number): Float64Array {
  const means = meansOf(table, rows, columns);
  const squares = new Float64Array(columns);
  for (let i = 0; i < rows; i++)
    for (let c = 0; c < columns; c++) {
      const deviation = table[i * columns + c] - means[c];
      squares[c] += deviation * deviation;
    }
  return squares.map(sum => Math.sqrt(sum / rows));
}

/** Covariances of the columns of two centred tables with `free` degrees of freedom: [column of a][column of b]. */
function crossed(a: Float64Array, wide: number, b: Float64Array, narrow: number, free: number): Float64Array {
  const sums = new Float64Array(wide * narrow);
  const rows = a.length / wide;
  for (let i = 0; i < rows; i++)
    for (let c = 0; c < wide; c++) {
      const value = a[i * wide + c];
      for (let k = 0; k < narrow; k++) sums[c * narrow + k] += value * b[i * narrow + k];
    }
  return sums.map(sum => sum / free);
}
