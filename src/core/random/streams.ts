import seedrandom from 'seedrandom';
import { numbers } from '../math/arithmetic.ts';
import { threefry } from '../math/threefry.ts';
import { drawInto, type Key } from './addressed-draws.ts';

export type { Key };

/** Draws that belong to the population, not to a replicate (initial attributes, ties), carry this replicate number. */
export const POPULATION = -1;

/** First words of the names of streams that are no rule's: first values, changing ties, who is asked, inference. */
export const RESERVED_STREAMS: readonly string[] = ['initial', 'entrants', 'ties', 'survey', 'inference'];

/** The seed text turned into two key words, once, by seedrandom. */
export function seedKey(seed: string): Key {
  const generator = seedrandom(seed);
  return [generator.int32(), generator.int32()];
}

/**
 * The key of one stream in one replicate: threefry(seed key, [replicate, hash of the stream's name]).
 * A draw's full address is then (this key, [agent id, week]); a block gives two words.
 */
export function streamKey(seed: Key, replicate: number, stream: string): Key {
  return threefry(numbers, seed, [replicate, hashName(stream)]);
}

/** Both words at an address. For many draws of one stream take `drawsOf`. */
export function wordsAt(key: Key, first: number, second: number): [number, number] {
  drawInto(key[0], key[1], first, second, words);
  return [words[0], words[1]];
}

/** A uniform draw on [0, 1) at an address: the upper 24 bits of word 0, exact in f32. */
export function uniformAt(key: Key, first: number, second: number): number {
  drawInto(key[0], key[1], first, second, words);
  return (words[0] >>> 8) * 2 ** -24;
}

const words = new Int32Array(2);

/** FNV-1a over UTF-16 code units, 32 bits, with murmur3's finaliser. Two names with one hash are an error at load. */
export function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
