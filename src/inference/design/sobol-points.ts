import type { Draws } from '../../core/random/sequential-draws.ts';
import type { Points } from './latin-hypercube.ts';
import { BITS, directionNumbers, MOST_DIMENSIONS } from './sobol-directions.ts';

/**
 * The first `count` points of Sobol's sequence in Gray-code order (Antonov & Saleev 1979), the origin included. With
 * `scramble` each coordinate is scrambled by a random lower triangular matrix and a random shift (Matousek 1998), which
 * keeps the net's evenness, makes every point uniform, and leaves no point on the cube's face. Up to 160 dimensions.
 */
export function sobolPoints(count: number, dimension: number, scramble?: Draws): Points {
  if (dimension > MOST_DIMENSIONS)
    throw new RangeError(`Sobol points have at most ${MOST_DIMENSIONS} dimensions, not ${dimension}`);
  const u = new Float64Array(count * dimension);
  directionNumbers(dimension).forEach((plain, j) => {
    const directions = scramble ? plain.map(v => scrambled(v, scramble, j)) : plain;
    // The half keeps scrambled points inside the cube; unscrambled ones keep their published values.
    const offset = scramble ? 0.5 : 0;
    let bits = scramble ? wordAt(scramble, j, 0) : 0;
    for (let i = 0; i < count; i++) {
      if (i > 0) bits = (bits ^ directions[lowestZero(i - 1)]) >>> 0;
      u[i * dimension + j] = (bits + offset) * 2 ** -32;
    }
  });
  return { count, dimension, u };
}

/** Each bit of the result is that bit of v plus (mod 2) random bits times the higher bits of v. */
function scrambled(v: number, draws: Draws, j: number): number {
  let result = 0;
  for (let row = 0; row < BITS; row++) {
    // Bits above the diagonal are random, the diagonal is 1: a lower triangular matrix with ones, bit 31 first.
    const above = row === 0 ? 0 : (0xffffffff << (BITS - row)) >>> 0;
    const mask = ((wordAt(draws, j, row + 1) & above) | (1 << (BITS - 1 - row))) >>> 0;
    result |= parity(v & mask) << (BITS - 1 - row);
  }
  return result >>> 0;
}

function wordAt(draws: Draws, first: number, second: number): number {
  return draws.below(2 ** 32, first, second);
}

function parity(word: number): number {
  let bits = word;
  for (let shift = 16; shift > 0; shift >>= 1) bits ^= bits >>> shift;
  return bits & 1;
}

/** Index of the lowest bit that is 0. */
function lowestZero(i: number): number {
  return 31 - Math.clz32(~i & (i + 1));
}
