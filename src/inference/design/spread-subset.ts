import { covariance, covarianceFactor, solveFirstRows } from '../../core/math/matrix.ts';
import type { Draws } from '../../core/random/sequential-draws.ts';
import { shuffled } from '../../core/random/sequential-draws.ts';
import type { Cloud } from '../sampler/particles.ts';

const CANDIDATES = 50;

/**
 * Some particles of a cloud that are well apart: of 50 random subsets the one whose two nearest points are farthest apart,
 * in coordinates in which the cloud is round. (Greedy choices of far points would lie on the cloud's rim alone.)
 */
export function spreadSubset({ count, dimension, u }: Cloud, wanted: number, draws: Draws): number[][] {
  const factor = covarianceFactor(covariance(u, count, dimension).matrix, dimension);
  const round = u.slice();
  solveFirstRows(factor, dimension, round, count);
  let best: Uint32Array = new Uint32Array(0);
  let bestDistance = -1;
  for (let candidate = 0; candidate < CANDIDATES; candidate++) {
    const subset = shuffled(count, draws, candidate).slice(0, wanted);
    const distance = nearestPair(round, dimension, subset, bestDistance);
    if (distance > bestDistance) {
      best = subset;
      bestDistance = distance;
    }
  }
  return Array.from(best, i => Array.from(u.subarray(i * dimension, (i + 1) * dimension)));
}

function nearestPair(points: Float64Array, dimension: number, subset: Uint32Array, needed: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let a = 1; a < subset.length; a++)
    for (let b = 0; b < a; b++) {
      let distance = 0;
      for (let j = 0; j < dimension; j++) {
        const difference = points[subset[a] * dimension + j] - points[subset[b] * dimension + j];
        distance += difference * difference;
      }
      if (distance < nearest) {
        if (distance <= needed) return distance;
        nearest = distance;
      }
    }
  return nearest;
}
