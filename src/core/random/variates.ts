import type { Arithmetic } from '../math/arithmetic.ts';
import { exp, log, sinPi } from '../math/exponential.ts';
import { pow } from '../math/power.ts';

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

/** Exponential with a mean, from one word: at most 16.6 times the mean, the last of 2^24 values. */
export function exponential<V>(on: Arithmetic<V>, word: V, mean: V): V {
  return on.mul(mean, waitOf(on, word));
}

/** Weibull: scale x E^(1 / shape), E exponential with mean 1. Hazard shape / scale x (t / scale)^(shape - 1). */
export function weibull<V>(on: Arithmetic<V>, word: V, scale: V, shape: V): V {
  return on.mul(scale, pow(on, waitOf(on, word), on.div(on.number(1), shape)));
}

/** Time until an event whose hazard grows: rate x e^(growth x t), by inversion. Growth above 0. */
export function gompertz<V>(on: Arithmetic<V>, word: V, rate: V, growth: V): V {
  const hazard = on.mul(on.div(growth, rate), waitOf(on, word));
  return on.div(log(on, on.add(on.number(1), hazard)), growth);
}

/** -ln(1 - u) of a uniform u; 1 - u is exact. */
function waitOf<V>(on: Arithmetic<V>, word: V): V {
  return on.neg(log(on, on.sub(on.number(1), uniform(on, word))));
}

/** Means of counts are held to 0 and this; so are counts to MOST_COUNTED, beyond which less than 2^-24 of a Poisson lies. */
export const LARGEST_MEAN = 20;
export const MOST_COUNTED = 63;

/** Poisson by inversion of one word: cumulated chances to 1e-6. */
export function poisson<V>(on: Arithmetic<V>, word: V, mean: V): V {
  const held = on.min(on.max(mean, on.number(0)), on.number(LARGEST_MEAN));
  return inversion(on, word, exp(on, on.neg(held)), k => on.mul(held, on.number(1 / k)));
}

/** Negative binomial with a mean and variance mean + mean^2 / size, likewise; what its tail has beyond counts as the last. */
export function negativeBinomial<V>(on: Arithmetic<V>, word: V, mean: V, size: V): V {
  const held = on.min(on.max(mean, on.number(0)), on.number(LARGEST_MEAN));
  const ratio = on.div(held, on.add(held, size));
  const none = exp(on, on.neg(on.mul(size, log(on, on.add(on.number(1), on.div(held, size))))));
  const next = (k: number) => on.mul(ratio, on.mul(on.add(size, on.number(k - 1)), on.number(1 / k)));
  return inversion(on, word, none, next);
}

/** The least count whose cumulated chance is above a uniform; `ratio(k)`: chance of k over that of k - 1. */
function inversion<V>(on: Arithmetic<V>, word: V, none: V, ratio: (k: number) => V): V {
  const u = uniform(on, word);
  let [chance, below, count] = [none, none, on.integer(0)];
  for (let k = 1; k <= MOST_COUNTED; k++) {
    count = on.iadd(count, on.select(on.le(below, u), on.integer(1), on.integer(0)));
    chance = on.mul(chance, ratio(k));
    below = on.add(below, chance);
  }
  return count;
}
