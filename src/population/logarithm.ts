/**
 * ln x in double precision from + - * / alone, the same on every engine; the arithmetic of agents (arithmetic/) has f32.
 * x = m 2^e with m in [1/sqrt 2, sqrt 2], then ln m = 2 atanh((m - 1) / (m + 1)) by its series; relative error about 1e-15.
 * x must be finite and above 0.
 */
export function logarithm(x: number): number {
  let mantissa = x;
  let exponent = 0;
  while (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    exponent--;
  }
  const t = (mantissa - 1) / (mantissa + 1);
  const square = t * t;
  let sum = 0;
  // |t| <= 0.172, so that t^22 is below the last bit.
  for (let power = 21; power >= 1; power -= 2) sum = sum * square + 1 / power;
  return exponent * Math.LN2 + 2 * t * sum;
}
