import type { Arithmetic } from './arithmetic.ts';

/** exp saturates outside [-87, 88]: exp(-87) = 1.6e-38 and exp(88) = 1.7e38 are the smallest and largest results. */
export const EXP_LOW = -87;
export const EXP_HIGH = 88;

/**
 * e^x in f32: x = n ln 2 + r with |r| <= ln 2 / 2, a polynomial of degree 6 in r, times 2^n by its bits.
 * Relative error below 1.0e-7 over the range; NaN stays NaN. Coefficients: minimax fit of the Cephes library (expf).
 */
export function exp<V>(on: Arithmetic<V>, x: V): V {
  const c = on.number;
  const inside = on.min(on.max(x, c(EXP_LOW)), c(EXP_HIGH));
  // Truncation is a floor here because the biased argument is positive.
  const biased = on.trunc(on.add(on.mul(inside, c(Math.LOG2E)), c(127.5)));
  const n = on.float(on.isub(biased, on.integer(127)));
  const high = on.sub(inside, on.mul(n, c(0.693359375)));
  const r = on.sub(high, on.mul(n, c(-2.1219444e-4)));
  const polynomial = horner(
    on,
    r,
    [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1],
  );
  const mantissa = on.add(on.add(on.mul(on.mul(polynomial, r), r), r), c(1));
  return on.mul(mantissa, on.unbits(on.ishl(biased, 23)));
}

/**
 * ln x in f32, relative error below 1.3e-7. Arguments below the smallest normal number (1.18e-38), zero and negative
 * ones included, count as that number: the least result is -87.34. NaN stays NaN. Coefficients: Cephes library (logf).
 */
export function log<V>(on: Arithmetic<V>, x: V): V {
  const c = on.number;
  const positive = on.max(c(1.17549435e-38), x);
  const bits = on.bits(positive);
  const mantissa = on.unbits(on.ior(on.iand(bits, on.integer(0x7fffff)), on.integer(0x3f800000)));
  const upper = on.lt(c(Math.SQRT2), mantissa);
  const exponent = on.float(on.isub(on.ishru(bits, 23), on.select(upper, on.integer(126), on.integer(127))));
  const t = on.sub(on.select(upper, on.mul(mantissa, c(0.5)), mantissa), c(1));
  const square = on.mul(t, t);
  const polynomial = horner(
    on,
    t,
    [
      7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
      2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
    ],
  );
  const tail = on.sub(
    on.add(on.mul(on.mul(polynomial, t), square), on.mul(exponent, c(-2.1219444e-4))),
    on.mul(square, c(0.5)),
  );
  const result = on.add(on.add(t, tail), on.mul(exponent, c(0.693359375)));
  return on.select(on.eq(x, x), result, x);
}

/** 1 / (1 + e^-x), relative error below 1.8e-7. */
export function logistic<V>(on: Arithmetic<V>, x: V): V {
  return on.div(on.number(1), on.add(on.number(1), exp(on, on.neg(x))));
}

/** sin(pi w) for |w| <= 0.5: odd Taylor polynomial of degree 11 with its last term adjusted, error below 2e-7. */
export function sinPi<V>(on: Arithmetic<V>, w: V): V {
  const square = on.mul(w, w);
  return on.mul(
    horner(on, square, [
      -0.00737043094571435,
      0.0821458866111282,
      -0.599264529320792,
      2.55016403987734,
      -5.16771278004997,
      Math.PI,
    ]),
    w,
  );
}

/** Coefficients from the highest power down. */
function horner<V>(on: Arithmetic<V>, x: V, coefficients: readonly number[]): V {
  let sum = on.number(coefficients[0]);
  for (const coefficient of coefficients.slice(1)) sum = on.add(on.mul(sum, x), on.number(coefficient));
  return sum;
}
