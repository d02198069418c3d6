import { describe, expect, it } from 'vitest';
import { abroadWorlds, checkRandomWorlds, shippedWorlds } from '../support/random-worlds.ts';

/** Nobody is lost, stocks are who was there and all who moved, hosts make up all, and nothing happens before its cause. */
describe('people are kept and counted where they are', () => {
  it('in small models where they begin abroad', () => {
    expect(checkRandomWorlds(abroadWorlds, 40, 1)).toBeGreaterThan(13);
  });

  it.each([
    ['baseline', { personsPerAgent: 20_000, weeks: 30 }],
    ['germany-2022', { personsPerAgent: 30_000, weeks: 40 }],
  ])('in random scenarios of %s', (name, size) => {
    expect(checkRandomWorlds(shippedWorlds(name, size), 6, 2)).toBeGreaterThanOrEqual(2);
  });
});
