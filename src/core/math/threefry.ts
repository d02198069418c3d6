import type { Arithmetic } from './arithmetic.ts';

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24];
/** Makes a third key word that differs where both others are equal. */
export const PARITY = 0x1bd11bda;

/**
 * Threefry-2x32: a keyed bijection of 64-bit counters whose outputs pass every known test of randomness
 * (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"). 13 rounds are the fewest that pass
 * BigCrush; 20 are the published default. No state: word = f(key, counter), so that every draw has an address.
 */
export function threefry<V>(
  on: Arithmetic<V>,
  key: readonly [V, V],
  counter: readonly [V, V],
  rounds = 13,
): [V, V] {
  const schedule = [key[0], key[1], on.ixor(on.ixor(on.integer(PARITY), key[0]), key[1])];
  let x = on.iadd(counter[0], key[0]);
  let y = on.iadd(counter[1], key[1]);
  for (let round = 0; round < rounds; round++) {
    const bits = ROTATIONS[round % 8];
    x = on.iadd(x, y);
    y = on.ixor(on.ior(on.ishl(y, bits), on.ishru(y, 32 - bits)), x);
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      x = on.iadd(x, schedule[injection % 3]);
      y = on.iadd(y, on.iadd(schedule[(injection + 1) % 3], on.integer(injection)));
    }
  }
  return [x, y];
}
