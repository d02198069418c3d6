import type { Routine } from '../../engine/wasm/encode/encoder.ts';
import {
  add,
  advance,
  copy,
  DOUBLE,
  eachVector,
  get,
  load,
  product,
  ROW,
  range,
  set,
  splat,
  sum,
  VECTOR,
  whileBelow,
  ZERO,
} from './code.ts';

/**
 * Sums over j of coefficient[row][j] x[j], two rows at a time: (coefficients, bytes of one of their rows, addresses of the x, their end,
 * sums, their end).
 */
export function sums(): Routine {
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
export function products(): Routine {
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
