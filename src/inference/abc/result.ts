import type { FitResult } from '../fit-result.ts';
import { predictiveOf } from '../history-matching/check.ts';
import { correlations, type Draws, drawsOfPoints, summarise } from '../sampler/summary.ts';
import type { AbcState } from './abc-state.ts';

export function resultOfAbc(state: AbcState): FitResult {
  const { question, particles, generations, failures, warnings } = state;
  const weights = particles.map(({ weight }) => weight);
  const all: Draws = drawsOfPoints(
    question,
    particles.map(({ u }) => u),
    weights,
  );
  const points = particles.map(({ id, u, run }) => ({ id, round: state.generation, u, runs: [run] }));
  return {
    draws: all.theta.map((theta, i) => ({
      chain: 1,
      draw: i + 1,
      weight: all.weights[i],
      logLikelihood: Number.NaN,
      theta,
    })),
    parameters: summarise(question, all),
    kept: [],
    effects: undefined,
    correlations: correlations(all),
    predictive: predictiveOf(question.targets, points, all.weights),
    rounds: generations.map(({ generation, tolerance, proposed }, k) => ({
      round: generation,
      kind: 'generation',
      points: proposed,
      runs: proposed,
      failed: k === generations.length - 1 ? failures.failed : 0,
      bestMisfit: Number.NaN,
      logVolume: Number.NaN,
      tolerance,
      kHat: Number.NaN,
      worth: Number.NaN,
      unguided: [],
    })),
    emulators: undefined,
    unsettled: unfinished(state),
    warnings: [...warnings, ...unfinished(state)],
  };
}

/** Words for a fit by abc-smc that ended before its tolerance came down to the figures' own errors. */
function unfinished({ stopped, generations }: AbcState): string[] {
  if (stopped === 'figures') return [];
  const reached = generations[generations.length - 1].tolerance;
  const why = {
    budget: 'the budget is spent',
    acceptance: 'fewer than one run in a hundred was accepted',
    effective: 'a few runs carry nearly all weight',
    tolerance: 'the tolerance no longer falls',
    generations: 'the last generation is done',
  }[stopped ?? 'budget'];
  const how = Number.isFinite(reached)
    ? `the tolerance is still ${reached.toPrecision(3)} standard errors of the figures, not 1`
    : 'no tolerance was reached';
  return [
    `the posterior is wider than the figures make it: ${how}, because ${why}; give a larger budget, fit fewer parameters or use the method \`waves\``,
  ];
}
