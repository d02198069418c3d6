import { logarithm } from '../logarithm.ts';
import { emptyGroup, type Infeasibility, proofAgainst } from '../margins/infeasibility.ts';
import { groupTotals, sumOf, type TableMargin } from './table.ts';

export interface FitOptions {
  /** A margin fits when no group is further off than this share of N. */
  tolerance?: number;
  maxSweeps?: number;
  /** The cap for errors that still fall after `maxSweeps`. */
  longSweeps?: number;
  /** Give every margin the total of the first one instead of refusing different totals. */
  rescale?: 'first';
}

export interface TableFit {
  /** Sums to N, whether converged or not. */
  cells: Float64Array;
  sweeps: number;
  /** By margin: the largest |fitted - target| of its groups. */
  residuals: readonly number[];
  converged: boolean;
  /** Why it isn't converged; undefined exactly when it is. */
  infeasibility: Infeasibility | undefined;
  /** Kullback-Leibler divergence of the fitted shares from the seed's, in nats. */
  divergence: number;
  /** (sum of p)^2 / sum of p^2/q: as many unweighted units of the seed q say as much as the fitted table p. */
  effectiveSize: number;
}

/** From here on a sweep whose number is a power of two looks for a proof that the margins can't be met. */
const FIRST_DIAGNOSIS = 16;

/**
 * Iterative proportional fitting in any number of dimensions: the table nearest to the seed (in Kullback-Leibler
 * divergence) that has the given margins; from a seed of ones the one of greatest entropy. A sweep scales the table to each
 * margin in turn. It has converged when the margins hold, never because a sweep changed little (Deming & Stephan 1940;
 * Csiszar 1975). The seed's zeros stay zero.
 */
export function fitTable(
  seed: Float64Array,
  given: readonly TableMargin[],
  options: FitOptions = {},
): TableFit {
  const { tolerance = 1e-8, maxSweeps = 1000, longSweeps = 50_000, rescale } = options;
  const sums = given.map(m => sumOf(m.targets));
  const total = sums.length ? sums[0] : sumOf(seed);
  const margins =
    rescale === 'first'
      ? given.map((m, k) => ({ ...m, targets: m.targets.map(t => (t * total) / sums[k]) }))
      : given;

  const cells = seed.slice();
  for (const { partition, targets } of margins)
    for (let cell = 0; cell < cells.length; cell++)
      if (targets[partition.groupOf[cell]] === 0) cells[cell] = 0;
  const scale = total / sumOf(cells);
  if (Number.isFinite(scale)) for (let cell = 0; cell < cells.length; cell++) cells[cell] *= scale;

  const factors = margins.map(m => new Float64Array(m.partition.groups).fill(1));
  const scratch = margins.map(m => new Float64Array(m.partition.groups));
  const measure = () =>
    margins.map((m, k) => largestGap(groupTotals(m.partition, cells, scratch[k]), m.targets));
  let residuals = measure();
  const finish = (sweeps: number, infeasibility?: Infeasibility): TableFit => ({
    cells,
    sweeps,
    residuals,
    converged: infeasibility === undefined,
    infeasibility,
    ...comparison(cells, seed),
  });

  const other = rescale ? -1 : sums.findIndex(s => Math.abs(s - total) > tolerance * total);
  if (other > 0)
    return finish(0, { code: 'MARGIN_TOTALS_DIFFER', margins: [0, other], sums: [total, sums[other]] });
  const empty = emptyGroup(seed, cells, margins);
  if (empty) return finish(0, empty);

  let cap = maxSweeps;
  let halfway: { cells: Float64Array; worst: number } | undefined;
  for (let sweep = 0; ; sweep++) {
    const worst = Math.max(0, ...residuals);
    if (worst <= tolerance * total) return finish(sweep);
    if (sweep >= FIRST_DIAGNOSIS && ((sweep & (sweep - 1)) === 0 || sweep === cap)) {
      const certificate = proofAgainst(seed, margins, factors);
      if (certificate) {
        // The seed's zeros are to blame when a seed without any would do.
        const zeros = certificate.blocked.length > 0 && !hopeless(seed.length, margins);
        return finish(sweep, { code: zeros ? 'INFEASIBLE_ZEROS' : 'INFEASIBLE_JOINT', certificate });
      }
    }
    if (sweep === cap) {
      const falling = halfway !== undefined && worst < 0.9 * halfway.worst;
      if (!falling || cap >= longSweeps) {
        const margin = residuals.indexOf(worst);
        const vanishing = falling ? cellsHalvedSince(halfway?.cells, cells) : [];
        const code = vanishing.length ? 'SLOW_BOUNDARY' : 'NOT_CONVERGED';
        return finish(sweep, { code, cells: vanishing, margin, residual: worst, sweeps: sweep });
      }
      cap = longSweeps;
    }
    if (sweep === cap >> 1) halfway = { cells: cells.slice(), worst };
    margins.forEach((margin, k) => {
      scaleTo(margin, cells, scratch[k], factors[k]);
    });
    residuals = measure();
  }
}

/** Scale the table to one margin; 0/0 = 0. */
function scaleTo(
  { partition, targets }: TableMargin,
  cells: Float64Array,
  sums: Float64Array,
  factors: Float64Array,
) {
  const { groupOf, groups } = partition;
  groupTotals(partition, cells, sums);
  for (let g = 0; g < groups; g++) factors[g] = sums[g] > 0 ? targets[g] / sums[g] : 1;
  for (let cell = 0; cell < cells.length; cell++) cells[cell] *= factors[groupOf[cell]];
}

function hopeless(cells: number, margins: readonly TableMargin[]): boolean {
  return fitTable(new Float64Array(cells).fill(1), margins).infeasibility?.code === 'INFEASIBLE_JOINT';
}

function largestGap(sums: Float64Array, targets: Float64Array): number {
  let largest = 0;
  for (let g = 0; g < targets.length; g++) largest = Math.max(largest, Math.abs(sums[g] - targets[g]));
  return largest;
}

/** On the way to the boundary both the error and the vanishing cells fall like 1/sweeps: they halve when sweeps double. */
function cellsHalvedSince(before: Float64Array | undefined, cells: Float64Array): number[] {
  const found: number[] = [];
  before?.forEach((value, cell) => {
    if (cells[cell] > 0 && cells[cell] < 0.6 * value && cells[cell] > 0.4 * value) found.push(cell);
  });
  return found;
}

function comparison(cells: Float64Array, seed: Float64Array) {
  const total = sumOf(cells);
  const seedTotal = sumOf(seed);
  let divergence = 0;
  let squares = 0;
  for (let cell = 0; cell < cells.length; cell++) {
    if (cells[cell] === 0 || seed[cell] === 0) continue;
    const share = cells[cell] / total;
    divergence += share * logarithm((share * seedTotal) / seed[cell]);
    squares += (cells[cell] * cells[cell]) / seed[cell];
  }
  return { divergence, effectiveSize: squares > 0 ? (total * total) / squares : 0 };
}
