import { describe, expect, it } from 'vitest';
import { abroadWorlds, checkRandomWorlds } from '../support/random-worlds.ts';

describe('people', () => {
  it('are kept, counted where they are and touched by nothing before its time, also where they begin abroad', () => {
    expect(checkRandomWorlds(abroadWorlds, 3, 20221130)).toBeGreaterThan(0);
  });
});
