import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numbers } from '../../../src/core/math/arithmetic.ts';
import { threefry } from '../../../src/core/math/threefry.ts';
import { below, drawInto, drawsOf, unit } from '../../../src/core/random/addressed-draws.ts';
import { POPULATION, seedKey, streamKey, wordsAt } from '../../../src/core/random/streams.ts';
import { logarithm } from '../../../src/population/logarithm.ts';

describe('draws of the population', () => {
  it('equal Threefry over plain numbers at every address (property)', () => {
    const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(word, word, word, word, (key0, key1, first, second) => {
        const words = new Int32Array(2);
        drawInto(key0, key1, first, second, words);
        expect([...words]).toEqual(threefry(numbers, [key0, key1], [first, second]));
      }),
      { numRuns: 1000 },
    );
  });

  it('are the same words as everywhere else', () => {
    const key = streamKey(seedKey('seed'), POPULATION, 'ties/x');
    const draw = drawsOf(key);
    for (let k = 0; k < 1000; k++) {
      const first = k * 7919 - 5;
      expect([...draw(first, -k)]).toEqual(wordsAt(key, first, -k));
    }
  });

  it('spread over indices and the unit interval', () => {
    const words = [0, -1, 0x7fffffff, -2147483648];
    expect(words.map(w => below(w, 10))).toEqual([0, 9, 4, 5]);
    expect(words.map(unit)).toEqual([0, 1 - 2 ** -32, 0.5 - 2 ** -32, 0.5]);
  });
});

describe('the logarithm in double precision', () => {
  it('agrees with the library over its range', () => {
    for (const x of [1, 1 + 1e-12, 1 - 1e-9, 2, 0.5, Math.E, 1e-300, 1e300, 1.5, 0.7, 123.456]) {
      const error = Math.abs(logarithm(x) - Math.log(x));
      expect(error).toBeLessThanOrEqual(1e-15 * Math.max(Math.abs(Math.log(x)), 1e-3));
    }
  });
});
