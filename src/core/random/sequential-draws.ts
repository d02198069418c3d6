import { normalQuantile } from '../math/normal.ts';
import { drawsOf } from './addressed-draws.ts';
import { type Key, seedKey, streamKey } from './streams.ts';

/**
 * The draws of one stream in double precision. A draw's address is (seed, repeat, stream name, first, second), so that it
 * depends neither on what was drawn before nor on which thread asks.
 */
export interface Draws {
  /** Uniform on (0, 1), 52 bits, never an end. */
  uniform(first: number, second: number): number;
  /** Standard normal, |z| < 8.2. */
  normal(first: number, second: number): number;
  /** A whole number 0 .. count - 1. */
  below(count: number, first: number, second: number): number;
}

/** Open the stream `name` of a seed; `repeat` numbers independent repeats of one computation. */
export function openDraws(seed: string, name: string, repeat = 0): Draws {
  const key: Key = streamKey(seedKey(seed), repeat, `inference/${name}`);
  const words = drawsOf(key);
  const uniform = (first: number, second: number) => {
    const [high, low] = words(first, second);
    return ((high >>> 6) * 2 ** 26 + (low >>> 6) + 0.5) * 2 ** -52;
  };
  return {
    uniform,
    normal: (first, second) => normalQuantile(uniform(first, second)),
    below: (count, first, second) => Math.floor(uniform(first, second) * count),
  };
}

/** The numbers 0 .. count - 1 in random order (Fisher & Yates); draw i is at (first, i). */
export function shuffled(count: number, draws: Draws, first: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = draws.below(i + 1, first, i);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
