import { expect, it } from 'vitest';
import { absorb, startHistoryMatching } from '../../../src/inference/history-matching/history-matching.ts';
import { drawsOfPosterior, summarise } from '../../../src/inference/sampler/summary.ts';
import { covered } from '../../support/calibration-check.ts';
import { drive } from '../drive.ts';
import { openMany } from '../many.ts';

/** The small twin experiment of many parameters; bench/twin-many.ts does it on the shipped model. */
it('covers the truths of 66 parameters among 90 with 24 figures', () => {
  const toy = openMany({ matter: 66, silent: 24, figures: 24, each: 8 });
  const intervals = [0, 1].flatMap(number => {
    const { truth, question } = toy.worldOf(number);
    const settings = { budget: 1400, checks: 0, particles: 400, repeats: 2 };
    const { fitted, posterior } = drive(startHistoryMatching(question, settings), absorb, toy.simulate);
    // Chance may add one in a thousand of the silent ones.
    expect(fitted!.filter(j => j < 66).length).toBeGreaterThanOrEqual(60);
    expect(fitted!.filter(j => j >= 66).length).toBeLessThanOrEqual(4);
    const parameters = fitted!.map(j => question.parameters[j]);
    const asked = { ...question, parameters };
    return summarise(asked, drawsOfPosterior(asked, posterior!)).map(({ q05, q95 }, i) => ({
      low: q05,
      high: q95,
      truth: truth[fitted![i]],
    }));
  });
  const share = covered(intervals) / intervals.length;
  expect(share).toBeGreaterThan(0.85);
  expect(share).toBeLessThan(0.95);
});
