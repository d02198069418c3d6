/** Test functions of sensitivity analysis, on the unit cube. */

/** Ishigami with A = 7, B = 0.1: x = pi (2u - 1). */
export function ishigami(u: ArrayLike<number>): number {
  const [x, y, z] = [0, 1, 2].map(j => Math.PI * (2 * u[j] - 1));
  return Math.sin(x) + 7 * Math.sin(y) ** 2 + 0.1 * z ** 4 * Math.sin(x);
}

/** Sobol's g, a = (0, 1, 4.5, 9, 99, 99, 99, 99). */
const G_COEFFICIENTS = [0, 1, 4.5, 9, 99, 99, 99, 99];

export function sobolG(u: ArrayLike<number>): number {
  return G_COEFFICIENTS.reduce((product, a, j) => (product * (Math.abs(4 * u[j] - 2) + a)) / (1 + a), 1);
}
