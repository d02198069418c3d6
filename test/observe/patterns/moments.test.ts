import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addTo, correlationOf, noMoments, slopeOf } from '../../../src/observe/patterns/moments.ts';

function momentsOf(rows: readonly (readonly number[])[]) {
  const moments = noMoments(rows[0].length);
  for (const row of rows) addTo(moments, row);
  return moments;
}

describe('moments', () => {
  it('know means, correlation and slope', () => {
    const moments = momentsOf([
      [1, 2],
      [2, 1],
      [3, 4],
      [4, 3],
    ]);
    expect([...moments.means]).toEqual([2.5, 2.5]);
    expect(correlationOf(moments)).toBeCloseTo(0.6, 12);
    expect(slopeOf(moments)).toBeCloseTo(0.6, 12);
  });

  it('take controls out: the partial correlation of the textbook formula', () => {
    const rows = [
      [1, 5, 2],
      [2, 3, 1],
      [3, 6, 5],
      [5, 4, 3],
      [7, 9, 6],
    ];
    const pair = (i: number, j: number) => correlationOf(momentsOf(rows.map(row => [row[i], row[j]])));
    const [xy, xz, yz] = [pair(0, 1), pair(0, 2), pair(1, 2)];
    const expected = (xy - xz * yz) / Math.sqrt((1 - xz * xz) * (1 - yz * yz));
    expect(correlationOf(momentsOf(rows))).toBeCloseTo(expected, 12);
  });

  it('find the coefficient that made the data, whatever the controls', () => {
    const whole = fc.integer({ min: -9, max: 9 });
    const points = fc.array(fc.tuple(whole, whole, whole), { minLength: 8, maxLength: 30 });
    fc.assert(
      fc.property(points, whole, (sample, slope) => {
        // Nothing can be found where the controls determine x.
        fc.pre(slopeOf(momentsOf(sample.map(([x, z, w]) => [x, x, z, w]))) !== 0);
        const rows = sample.map(([x, z, w]) => [x, slope * x + 2 * z - 3 * w + 1, z, w]);
        expect(slopeOf(momentsOf(rows))).toBeCloseTo(slope, 6);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('say nothing where nothing varies', () => {
    const flat = momentsOf([
      [1, 0.1],
      [2, 0.1],
      [4, 0.1],
    ]);
    expect([correlationOf(flat), slopeOf(flat)]).toEqual([0, 0]);
    const upright = momentsOf([
      [0.1, 1],
      [0.1, 2],
    ]);
    expect([correlationOf(upright), slopeOf(upright)]).toEqual([0, 0]);
    const follows = momentsOf([
      [1, 3, 1],
      [2, 5, 2],
      [3, 4, 3],
    ]);
    expect(correlationOf(follows), 'x is its own control').toBe(0);
    expect(correlationOf(momentsOf([[1, 2]]))).toBeNaN();
    expect(slopeOf(noMoments(2))).toBeNaN();
  });

  it('keep their digits far from zero', () => {
    const rows = [0, 1, 2, 3].map(k => [1e8 + k, 1e8 + (k === 3 ? 2 : k)]);
    expect(correlationOf(momentsOf(rows))).toBeCloseTo(0.94387980744, 6);
  });
});
