import type { Arithmetic } from '../math/arithmetic.ts';
import { log, sinPi } from '../math/exponential.ts';

/** Uniform on [0, 1): the upper 24 bits of a word, each value exact in f32. */
export function uniform<V>(on: Arithmetic<V>, word: V): V {
  return on.mul(on.float(on.ishru(word, 8)), on.number(2 ** -24));
}

/** Standard normal from both words of a block (Box & Muller 1958), |z| <= 5.9. */
export function normal<V>(on: Arithmetic<V>, [first, second]: readonly [V, V]): V {
  const positive = on.mul(on.add(on.float(on.ishru(first, 8)), on.number(0.5)), on.number(2 ** -24));
  const radius = on.sqrt(on.mul(on.number(-2), log(on, positive)));
  // An angle of pi v with v uniform on [-1, 1): cos(pi v) = sin(pi (0.5 - |v|)).
  const v = on.mul(on.float(on.ishr(second, 8)), on.number(2 ** -23));
  return on.mul(radius, sinPi(on, on.sub(on.number(0.5), on.abs(v))));
}
