import { expect, it } from 'vitest';
import { absorb as absorbEnsemble, startEnsemble } from '../../src/inference/ensemble/ensemble.ts';
import { resultOfEnsemble } from '../../src/inference/ensemble/result.ts';
import { absorb, startHistoryMatching } from '../../src/inference/history-matching/history-matching.ts';
import { drawsOfPosterior, summarise } from '../../src/inference/sampler/summary.ts';
import { covered } from '../support/calibration-check.ts';
import { drive } from './drive.ts';
import { openMany } from './many.ts';

/** The small twin experiment with more parameters than are fitted unseen; bench/twin-many.ts does it on the shipped model. */
it('covers the truths of 72 parameters by an ensemble, all of them fitted', () => {
  const matter = 64;
  const toy = openMany({ matter, silent: 8, figures: 16, each: 8 });
  const intervals = [0, 1, 2, 3].flatMap(number => {
    const { truth, question } = toy.worldOf(number);
    const { parameters } = resultOfEnsemble(
      drive(startEnsemble(question, { budget: 1350 }), absorbEnsemble, toy.simulate),
    );
    expect(parameters).toHaveLength(72);
    return parameters.slice(0, matter).map(({ q05, q95 }, j) => ({ low: q05, high: q95, truth: truth[j] }));
  });
  const share = covered(intervals) / intervals.length;
  expect(share).toBeGreaterThan(0.85);
  expect(share).toBeLessThan(0.95);
});

it('covers the truths of those of 72 parameters that 16 figures tell', () => {
  const matter = 64;
  const toy = openMany({ matter, silent: 8, figures: 16, each: 8 });
  const { truth, question } = toy.worldOf(0);
  const settings = { budget: 1350, checks: 0, particles: 200, repeats: 2 };
  const { fitted, posterior } = drive(startHistoryMatching(question, settings), absorb, toy.simulate);
  // As many as there are runs for.
  expect(fitted!.length).toBeGreaterThanOrEqual(40);
  expect(fitted!.filter(j => j >= matter)).toEqual([]);
  const asked = { ...question, parameters: fitted!.map(j => question.parameters[j]) };
  const intervals = summarise(asked, drawsOfPosterior(asked, posterior!)).map(({ q05, q95 }, i) => ({
    low: q05,
    high: q95,
    truth: truth[fitted![i]],
  }));
  // Of 44 intervals of 90 % it would be fewer than 35 once in a hundred times.
  expect(covered(intervals) / intervals.length).toBeGreaterThanOrEqual(35 / 44);
});
