import type { Routine } from '../../engine/wasm/encode/encoder.ts';
import { factor } from './factor.ts';
import { solve } from './solve.ts';
import { products, sums } from './sums.ts';

/**
 * The inner loops of emulated likelihoods for eight points at once, as SIMD WebAssembly. A table of lanes has rows of eight
 * doubles, one a point. Each lane does the operations of `core/math/matrix.ts` in their order, so that all bits are the same.
 */
export const ROUTINES: readonly Routine[] = [
  solve('solve', true),
  solve('solveOwn', false),
  sums(),
  products(),
  factor(),
];
