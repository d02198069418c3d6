import { describe, expect, it } from 'vitest';
import { numbers } from '../../../src/core/math/arithmetic.ts';
import {
  hashName,
  POPULATION,
  seedKey,
  streamKey,
  uniformAt,
  wordsAt,
} from '../../../src/core/random/streams.ts';
import { normal, uniform } from '../../../src/core/random/variates.ts';

const N = 200_000;

describe('streams', () => {
  it('have keys that hang on seed, replicate and name, and on nothing else', () => {
    const keys = ['a', 'b'].flatMap(seed =>
      [POPULATION, 0, 1].flatMap(replicate =>
        ['step', 'step/mood'].map(name => streamKey(seedKey(seed), replicate, name).join()),
      ),
    );
    expect(new Set(keys).size).toBe(12);
    expect(streamKey(seedKey('a'), 0, 'step')).toEqual(streamKey(seedKey('a'), 0, 'step'));
  });

  it('keep their first values: a change here changes every result', () => {
    expect(seedKey('rhizome')).toMatchInlineSnapshot(`
      [
        -482824146,
        -93243501,
      ]
    `);
    expect(streamKey(seedKey('rhizome'), 3, 'departure')).toMatchInlineSnapshot(`
      [
        -340769925,
        -1456318886,
      ]
    `);
    expect(hashName('departure')).toMatchInlineSnapshot(`-95802612`);
  });

  it('give uniform draws on [0, 1)', () => {
    const key = streamKey(seedKey('uniform'), 0, 'x');
    const bins = new Array(20).fill(0);
    for (let agent = 0; agent < N; agent++) bins[Math.floor(uniformAt(key, agent, 7) * 20)]++;
    const chi2 = bins.reduce((sum, n) => sum + (n - N / 20) ** 2 / (N / 20), 0);
    expect(chi2).toBeLessThan(43.82); // 19 df, 0.999
    expect(uniform(numbers, -1)).toBeLessThan(1);
    expect(uniform(numbers, 0)).toBe(0);
  });

  it('give standard normal draws', () => {
    const key = streamKey(seedKey('normal'), 0, 'x');
    const sums = [0, 0, 0, 0];
    for (let agent = 0; agent < N; agent++) {
      const z = normal(numbers, wordsAt(key, agent, 7));
      expect(Math.abs(z)).toBeLessThan(6);
      sums.forEach((_, k) => {
        sums[k] += z ** (k + 1);
      });
    }
    const [m1, m2, m3, m4] = sums.map(sum => sum / N);
    expect(Math.abs(m1)).toBeLessThan(4 * Math.sqrt(1 / N));
    expect(Math.abs(m2 - 1)).toBeLessThan(4 * Math.sqrt(2 / N));
    expect(Math.abs(m3)).toBeLessThan(4 * Math.sqrt(15 / N));
    expect(Math.abs(m4 - 3)).toBeLessThan(4 * Math.sqrt(96 / N));
  });
});
