import { type Draws, shuffled } from '../../core/random/sequential-draws.ts';

/** `count` points of the unit cube, point by point: coordinate j of point i is at i * dimension + j. */
export interface Points {
  count: number;
  dimension: number;
  u: Float64Array;
}

const CANDIDATES = 50;
/** In more dimensions than this all pairs are nearly equally far apart: choosing among many costs time and gains nothing. */
const MANY_DIMENSIONS = 60;
const FEW_CANDIDATES = 3;

/**
 * A Latin hypercube (McKay, Beckman & Conover 1979): each of the `count` strata of each coordinate holds one point. Of 50
 * such (in more than 60 dimensions of 3) the one whose two nearest points are farthest apart (Morris & Mitchell 1995, maximin).
 */
export function latinHypercube(count: number, dimension: number, draws: Draws): Points {
  let best: Points | undefined;
  let bestDistance = -1;
  const candidates = dimension > MANY_DIMENSIONS ? FEW_CANDIDATES : CANDIDATES;
  for (let candidate = 0; candidate < candidates; candidate++) {
    const points = oneHypercube(count, dimension, draws, candidate);
    const distance = nearestPair(points, bestDistance);
    if (distance > bestDistance) {
      best = points;
      bestDistance = distance;
    }
  }
  return best!;
}

/** One Latin hypercube, each point anywhere within its strata. */
function oneHypercube(count: number, dimension: number, draws: Draws, candidate: number): Points {
  const u = new Float64Array(count * dimension);
  for (let j = 0; j < dimension; j++) {
    // Two rows of addresses for each coordinate: one for the order of the strata, one for the places within them.
    const row = 2 * (candidate * dimension + j);
    const order = shuffled(count, draws, row);
    for (let i = 0; i < count; i++) u[i * dimension + j] = (order[i] + draws.uniform(row + 1, i)) / count;
  }
  return { count, dimension, u };
}

/** Squared distance of the two nearest points; given up, as 0, once a pair is nearer than `needed`. */
function nearestPair({ count, dimension, u }: Points, needed: number): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let a = 1; a < count; a++)
    for (let b = 0; b < a; b++) {
      let distance = 0;
      for (let j = 0; j < dimension; j++) {
        const difference = u[a * dimension + j] - u[b * dimension + j];
        distance += difference * difference;
      }
      if (distance < nearest) {
        if (distance <= needed) return 0;
        nearest = distance;
      }
    }
  return nearest;
}
