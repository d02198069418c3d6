/**
 * The machine's arithmetic as an interface, so that exp, log and Threefry are written once and serve two worlds: plain
 * numbers (`numbers`, below) and graph nodes (`language/graph.ts`), which both backends turn into code.
 *
 * Every f32 operation rounds to f32 at once; no fused multiply-add, no reordering. `min` and `max` are WebAssembly's
 * pmin and pmax: `min(a, b) = b < a ? b : a`, `max(a, b) = a < b ? b : a`, hence a NaN in `a` stays and one in `b` is dropped.
 */
export interface Arithmetic<V> {
  number(value: number): V; // an f32 constant
  integer(value: number): V; // an i32 constant
  add(a: V, b: V): V;
  sub(a: V, b: V): V;
  mul(a: V, b: V): V;
  div(a: V, b: V): V;
  min(a: V, b: V): V;
  max(a: V, b: V): V;
  neg(a: V): V;
  abs(a: V): V;
  sqrt(a: V): V;
  iadd(a: V, b: V): V;
  isub(a: V, b: V): V;
  imul(a: V, b: V): V;
  iand(a: V, b: V): V;
  ior(a: V, b: V): V;
  ixor(a: V, b: V): V;
  ishl(a: V, bits: number): V;
  ishr(a: V, bits: number): V; // arithmetic: keeps the sign
  ishru(a: V, bits: number): V; // logical
  lt(a: V, b: V): V;
  le(a: V, b: V): V;
  eq(a: V, b: V): V;
  ilt(a: V, b: V): V; // signed
  ile(a: V, b: V): V;
  ieq(a: V, b: V): V;
  and(a: V, b: V): V;
  or(a: V, b: V): V;
  not(a: V): V;
  select(condition: V, yes: V, no: V): V;
  float(a: V): V; // i32 -> f32, nearest
  trunc(a: V): V; // f32 -> i32 towards zero, saturating, NaN -> 0
  bits(a: V): V; // f32 -> i32, same bits
  unbits(a: V): V; // i32 -> f32, same bits
}

export type OperationName = Exclude<keyof Arithmetic<unknown>, 'number' | 'integer'>;

const { fround } = Math;
const word = new Int32Array(1);
const single = new Float32Array(word.buffer);

/** The arithmetic on plain numbers: f32 values as rounded doubles, i32 as integers, conditions as 0 or 1. */
export const numbers: Arithmetic<number> = {
  number: fround,
  integer: value => value | 0,
  add: (a, b) => fround(a + b),
  sub: (a, b) => fround(a - b),
  mul: (a, b) => fround(a * b),
  div: (a, b) => fround(a / b),
  min: (a, b) => (b < a ? b : a),
  max: (a, b) => (a < b ? b : a),
  neg: a => -a,
  abs: a => Math.abs(a),
  sqrt: a => fround(Math.sqrt(a)),
  iadd: (a, b) => (a + b) | 0,
  isub: (a, b) => (a - b) | 0,
  imul: (a, b) => Math.imul(a, b),
  iand: (a, b) => a & b,
  ior: (a, b) => a | b,
  ixor: (a, b) => a ^ b,
  ishl: (a, bits) => a << bits,
  ishr: (a, bits) => a >> bits,
  ishru: (a, bits) => (a >>> bits) | 0,
  lt: (a, b) => +(a < b),
  le: (a, b) => +(a <= b),
  eq: (a, b) => +(a === b),
  ilt: (a, b) => +(a < b),
  ile: (a, b) => +(a <= b),
  ieq: (a, b) => +(a === b),
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  not: a => a ^ 1,
  select: (condition, yes, no) => (condition ? yes : no),
  float: fround,
  trunc: a => (Number.isNaN(a) ? 0 : Math.max(-2147483648, Math.min(2147483647, Math.trunc(a))) | 0), // | 0: no -0
  bits: a => {
    single[0] = a;
    return word[0];
  },
  unbits: a => {
    word[0] = a;
    return single[0];
  },
};
