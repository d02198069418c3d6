import { describe, expect, it } from 'vitest';
import { bandOf, quantile } from '../../src/experiment/bands.ts';

describe('bandOf', () => {
  it('gives the textbook figures', () => {
    const band = bandOf([4, 1, 3, 2, 5]);
    expect(band).toMatchObject({ n: 5, mean: 3, q25: 2, q50: 3, q75: 4 });
    expect(band.sd).toBeCloseTo(Math.sqrt(2.5), 12);
    expect(band.q05).toBeCloseTo(1.2, 12);
    expect(band.q95).toBeCloseTo(4.8, 12);
  });

  it('leaves out replicates without a value', () => {
    expect(bandOf([Number.NaN, 2, 4])).toMatchObject({ n: 2, mean: 3, q50: 3 });
  });

  it('has no spread for one value and nothing for none', () => {
    expect(bandOf([7])).toMatchObject({ n: 1, mean: 7, sd: 0, q05: 7, q95: 7 });
    expect(bandOf([])).toMatchObject({ n: 0, mean: Number.NaN, sd: Number.NaN, q50: Number.NaN });
  });
});

describe('quantile', () => {
  it('interpolates between order statistics', () => {
    expect(quantile([10, 20], 0.25)).toBe(12.5);
    expect(quantile([10, 20], 0)).toBe(10);
    expect(quantile([10, 20], 1)).toBe(20);
  });
});
