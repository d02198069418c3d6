/** Where a quadratic is centred and how wide one unit of its coordinates is: z = (u - centre) / scale. */
export interface Frame {
  centre: readonly number[];
  scale: readonly number[];
}

/** The whole cube: z = 2u - 1. */
export function wholeCube(dimension: number): Frame {
  return { centre: new Array(dimension).fill(0.5), scale: new Array(dimension).fill(0.5) };
}

/** The middle of some points, and two standard deviations of them, so that most points lie within -1 and 1. */
export function frameOf(points: readonly (readonly number[])[]): Frame {
  const dimension = points[0].length;
  const centre = new Array<number>(dimension).fill(0);
  for (const u of points) for (let j = 0; j < dimension; j++) centre[j] += u[j] / points.length;
  const scale = centre.map((c, j) => {
    const variance = points.reduce((sum, u) => sum + (u[j] - c) * (u[j] - c), 0) / points.length;
    return Math.max(2 * Math.sqrt(variance), 1e-6);
  });
  return { centre, scale };
}

/** 1, d linear terms, d squares, d(d-1)/2 products. */
export function quadraticSize(dimension: number): number {
  return 1 + 2 * dimension + (dimension * (dimension - 1)) / 2;
}

/** Write the first `size` terms at u into `out` from `at` on: 1, all z_j, all z_j^2, then z_j z_i for i < j. */
export function writeTerms(
  { centre, scale }: Frame,
  u: ArrayLike<number>,
  from: number,
  size: number,
  out: Float64Array,
  at = 0,
): void {
  const d = centre.length;
  out[at] = 1;
  for (let j = 0; j < d; j++) out[at + 1 + j] = (u[from + j] - centre[j]) / scale[j];
  if (size <= 1 + d) return;
  for (let j = 0; j < d; j++) out[at + 1 + d + j] = out[at + 1 + j] * out[at + 1 + j];
  let next = at + 1 + 2 * d;
  if (size <= 1 + 2 * d) return;
  for (let j = 1; j < d; j++) for (let i = 0; i < j; i++) out[next++] = out[at + 1 + j] * out[at + 1 + i];
}

/** Place of the product z_i z_j among the terms, i < j. */
export function productPlace(dimension: number, i: number, j: number): number {
  return 1 + 2 * dimension + (j * (j - 1)) / 2 + i;
}

/** The other way round: j and i of the product at a place. */
export function factorsOf(dimension: number, place: number): [number, number] {
  let left = place - 1 - 2 * dimension;
  let j = 1;
  while (left >= j) left -= j++;
  return [j, left];
}
