import type { Routine } from '../../engine/wasm/encode/encoder.ts';
import {
  add,
  advance,
  type Code,
  copy,
  DOUBLE,
  eachVector,
  get,
  lastBlock,
  load,
  product,
  ROW,
  set,
  splat,
  subtractRows,
  sum,
  VECTOR,
  VECTORS,
  whileBelow,
} from './code.ts';

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
export function solve(name: string, isShared: boolean): Routine {
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
