import { expect, it } from 'vitest';
import { apportion } from '../../../src/core/math/apportion.ts';

it('shares out whole things by weights, the rest to the largest remainders', () => {
  expect(apportion([0.5, 0.3, 0.2], 10)).toEqual([5, 3, 2]);
  // 4.5 and 5.5 can't both be rounded up: the first of equal remainders gets the one that is left.
  expect(apportion([0.45, 0.55], 10)).toEqual([5, 5]);
  expect(apportion([0.62, 0.33, 0.05], 10)).toEqual([6, 3, 1]);
  expect(apportion([0.97, 0.03], 10)).toEqual([10, 0]);
  expect(apportion([2, 0, 2], 3)).toEqual([2, 0, 1]);
});
