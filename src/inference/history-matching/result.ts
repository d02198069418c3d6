import type { FitDraw, FitResult, FitRound } from '../fit-result.ts';
import { spreadOverPriors } from '../problem/prior-sample.ts';
import { coordinatesOf, thetaAt } from '../problem/problem.ts';
import { correlations, drawsOfPosterior, summarise } from '../sampler/summary.ts';
import { predictiveOf } from './check.ts';
import { fittedOf, type HistoryMatchingState, STILL_MOVING } from './history-matching.ts';

/** Draws of each chain that are kept: a few hundred in all carry a posterior into every projection. */
const DRAWS_KEPT = 100;

export function resultOfWaves(state: HistoryMatchingState): FitResult {
  const { question, points, rounds, checks, warnings } = state;
  const posterior = state.posterior!;
  const fitted = fittedOf(state);
  const asked = { ...question, parameters: fitted.map(j => question.parameters[j]) };
  const keeping = question.parameters.filter((_, j) => !fitted.includes(j));
  const all = drawsOfPosterior(asked, posterior);
  const { count, repeats, dimension, convergence, emulators } = posterior;
  const coordinates = coordinatesOf(asked);
  const taken = Math.min(DRAWS_KEPT, count);
  const columns = spreadOverPriors(keeping, repeats * taken);
  const draws = Array.from({ length: repeats * taken }, (_, n): FitDraw => {
    const [chain, draw] = [Math.floor(n / taken), n % taken];
    const i = chain * count + Math.floor(((draw + 0.5) * count) / taken);
    const own = thetaAt(coordinates, posterior.u, i * dimension);
    const theta = question.parameters.map((one, j) =>
      fitted.includes(j) ? own[fitted.indexOf(j)] : columns[keeping.indexOf(one)][n],
    );
    return {
      chain: chain + 1,
      draw: draw + 1,
      weight: 1 / (repeats * taken),
      logLikelihood: posterior.logLikelihood[i],
      theta,
    };
  });
  const last = checks.at(-1);
  const checked = last ? points.filter(({ id }) => last.ids.includes(id)) : [];
  return {
    draws,
    parameters: summarise(asked, all).map((row, j) => ({ ...row, ...convergence[j] })),
    kept: keeping.map(({ name }) => name),
    effects: state.effects?.map(({ parameter, ...effect }) => ({
      name: question.parameters[parameter].name,
      ...effect,
      fitted: fitted.includes(parameter),
    })),
    correlations: correlations(all),
    predictive: last ? predictiveOf(question.targets, checked, last.weights) : [],
    rounds: rounds.map(
      ({ round, kind, points: many, runs, failed, bestMisfit, search }): FitRound => ({
        round,
        kind,
        points: many,
        runs,
        failed,
        bestMisfit,
        logVolume: search?.logVolume ?? Number.NaN,
        tolerance: Number.NaN,
        kHat: checks.find(check => check.round === round)?.kHat ?? Number.NaN,
        worth: checks.find(check => check.round === round)?.worth ?? Number.NaN,
        unguided: search?.failed ?? [],
      }),
    ),
    emulators,
    unsettled: warnings.filter(text => text.startsWith(STILL_MOVING)),
    warnings,
  };
}
