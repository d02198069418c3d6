import { describe, expect, it } from 'vitest';
import { numbers } from '../../../src/core/math/arithmetic.ts';
import { threefry } from '../../../src/core/math/threefry.ts';

const hex = (words: readonly number[]) =>
  words.map(word => (word >>> 0).toString(16).padStart(8, '0')).join(' ');
const PI = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344].map(word => word | 0);

describe('Threefry-2x32 gives the published vectors of Random123 (kat_vectors)', () => {
  it.each([
    [13, [0, 0], [0, 0], '9d1c5ec6 8bd50731'],
    [13, [-1, -1], [-1, -1], 'fd36d048 2d17272c'],
    [13, [PI[0], PI[1]], [PI[2], PI[3]], 'ba3e4725 f27d669e'],
    [20, [0, 0], [0, 0], '6b200159 99ba4efe'],
    [20, [-1, -1], [-1, -1], '1cb996fc bb002be7'],
    [20, [PI[0], PI[1]], [PI[2], PI[3]], 'c4923a9c 483df7a0'],
  ] as const)('%i rounds, counter %j, key %j', (rounds, counter, key, expected) => {
    expect(hex(threefry(numbers, key, counter, rounds))).toBe(expected);
  });
});
