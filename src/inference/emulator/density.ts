/** A function of a point of the unit cube, `from` being where its coordinates begin. */
export interface Density {
  (u: ArrayLike<number>, from: number): number;
  /** The same at the first `count` points of a table, several at a time: the same bits, sooner. */
  each?(u: Float64Array, count: number, out: Float64Array): void;
}

/** Fill `out` with a density's values at the first `count` points of a table. */
export function valuesAt(
  density: Density,
  u: Float64Array,
  dimension: number,
  count: number,
  out: Float64Array,
): void {
  if (density.each) density.each(u, count, out);
  else for (let i = 0; i < count; i++) out[i] = density(u, i * dimension);
}
