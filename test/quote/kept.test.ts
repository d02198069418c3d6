import { describe, expect, it } from 'vitest';
import { openDraws } from '../../src/core/random/sequential-draws.ts';
import { exponentOf } from '../../src/quote/decimal.ts';
import { kept, keptExponent, keptText } from '../../src/quote/kept.ts';

describe('kept', () => {
  it('leaves seven significant digits', () => {
    expect([0.123456789, -98765.4321, 1234567.89, 123456789].map(kept)).toEqual([
      0.1234568, -98765.43, 1234568, 123456800,
    ]);
  });

  it('has the text of the number it rounds to when a text is made directly', () => {
    const { uniform } = openDraws('texts', 'numbers');
    const drawn = Array.from({ length: 2000 }, (_, k) => (uniform(k, 0) - 0.5) * Number(`1e${(k % 14) - 6}`));
    const edges = [
      0,
      -0,
      1,
      250,
      -1250,
      0.1,
      1 / 3,
      99999.99999,
      999999.97,
      9999999.9,
      1e7,
      1e-6,
      9.9e-7,
      1e21,
    ];
    for (const value of [...drawn, ...edges]) {
      const text = keptText(value);
      if (text !== undefined) expect(text).toBe(String(kept(value)));
    }
    expect([...drawn, ...edges].filter(value => keptText(value) === undefined).length).toBeLessThan(450);
    expect([Number.NaN, Number.POSITIVE_INFINITY].map(keptText)).toEqual([undefined, undefined]);
  });
});

it('rounds to a thousandth of an interval, or to a hundredth of an agent', () => {
  expect(keptExponent(870_000, 1_230_000, 0)).toBe(2);
  expect(keptExponent(870_000, 870_100, 250)).toBe(0);
  expect(keptExponent(0.25, 0.25, 0)).toBe(-7);
  expect(keptExponent(Number.NaN, Number.NaN, 0)).toBe(0);
});

it('finds the exponent of the leading digit on both sides of every power of ten', () => {
  for (let k = -25; k <= 25; k++) {
    const power = Number(`1e${k}`);
    expect(exponentOf(power)).toBe(k);
    expect(exponentOf(power * (1 - 2 ** -52))).toBe(k - 1);
  }
  expect(exponentOf(-0.05)).toBe(-2);
  expect(exponentOf(0)).toBe(0);
});
