import { describe, expect, it } from 'vitest';
import { calibrationOf, SBC_LIMIT, SBC_METHODS, SBC_WORLDS, type SbcMethod } from './sbc-worlds.ts';

const FITS = 128;
/** Of 128 ranks, those in the two outer bins of eight: 32 expected, at most this many at 0.999. */
const MOST_OUTSIDE = 47;

/** Where chance in a run counts as much as the figure's own, a method without an emulator is a little too wide, by design. */
const conservative = (method: string, persons: number) =>
  persons > 1000 || (method === 'regress' && persons === 1000);

/** The same method, that fits each question once. */
function remembered(method: SbcMethod): SbcMethod {
  const draws = new Map<string, number[][]>();
  return (question, simulate) => {
    const known = draws.get(question.seed) ?? method(question, simulate);
    draws.set(question.seed, known);
    return known;
  };
}

describe.each(['waves', 'abc-smc', 'regress'] as const)('simulation-based calibration of %s', method => {
  const draw = remembered(SBC_METHODS[method]);
  // abc-smc would spend most of the time on a figure that is sharper than any run.
  const worlds = SBC_WORLDS.filter(({ persons }) => method !== 'abc-smc' || persons <= 1000);
  it.each(worlds.map(world => [world.name, world] as const))('passes with %s', (_, world) => {
    for (const { chi2, counts } of calibrationOf(world, draw, FITS)) {
      if (conservative(method, world.persons))
        expect(counts[0] + counts[7], `${counts}`).toBeLessThan(MOST_OUTSIDE);
      else expect(chi2, `${counts}`).toBeLessThan(SBC_LIMIT);
    }
  });

  it('fails draws that are moved or drawn together', () => {
    const world = SBC_WORLDS.find(({ name }) => name === 'figures of 40 persons')!;
    const changed = (change: (u: number) => number) =>
      calibrationOf(world, (...given) => draw(...given).map(u => u.map(change)), FITS);
    for (const { chi2 } of changed(u => u ** 1.5)) expect(chi2).toBeGreaterThan(SBC_LIMIT);
    for (const { chi2 } of changed(u => 0.5 + 0.4 * (u - 0.5))) expect(chi2).toBeGreaterThan(SBC_LIMIT);
  });
});
