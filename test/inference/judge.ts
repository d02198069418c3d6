import { absorb, startHistoryMatching } from '../../src/inference/history-matching/history-matching.ts';
import { parsePrior } from '../../src/inference/problem/prior.ts';
import { temperedSmc } from '../../src/inference/sampler/smc.ts';
import { drive } from './drive.ts';
import { DIMENSION, exactLikelihood, openToy, runToy, surveyOf } from './toy.ts';

/** Mean, standard deviation and 90 % interval of coordinate j of draws in the cube. */
export function summaryOf(u: ArrayLike<number>, j: number, dimension = DIMENSION) {
  const count = u.length / dimension;
  const x = Float64Array.from({ length: count }, (_, i) => u[i * dimension + j]).sort();
  const mean = x.reduce((sum, v) => sum + v, 0) / count;
  const sd = Math.sqrt(x.reduce((sum, v) => sum + (v - mean) * (v - mean), 0) / count);
  return { mean, sd, low: x[Math.floor(0.05 * count)], high: x[Math.ceil(0.95 * count) - 1] };
}

/** A long run of the sampler on the known likelihood of one survey of the toy. */
export function referenceOf(outside: boolean, truth: number, particles = 1000, sweeps = 60) {
  const { shares } = openToy(outside);
  const { counts } = surveyOf(shares, truth);
  return temperedSmc([{ terms: [exactLikelihood(shares, counts)], start: [0], end: [1], sweeps }], {
    seed: 'reference',
    stream: 'test',
    repeat: truth,
    dimension: DIMENSION,
    particles,
    moves: 5,
  });
}

/**
 * A fit of the toy against its reference posterior: error of the means in reference standard deviations, ratio of standard
 * deviations, both averaged over parameters, and how many of the 12 intervals hold the truth.
 */
export function judgeToy(given: {
  outside: boolean;
  truth: number;
  particles: number;
  repeats: number;
  budget?: number;
}) {
  const { outside, truth, particles, repeats, budget = 600 } = given;
  const { shares } = openToy(outside);
  const { u, targets } = surveyOf(shares, truth);
  const parameters = Array.from({ length: DIMENSION }, (_, j) => ({
    name: `p${j}`,
    prior: parsePrior('uniform(0, 1)'),
  }));
  const start = startHistoryMatching(
    { parameters, targets, seed: `toy ${outside} ${truth}` },
    { budget, checks: 0, particles, repeats },
  );
  const state = drive(start, absorb, (proposal, replicate) =>
    runToy(shares, proposal.u, proposal.id, replicate),
  );
  const reference = referenceOf(outside, truth, particles);
  let error = 0;
  let ratio = 0;
  let covered = 0;
  for (let j = 0; j < DIMENSION; j++) {
    const [own, exact] = [summaryOf(state.posterior!.u, j), summaryOf(reference.u, j)];
    error += Math.abs(own.mean - exact.mean) / exact.sd / DIMENSION;
    ratio += own.sd / exact.sd / DIMENSION;
    if (own.low <= u[j] && u[j] <= own.high) covered++;
  }
  return { error, ratio, covered, state };
}
