import { describe, expect, it } from 'vitest';
import { mixtureQuantile } from '../../../src/core/math/mixture.ts';

describe('a mixture of normals', () => {
  it('of one is that one', () => {
    expect(mixtureQuantile([0.4], [0.02], 0.975)).toBeCloseTo(0.4 + 0.02 * 1.959963984540054, 10);
    expect(mixtureQuantile([0.4], [0.02], 0.25)).toBeCloseTo(0.4 - 0.02 * 0.6744897501960817, 10);
  });

  it('of two far apart has its quartiles in their middles', () => {
    expect(mixtureQuantile([-10, 10], [1, 2], 0.25)).toBeCloseTo(-10, 8);
    expect(mixtureQuantile([-10, 10], [1, 2], 0.75)).toBeCloseTo(10, 8);
  });

  it('of points steps at each', () => {
    expect(mixtureQuantile([3, 1, 2, 4], [0, 0, 0, 0], 0.4)).toBeCloseTo(2, 10);
    expect(mixtureQuantile([3], [0], 0.9)).toBe(3);
  });

  it('of a normal of normals is wider by both variances', () => {
    const z = (p: number) => mixtureQuantile([0], [1], p);
    const centres = Array.from({ length: 400 }, (_, k) => 3 * z((k + 0.5) / 400));
    const sds = centres.map(() => 4);
    expect(mixtureQuantile(centres, sds, 0.9)).toBeCloseTo(5 * z(0.9), 1);
  });
});
