import type { Instruction } from '../../engine/wasm/encode/encoder.ts';

/** Points that are looked at together. */
export const LANES = 8;

/** Bytes of a double, of two of them (a vector), and of a row of lanes. */
export const [DOUBLE, VECTOR, ROW] = [8, 16, 64];
/** Bytes of four such rows. */
const BLOCK = 4 * ROW;
export const VECTORS = [0, 1, 2, 3];
export const ZERO: Instruction = ['v128.const', ...new Array<number>(VECTOR).fill(0)];

export type Code = readonly Instruction[];

export const range = (count: number) => Array.from({ length: count }, (_, k) => k);

export const get = (local: number): Instruction => ['local.get', local];
export const set = (local: number): Instruction => ['local.set', local];
export const load = (local: number, offset: number): Code => [get(local), ['v128.load', offset]];
export const splat = (local: number, offset = 0): Code => [get(local), ['v128.load64_splat', offset]];
export const advance = (local: number, bytes: number): Code => [
  get(local),
  ['i32.const', bytes],
  ['i32.add'],
  set(local),
];
export const add = (local: number, other: number): Code => [get(local), get(other), ['i32.add'], set(local)];
export const copy = (from: number, to: number): Code => [get(from), set(to)];
export const product = (a: Code, b: Code): Code => [...a, ...b, ['f64x2.mul']];
export const sum = (a: Code, b: Code): Code => [...a, ...b, ['f64x2.add']];
export const eachVector = (code: (vector: number) => Code): Code => VECTORS.flatMap(code);

/** Again and again while address `at` is below `end`. */
export function whileBelow(at: number, end: number, body: Code): Code {
  const below: Code = [get(at), get(end), ['i32.lt_u']];
  return [...below, ['if'], ['loop'], ...body, ...below, ['br_if', 0], ['end'], ['end']];
}

/** `into` becomes the address of the last multiple of four rows between `start` and `at`. */
export const lastBlock = (start: number, at: number, into: number): Code => [
  get(at),
  get(start),
  ['i32.sub'],
  ['i32.const', -BLOCK],
  ['i32.and'],
  get(start),
  ['i32.add'],
  set(into),
];

/**
 * acc -= what rows before `end` add to it: a multiple of each row that begins at `row`, four rows at a time and then one by one.
 * @param factor the multiple of row n, for one vector
 * @param step bytes from the factor of one row to that of the next
 */
export function subtractRows(locals: {
  acc: number;
  row: number;
  blockEnd: number;
  end: number;
  factorAt: number;
  step: number;
  factor: (n: number, vector: number) => Code;
  prepare?: (rows: number) => Code;
}): Code {
  const { acc, row, blockEnd, end, factorAt, step, factor, prepare = () => [] } = locals;
  const term = (n: number, v: number) => product(factor(n, v), load(row, n * ROW + v * VECTOR));
  const less = (v: number, amount: Code): Code => [get(acc + v), ...amount, ['f64x2.sub'], set(acc + v)];
  return [
    ...whileBelow(row, blockEnd, [
      ...prepare(4),
      ...eachVector(v => less(v, sum(sum(term(0, v), term(1, v)), sum(term(2, v), term(3, v))))),
      ...advance(factorAt, 4 * step),
      ...advance(row, BLOCK),
    ]),
    ...whileBelow(row, end, [
      ...prepare(1),
      ...eachVector(v => less(v, term(0, v))),
      ...advance(factorAt, step),
      ...advance(row, ROW),
    ]),
  ];
}
