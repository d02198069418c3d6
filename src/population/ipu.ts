/** A target for the weighted sum of one count over all households: households of a type, or persons of a type in them. */
export interface UnitTarget {
  name: string;
  /** By household. */
  counts: ArrayLike<number>;
  target: number;
}

export interface UnitFit {
  /** By household. */
  weights: Float64Array;
  sweeps: number;
  /** The largest |weighted sum - target| / target. */
  error: number;
  converged: boolean;
}

/**
 * Iterative proportional updating (Ye, Konduri, Pendyala, Sana & Waddell 2009): weights of households that meet targets for
 * households and for the persons in them at once. A sweep scales, for each target in turn, the weights of all households
 * that count towards it. Converges slowly; targets that can't all be met leave `converged` false.
 * For studies whose microdata are households; the models here start from margins of persons.
 */
export function fitHouseholds(
  households: number,
  targets: readonly UnitTarget[],
  { tolerance = 1e-8, maxSweeps = 5000 }: { tolerance?: number; maxSweeps?: number } = {},
): UnitFit {
  const weights = new Float64Array(households).fill(1);
  let error = largestError(weights, targets);
  let sweeps = 0;
  for (; error > tolerance && sweeps < maxSweeps; sweeps++) {
    for (const { counts, target } of targets) {
      const factor = target / weightedSum(weights, counts);
      for (let h = 0; h < households; h++) if (counts[h] > 0) weights[h] *= factor;
    }
    error = largestError(weights, targets);
  }
  return { weights, sweeps, error, converged: error <= tolerance };
}

function largestError(weights: Float64Array, targets: readonly UnitTarget[]): number {
  return Math.max(
    ...targets.map(({ counts, target }) => Math.abs(weightedSum(weights, counts) - target) / target),
  );
}

function weightedSum(weights: Float64Array, counts: ArrayLike<number>): number {
  return weights.reduce((sum, weight, h) => sum + weight * counts[h], 0);
}
