import { sumOf, type TableMargin } from '../fit/table.ts';
import { logarithm } from '../logarithm.ts';

/** Why a table can't be fitted, as data; margins, groups and cells by number. `explainObstacle` puts it into words. */
export type Infeasibility =
  /** Two margins count a different number of persons. */
  | { code: 'MARGIN_TOTALS_DIFFER'; margins: readonly [number, number]; sums: readonly [number, number] }
  /** A group must hold somebody, but the seed is zero in all its cells. */
  | { code: 'EMPTY_CATEGORY'; margin: number; group: number }
  /** No table has these margins: because of the seed's zeros, or whatever the seed. */
  | { code: 'INFEASIBLE_ZEROS' | 'INFEASIBLE_JOINT'; certificate: Certificate }
  /** The margins can be approached only by emptying `cells`, ever more slowly. */
  | { code: 'SLOW_BOUNDARY'; cells: readonly number[]; margin: number; residual: number; sweeps: number }
  | { code: 'NOT_CONVERGED'; cells: readonly number[]; margin: number; residual: number; sweeps: number };

/**
 * A proof that no table has the margins (Farkas' lemma; the dual of the linear programme): multipliers by margin and
 * group that add up to at most 0 in every cell that may hold somebody, while weighing the targets with them gives `gap` > 0.
 * Their size is about 1.
 */
export interface Certificate {
  multipliers: readonly (readonly number[])[];
  /** As a share of N. */
  gap: number;
  /** Zero cells of the seed where the multipliers add up to more than 0: one of them would have to open. */
  blocked: readonly number[];
}

/** A gap below this share of N could come from rounding errors of the proof. */
const LEAST_GAP = 1e-6;

/**
 * While IPF turns in communityIndex, the logarithms of one sweep's factors converge to a certificate: a cell's value can't grow for
 * ever, and the gap is the divergence between the tables it jumps between. The proof is checked, not trusted.
 */
export function proofAgainst(
  seed: Float64Array,
  margins: readonly TableMargin[],
  factors: readonly Float64Array[],
): Certificate | undefined {
  const multipliers = factors.map(f => Array.from(f, factor => (factor > 0 ? logarithm(factor) : 0)));
  const largest = Math.max(...multipliers.map(m => Math.max(...m.map(Math.abs))));
  if (!(largest > 1e-9)) return undefined;
  const scaled = multipliers.map(m => m.map(value => value / largest));
  const total = sumOf(margins[0].targets);
  const sums = seed.map((_, cell) =>
    margins.reduce((sum, { partition }, k) => sum + scaled[k][partition.groupOf[cell]], 0),
  );
  const mayHold = (cell: number) => margins.every(m => m.targets[m.partition.groupOf[cell]] > 0);
  let highest = Number.NEGATIVE_INFINITY;
  for (let cell = 0; cell < seed.length; cell++)
    if (seed[cell] > 0 && mayHold(cell)) highest = Math.max(highest, sums[cell]);
  const asked = margins.reduce((sum, m, k) => sum + weighted(m.targets, scaled[k]), 0) / total;
  if (!(asked - highest > LEAST_GAP)) return undefined;
  const blocked: number[] = [];
  for (let cell = 0; cell < seed.length; cell++)
    if (seed[cell] === 0 && mayHold(cell) && sums[cell] > highest + 1e-9) blocked.push(cell);
  // Every table's first margin sums to N: lowering its multipliers alike lowers every cell and the gap alike.
  scaled[0] = scaled[0].map(value => value - highest);
  return { multipliers: scaled, gap: asked - highest, blocked };
}

const weighted = (targets: Float64Array, weights: readonly number[]) =>
  targets.reduce((sum, target, g) => sum + target * weights[g], 0);

/** A group that must hold somebody although all its cells are zero; `cells` is the seed without what other margins empty. */
export function emptyGroup(
  seed: Float64Array,
  cells: Float64Array,
  margins: readonly TableMargin[],
): Infeasibility | undefined {
  for (const [margin, { partition, targets }] of margins.entries()) {
    const inSeed = new Uint8Array(partition.groups);
    const inCells = new Uint8Array(partition.groups);
    for (let cell = 0; cell < seed.length; cell++) {
      if (seed[cell] > 0) inSeed[partition.groupOf[cell]] = 1;
      if (cells[cell] > 0) inCells[partition.groupOf[cell]] = 1;
    }
    const group = targets.findIndex((target, g) => target > 0 && !inCells[g]);
    if (group < 0) continue;
    if (!inSeed[group]) return { code: 'EMPTY_CATEGORY', margin, group };
    const certificate = emptiedBy(seed, margins, margin, group);
    return { code: certificate.blocked.length ? 'INFEASIBLE_ZEROS' : 'INFEASIBLE_JOINT', certificate };
  }
  return undefined;
}

/** The other margins' empty groups cover all cells of a group that must hold somebody. */
function emptiedBy(
  seed: Float64Array,
  margins: readonly TableMargin[],
  margin: number,
  group: number,
): Certificate {
  const multipliers = margins.map(m => new Array<number>(m.partition.groups).fill(0));
  multipliers[margin][group] = 1;
  const blocked: number[] = [];
  for (let cell = 0; cell < seed.length; cell++) {
    if (margins[margin].partition.groupOf[cell] !== group) continue;
    const k = margins.findIndex(m => m.targets[m.partition.groupOf[cell]] === 0);
    if (k >= 0) multipliers[k][margins[k].partition.groupOf[cell]] = -1;
    else blocked.push(cell);
  }
  const { targets } = margins[margin];
  return { multipliers, gap: targets[group] / sumOf(targets), blocked };
}
