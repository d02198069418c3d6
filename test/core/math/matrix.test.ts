import { describe, expect, it } from 'vitest';
import {
  cholesky,
  inverseForm,
  solveFirst,
  solveFirstRows,
  solveSecond,
  weightedGram,
} from '../../../src/core/math/matrix.ts';
import { openDraws } from '../../../src/core/random/sequential-draws.ts';

const draws = openDraws('matrix tests', 'numbers');
const numbers = (count: number, row: number) =>
  Float64Array.from({ length: count }, (_, i) => draws.normal(row, i));

// Sizes and counts that fill up the groups of two and four rows, and that don't.
for (const [size, count] of [
  [1, 3],
  [2, 5],
  [5, 8],
  [8, 21],
  [11, 30],
])
  describe(`a table of ${count} rows of ${size}`, () => {
    const x = numbers(count * size, size);
    const weights = numbers(count, 100 + size).map(Math.abs);
    const gram = weightedGram(x, count, size, weights);
    const factor = gram.slice();
    for (let j = 0; j < size; j++) factor[j * size + j] += 0.5;
    const matrix = factor.slice();
    cholesky(factor, size);
    const at = (a: Float64Array, i: number, j: number) => a[Math.min(i, j) * size + Math.max(i, j)];

    it('has the sums of weighted products', () => {
      for (let i = 0; i < size; i++)
        for (let j = i; j < size; j++) {
          const sum = weights.reduce((s, w, row) => s + w * x[row * size + i] * x[row * size + j], 0);
          expect(gram[i * size + j]).toBeCloseTo(sum, 10);
        }
    });

    it('is solved', () => {
      const b = numbers(size, 200 + size);
      const solved = b.slice();
      solveFirst(factor, size, solved);
      solveSecond(factor, size, solved);
      for (let i = 0; i < size; i++) {
        const left = solved.reduce((sum, value, j) => sum + at(matrix, i, j) * value, 0);
        expect(left).toBeCloseTo(b[i], 9);
      }
      const form = b.reduce((sum, value, i) => sum + value * solved[i], 0);
      expect(inverseForm(factor, size, b.slice())).toBeCloseTo(form, 9);
    });

    it('is solved the same row by row and all at once', () => {
      const [together, apart] = [x.slice(), x.slice()];
      solveFirstRows(factor, size, together, count);
      for (let row = 0; row < count; row++) solveFirst(factor, size, apart, row * size);
      expect(together).toEqual(apart);
    });
  });
