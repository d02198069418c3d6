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
  range,
  set,
  splat,
  subtractRows,
  VECTOR,
  whileBelow,
} from './code.ts';

/**
 * Cholesky factors LL' of D + sqrt(m) R sqrt(m), a matrix a lane: (R, bytes of a row of R, sqrt(m), D, L, bytes of a row of L, its end).
 * R is one lower triangle for all lanes. A lane whose matrix isn't positive definite gets a diagonal that isn't above 0.
 */
export function factor(): Routine {
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
