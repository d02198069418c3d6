import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundTable } from '../../../src/population/fit/controlled-rounding.ts';
import { fitTable } from '../../../src/population/fit/ipf.ts';
import { crossing, groupTotals, shapeOf, sumOf } from '../../../src/population/fit/table.ts';
import { marginOf, ones } from '../margin.ts';

const control = (shape: ReturnType<typeof shapeOf>, axes: number[]) => ({
  axes,
  partition: crossing(shape, axes),
});

describe('whole numbers in a table', () => {
  it('meet whole margins exactly (humanleague 5 x 4 x 5)', () => {
    const shape = shapeOf([5, 4, 5]);
    const five = [111, 112, 113, 114, 110];
    const margins = [
      marginOf('a', shape, [0], five),
      marginOf('b', shape, [1], [136, 142, 143, 139]),
      marginOf('c', shape, [2], five),
    ];
    const { cells } = fitTable(ones(100), margins);
    const controls = [0, 1, 2].map(axis => control(shape, [axis]));
    for (const start of [0.01, 0.2, 0.5, 0.73, 0.99]) {
      const counts = roundTable(shape, cells, 560, controls, () => start);
      margins.forEach(({ partition, targets }) => {
        expect([...groupTotals(partition, counts)]).toEqual([...targets]);
      });
      expect(roundingError(counts, cells)).toBeLessThan(1.0572);
    }
  });

  it('keep totals, come within 1 of fractional margins and leave empty cells empty', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 24, maxLength: 24 });
    const shape = shapeOf([2, 3, 4]);
    fc.assert(
      fc.property(
        weights,
        fc.integer({ min: 1, max: 300 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (w, total, start) => {
          const sum = w.reduce((a, b) => a + b, 0);
          fc.pre(sum > 0);
          const cells = Float64Array.from(w, x => (x * total) / sum);
          const controls = [0, 1, 2].map(axis => control(shape, [axis]));
          const counts = roundTable(shape, cells, total, controls, () => start);
          expect(counts.reduce((a, b) => a + b, 0)).toBe(total);
          counts.forEach((count, cell) => {
            expect(Number.isInteger(count) && count >= 0).toBe(true);
            if (cells[cell] === 0) expect(count).toBe(0);
          });
          const first = groupTotals(controls[0].partition, counts);
          groupTotals(controls[0].partition, cells).forEach((target, g) => {
            expect(Math.abs(first[g] - target)).toBeLessThan(1 + 1e-3);
          });
        },
      ),
      { seed: 3, numRuns: 200 },
    );
  });

  it('come near every one-way and two-way margin even when cells are far below 1', () => {
    const shape = shapeOf([3, 2, 2, 2, 2, 2, 2]);
    const cells = Float64Array.from({ length: shape.cells }, (_, k) => 1 + ((k * 7919) % 13));
    const sum = cells.reduce((a, b) => a + b, 0);
    const scaled = cells.map(x => (x * 100) / sum);
    const controls = [[0], [1], [2], [3], [4], [5], [6], [0, 5]].map(axes => control(shape, axes));
    const counts = roundTable(shape, scaled, 100, controls, () => 0.4);
    for (const { partition } of controls) {
      const found = groupTotals(partition, counts);
      groupTotals(partition, scaled).forEach((target, g) => {
        expect(Math.abs(found[g] - target)).toBeLessThan(1.5);
      });
    }
  });

  it("don't change for the earlier variables when one is added at the end", () => {
    const coarse = shapeOf([3, 2, 4]);
    const fine = shapeOf([3, 2, 4, 3]);
    const weights = Float64Array.from({ length: 24 }, (_, k) => 1 + ((k * 31) % 7));
    const scale = 1000 / weights.reduce((a, b) => a + b, 0);
    const before = weights.map(w => w * scale);
    const after = Float64Array.from(
      { length: 72 },
      (_, k) => before[Math.floor(k / 3)] * [0.2, 0.5, 0.3][k % 3],
    );
    const start = (axis: number) => 0.13 + axis * 0.2;
    const controls = (shape: typeof coarse) => shape.sizes.map((_, axis) => control(shape, [axis]));
    const one = roundTable(coarse, before, 1000, controls(coarse), start);
    const other = roundTable(fine, after, 1000, controls(fine), start);
    expect([...groupTotals(crossing(fine, [0, 1, 2]), other)]).toEqual([...one]);
  });
});

/** Root of the mean squared difference from the weights, which are scaled to the counts' total. */
function roundingError(counts: ArrayLike<number>, weights: ArrayLike<number>): number {
  const scale = sumOf(counts) / sumOf(weights);
  let squares = 0;
  for (let k = 0; k < counts.length; k++) {
    const difference = counts[k] - weights[k] * scale;
    squares += difference * difference;
  }
  return Math.sqrt(squares / counts.length);
}
