import { denseFlows, type SparseFlows } from './door.ts';

/** Most places whose moves are kept: their pairs by week are then a quarter of a megabyte a run. */
const MOST_PLACES = 20;

/**
 * Moves from place to place since the start, by the end of each week.
 * @returns [week x from x to] in persons; empty where there are too many places
 */
export function movesSince(flows: SparseFlows, weeks: number, places: number): Float32Array {
  if (places > MOST_PLACES) return new Float32Array();
  const size = places * places;
  const moves = Float32Array.from(denseFlows(flows, weeks, places));
  for (let k = size; k < moves.length; k++) moves[k] += moves[k - size];
  return moves;
}
