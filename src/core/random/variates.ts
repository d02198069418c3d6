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

/** Tries of a gamma draw: of shapes from 1 each is taken with a chance of 0.95 or more, so that one draw of 100 000 has none. */
const TRIES = 4;

/**
 * Gamma with a shape above 0 and a scale: mean scale x shape, variance mean x scale (Marsaglia & Tsang 2000). Below 1 it is that of
 * shape + 1 times u^(1 / shape). A draw of which no try is taken is the mean less a third of the scale.
 * @param block further blocks of the draw's address, from 0
 */
export function gamma<V>(on: Arithmetic<V>, block: (k: number) => readonly [V, V], scale: V, shape: V): V {
  const c = on.number;
  const isSmall = on.lt(shape, c(1));
  const d = on.sub(on.add(shape, on.select(isSmall, c(1), c(0))), c(1 / 3));
  const width = on.div(c(1), on.sqrt(on.mul(c(9), d)));
  let drawn = d;
  for (let k = TRIES - 1; k >= 0; k--) {
    const x = normal(on, block(2 * k));
    const t = on.add(c(1), on.mul(width, x));
    const v = on.mul(on.mul(t, t), t);
    const bound = on.add(on.mul(on.mul(c(0.5), x), x), on.mul(d, on.add(on.sub(c(1), v), log(on, v))));
    const isTaken = on.and(on.lt(c(0), v), on.lt(log(on, aboveZero(on, block(2 * k + 1)[0])), bound));
    drawn = on.select(isTaken, on.mul(d, v), drawn);
  }
  const part = pow(on, aboveZero(on, block(1)[1]), on.div(c(1), shape));
  const value = on.mul(scale, on.select(isSmall, on.mul(drawn, part), drawn));
  return on.select(on.lt(c(0), shape), value, c(Number.NaN));
}

/** Uniform on (0, 1). */
const aboveZero = <V>(on: Arithmetic<V>, word: V): V =>
  on.mul(on.add(on.float(on.ishru(word, 8)), on.number(0.5)), on.number(2 ** -24));

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
