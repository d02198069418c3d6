/** Most places whose moves are kept: their pairs by week are then a quarter of a megabyte a run. */
const MOST_PLACES = 20;

/**
 * Moves from place to place since the start, by the end of each week.
 * @param flows [week x from x to]: persons who moved in that week
 * @returns [week x from x to] in persons; empty where there are too many places
 */
export function movesSince(flows: Float64Array, weeks: number, places: number): Float32Array {
  if (places > MOST_PLACES) return new Float32Array();
  const size = places * places;
  const sums = new Float64Array(size);
  const moves = new Float32Array(weeks * size);
  for (let week = 0; week < weeks; week++)
    for (let k = 0; k < size; k++) {
      sums[k] += flows[week * size + k];
      moves[week * size + k] = sums[k];
    }
  return moves;
}
