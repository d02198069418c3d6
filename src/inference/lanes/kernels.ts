import type { Instruction, Routine } from '../../engine/wasm/encode/encoder.ts';

/**
 * The inner loops of emulated likelihoods for eight points at once, as SIMD WebAssembly. A table of lanes has rows of eight
 * doubles, one a point. Each lane does the operations of `core/math/matrix.ts` in their order, so that all bits are the same.
 */
export const LANES = 8;

/** Bytes of a double, of two of them (a vector), of a row of lanes, and of four such rows. */
const [DOUBLE, VECTOR, ROW, BLOCK] = [8, 16, 64, 256];
const VECTORS = [0, 1, 2, 3];
const ZERO: Instruction = ['v128.const', ...new Array<number>(VECTOR).fill(0)];

type Code = readonly Instruction[];

const range = (count: number) => Array.from({ length: count }, (_, k) => k);

const get = (local: number): Instruction => ['local.get', local];
const set = (local: number): Instruction => ['local.set', local];
const load = (local: number, offset: number): Code => [get(local), ['v128.load', offset]];
const splat = (local: number, offset = 0): Code => [get(local), ['v128.load64_splat', offset]];
const advance = (local: number, bytes: number): Code => [
  get(local),
  ['i32.const', bytes],
  ['i32.add'],
  set(local),
];
const add = (local: number, other: number): Code => [get(local), get(other), ['i32.add'], set(local)];
const copy = (from: number, to: number): Code => [get(from), set(to)];
const product = (a: Code, b: Code): Code => [...a, ...b, ['f64x2.mul']];
const sum = (a: Code, b: Code): Code => [...a, ...b, ['f64x2.add']];
const eachVector = (code: (vector: number) => Code): Code => VECTORS.flatMap(code);

/** Again and again while address `at` is below `end`. */
function whileBelow(at: number, end: number, body: Code): Code {
  const below: Code = [get(at), get(end), ['i32.lt_u']];
  return [...below, ['if'], ['loop'], ...body, ...below, ['br_if', 0], ['end'], ['end']];
}

/** `into` becomes the address of the last multiple of four rows between `start` and `at`. */
const lastBlock = (start: number, at: number, into: number): Code => [
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
function subtractRows(locals: {
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

/** Locals of solving: five addresses given, five that move, then vectors. */
const solving = {
  lower: 0,
  stride: 1,
  y: 2,
  yEnd: 3,
  partial: 4,
  matrixRow: 5,
  yi: 6,
  at: 7,
  yk: 8,
  blockEnd: 9,
};
const [SOLVE_ACC, SOLVE_SUM, SOLVE_FACTOR] = [10, 14, 18];

/**
 * Ly = b in place: (lower, bytes from one of its rows to the next, b, its end, partial). `partial` gets the sums of squares of the
 * first unknowns. L is one matrix of doubles for all lanes (`solve`), or a matrix of lanes (`solveOwn`).
 */
function solve(name: string, isShared: boolean): Routine {
  const { lower, stride, y, yEnd, partial, matrixRow, yi, at, yk, blockEnd } = solving;
  const [acc, squares, kept] = [SOLVE_ACC, SOLVE_SUM, SOLVE_FACTOR];
  const step = isShared ? DOUBLE : ROW;
  const factor = (n: number, v: number) => (isShared ? [get(kept + n)] : load(at, n * ROW + v * VECTOR));
  const prepare = (rows: number): Code =>
    isShared ? VECTORS.slice(0, rows).flatMap(n => [...splat(at, n * DOUBLE), set(kept + n)]) : [];
  return {
    name,
    parameters: new Array(5).fill('i32'),
    results: [],
    locals: [...new Array(5).fill('i32'), ...new Array(12).fill('v128')],
    names: Object.keys(solving),
    body: [
      ...copy(lower, matrixRow),
      ...copy(y, yi),
      ...whileBelow(yi, yEnd, [
        ...eachVector(v => [...load(yi, v * VECTOR), set(acc + v)]),
        ...copy(matrixRow, at),
        ...copy(y, yk),
        ...lastBlock(y, yi, blockEnd),
        ...subtractRows({ acc, row: yk, blockEnd, end: yi, factorAt: at, step, factor, prepare }),
        ...prepare(1),
        ...eachVector(v => [get(acc + v), ...factor(0, v), ['f64x2.div'], set(acc + v)]),
        ...eachVector(v => [get(yi), get(acc + v), ['v128.store', v * VECTOR]]),
        ...eachVector(v => [
          get(partial),
          ...sum([get(squares + v)], product([get(acc + v)], [get(acc + v)])),
          ['local.tee', squares + v],
          ['v128.store', v * VECTOR],
        ]),
        ...add(matrixRow, stride),
        ...advance(yi, ROW),
        ...advance(partial, ROW),
      ]),
    ],
  };
}

/**
 * Sums over j of coefficient[row][j] x[j], two rows at a time: (coefficients, bytes of one of their rows, addresses of the x, their end,
 * sums, their end).
 */
function sums(): Routine {
  const [coefficients, bytes, places, placesEnd, out, outEnd, first, second, place, at] = range(10);
  const [a, b, ofFirst, ofSecond, value] = [10, 14, 18, 19, 20];
  return {
    name: 'sums',
    parameters: new Array(6).fill('i32'),
    results: [],
    locals: [...new Array(4).fill('i32'), ...new Array(11).fill('v128')],
    names: [],
    body: whileBelow(out, outEnd, [
      ...copy(coefficients, first),
      ...copy(coefficients, second),
      ...add(second, bytes),
      ...copy(places, place),
      ...eachVector(v => [ZERO, set(a + v), ZERO, set(b + v)]),
      ...whileBelow(place, placesEnd, [
        get(place),
        ['i32.load', 0],
        set(at),
        ...splat(first),
        set(ofFirst),
        ...splat(second),
        set(ofSecond),
        ...eachVector(v => [
          ...load(at, v * VECTOR),
          set(value),
          ...sum([get(a + v)], product([get(ofFirst)], [get(value)])),
          set(a + v),
          ...sum([get(b + v)], product([get(ofSecond)], [get(value)])),
          set(b + v),
        ]),
        ...advance(first, DOUBLE),
        ...advance(second, DOUBLE),
        ...advance(place, 4),
      ]),
      ...eachVector(v => [get(out), get(a + v), ['v128.store', v * VECTOR]]),
      ...eachVector(v => [get(out), get(b + v), ['v128.store', ROW + v * VECTOR]]),
      ...copy(second, coefficients),
      ...advance(out, 2 * ROW),
    ]),
  };
}

/** All z_j z_i for i < j: (z, its end, products). */
function products(): Routine {
  const [z, zEnd, out, zj, zi] = range(5);
  return {
    name: 'products',
    parameters: new Array(3).fill('i32'),
    results: [],
    locals: new Array(2).fill('i32'),
    names: [],
    body: [
      ...copy(z, zj),
      ...whileBelow(zj, zEnd, [
        ...copy(z, zi),
        ...whileBelow(zi, zj, [
          ...eachVector(v => [
            get(out),
            ...product(load(zj, v * VECTOR), load(zi, v * VECTOR)),
            ['v128.store', v * VECTOR],
          ]),
          ...advance(zi, ROW),
          ...advance(out, ROW),
        ]),
        ...advance(zj, ROW),
      ]),
    ],
  };
}

/**
 * Cholesky factors LL' of D + sqrt(m) R sqrt(m), a matrix a lane: (R, bytes of a row of R, sqrt(m), D, L, bytes of a row of L, its end).
 * R is one lower triangle for all lanes. A lane whose matrix isn't positive definite gets a diagonal that isn't above 0.
 */
function factor(): Routine {
  const [shared, sharedBytes, sd, diagonal, matrix, bytes, end, ...moving] = range(16);
  const [rowJ, rowI, at, atI, atJ, blockEnd, sdI, sdJ, r] = moving;
  const [acc, correlation, diagonalEnd] = [16, 20, 21];
  const entry = (begin: (v: number) => Code, finish: (v: number) => Code): Code => [
    ...eachVector(v => [...begin(v), set(acc + v)]),
    ...copy(rowI, atI),
    ...copy(rowJ, atJ),
    ...lastBlock(rowJ, at, blockEnd),
    ...subtractRows({
      acc,
      row: atJ,
      blockEnd,
      end: at,
      factorAt: atI,
      step: ROW,
      factor: (n, v) => load(atI, n * ROW + v * VECTOR),
    }),
    ...eachVector(v => [get(at), get(acc + v), ...finish(v), ['v128.store', v * VECTOR]]),
  ];
  return {
    name: 'factor',
    parameters: new Array(7).fill('i32'),
    results: [],
    locals: [...new Array(9).fill('i32'), ...new Array(5).fill('v128'), 'i32'],
    names: [],
    body: [
      ...copy(matrix, rowJ),
      ...copy(sd, sdJ),
      ...copy(matrix, diagonalEnd),
      ...whileBelow(rowJ, end, [
        ...copy(matrix, rowI),
        ...copy(rowJ, at),
        ...copy(sd, sdI),
        ...copy(shared, r),
        ...whileBelow(at, diagonalEnd, [
          ...splat(r),
          set(correlation),
          ...entry(
            v => product(product([get(correlation)], load(sdI, v * VECTOR)), load(sdJ, v * VECTOR)),
            v => [...load(atI, v * VECTOR), ['f64x2.div']],
          ),
          ...add(rowI, bytes),
          ...advance(at, ROW),
          ...advance(sdI, ROW),
          ...advance(r, DOUBLE),
        ]),
        ...entry(
          v => load(diagonal, v * VECTOR),
          () => [['f64x2.sqrt']],
        ),
        ...add(rowJ, bytes),
        ...add(shared, sharedBytes),
        ...advance(sdJ, ROW),
        ...advance(diagonal, ROW),
        ...add(diagonalEnd, bytes),
        ...advance(diagonalEnd, ROW),
      ]),
    ],
  };
}

export const ROUTINES: readonly Routine[] = [
  solve('solve', true),
  solve('solveOwn', false),
  sums(),
  products(),
  factor(),
];
