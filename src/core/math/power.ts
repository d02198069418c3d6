import type { Arithmetic } from './arithmetic.ts';
import { exp, log, sinPi } from './exponential.ts';

/** x^y = e^(y ln x) in f32 for x >= 0, within 1.6e-38..1.7e38: relative error about 1e-7 (1 + |y ln x|). 0^y is 0; of a negative x it is NaN. */
export function pow<V>(on: Arithmetic<V>, x: V, y: V): V {
  const power = exp(on, on.mul(y, log(on, x)));
  const zero = on.number(0);
  const ofZero = on.select(
    on.lt(zero, y),
    zero,
    on.select(on.eq(y, zero), on.number(1), on.div(on.number(1), zero)),
  );
  const real = on.select(on.eq(x, zero), ofZero, power);
  return on.select(on.lt(x, zero), on.number(Number.NaN), real);
}

/** Exponents up to this are products of x. */
export const MOST_FACTORS = 16;

/** x^n for an integer n, |n| <= MOST_FACTORS, by squaring: of any x. */
export function wholePower<V>(on: Arithmetic<V>, x: V, n: number): V {
  if (n < 0) return on.div(on.number(1), wholePower(on, x, -n));
  if (n === 0) return on.number(1);
  if (n === 1) return x;
  const half = wholePower(on, x, Math.floor(n / 2));
  return n % 2 ? on.mul(on.mul(half, half), x) : on.mul(half, half);
}

/** Angles are held to this; a whole number of turns of less than 2^14 halves is taken off exactly. */
const LARGEST_ANGLE = 50_000;

/** sin x in f32 for |x| <= LARGEST_ANGLE (radians), absolute error below 6e-7. NaN stays NaN. */
export function sin<V>(on: Arithmetic<V>, x: V): V {
  const c = on.number;
  const inside = on.min(on.max(x, c(-LARGEST_ANGLE)), c(LARGEST_ANGLE));
  const turns = on.mul(inside, c(1 / Math.PI));
  const half = on.select(on.lt(turns, c(0)), c(-0.5), c(0.5));
  const k = on.trunc(on.add(turns, half));
  // Pi in two parts, the first of 8 bits, so that its products are exact.
  const n = on.float(k);
  const rest = on.sub(on.sub(inside, on.mul(n, c(3.140625))), on.mul(n, c(9.67653589793e-4)));
  const w = on.min(on.max(on.mul(rest, c(1 / Math.PI)), c(-0.5)), c(0.5));
  const value = on.min(on.max(sinPi(on, w), c(-1)), c(1));
  return on.select(on.ieq(on.iand(k, on.integer(1)), on.integer(1)), on.neg(value), value);
}

/** asin x in f32 for x from 0 to 1, absolute error below 3e-7; of x beyond 1 no number. NaN stays NaN. (Cephes, asinf.) */
export function asin<V>(on: Arithmetic<V>, x: V): V {
  const c = on.number;
  // Near 1 by the angle that is left: asin x = pi/2 - 2 asin sqrt((1 - x) / 2).
  const isSteep = on.lt(c(0.5), x);
  const square = on.select(isSteep, on.mul(c(0.5), on.sub(c(1), x)), on.mul(x, x));
  const sine = on.select(isSteep, on.sqrt(square), x);
  const series = [2.4181311049e-2, 4.5470025998e-2, 7.4953002686e-2, 1.6666752422e-1].reduce(
    (sum, factor) => on.add(on.mul(sum, square), c(factor)),
    c(4.2163199048e-2),
  );
  const angle = on.add(on.mul(on.mul(series, square), sine), sine);
  return on.select(isSteep, on.sub(c(Math.PI / 2), on.mul(c(2), angle)), angle);
}

/** cos x, likewise. */
export function cos<V>(on: Arithmetic<V>, x: V): V {
  return sin(on, on.add(x, on.number(Math.PI / 2)));
}
