import type { Arithmetic } from '../math/arithmetic.ts';
import { threefry } from '../math/threefry.ts';

/** Two words: a Threefry key. */
export type Key = readonly [number, number];

/** Both words at an address of one stream, as `wordsAt` gives them; every call returns the same array. */
export type Draw = (first: number, second: number) => Int32Array;

type Block = (key0: number, key1: number, first: number, second: number, words: Int32Array) => void;

/** The draws of one stream, for the millions that ties take. */
export function drawsOf([key0, key1]: Key): Draw {
  const words = new Int32Array(2);
  return (first, second) => {
    drawInto(key0, key1, first, second, words);
    return words;
  };
}

/**
 * Threefry writes itself out: over an arithmetic whose values are names of variables it leaves a straight line of
 * JavaScript, four times as fast as running it over plain numbers.
 */
function writeBlock(): Block {
  const lines: string[] = [];
  const name = (expression: string) => {
    lines.push(`const t${lines.length} = ${expression};`);
    return `t${lines.length - 1}`;
  };
  const text = {
    integer: (value: number) => `${value | 0}`,
    iadd: (a: string, b: string) => name(`(${a} + ${b}) | 0`),
    ixor: (a: string, b: string) => name(`${a} ^ ${b}`),
    ior: (a: string, b: string) => name(`${a} | ${b}`),
    ishl: (a: string, bits: number) => name(`${a} << ${bits}`),
    ishru: (a: string, bits: number) => name(`${a} >>> ${bits}`),
  } as Arithmetic<string>;
  const [x, y] = threefry(text, ['key0', 'key1'], ['first', 'second']);
  const body = [...lines, `words[0] = ${x};`, `words[1] = ${y};`].join('\n');
  return new Function('key0', 'key1', 'first', 'second', 'words', body) as Block;
}

/** Both words at an address, written into `words`. */
export const drawInto: Block = writeBlock();

/** An index 0 .. count - 1 from a word, all equally likely (to count / 2^32). */
export function below(word: number, count: number): number {
  return Math.floor((word >>> 0) * (count * 2 ** -32));
}

/** A number in [0, 1) from a word, with all its 32 bits. */
export function unit(word: number): number {
  return (word >>> 0) * 2 ** -32;
}
