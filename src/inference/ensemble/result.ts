import type { FitResult, FitRound } from '../fit-result.ts';
import { predictiveOf } from '../history-matching/check.ts';
import { coordinatesOf, movableOf, thetaAt } from '../problem/problem.ts';
import { correlations, drawsOfPoints, summarise } from '../sampler/summary.ts';
import { cubeOf, type EnsembleState } from './ensemble.ts';

export function resultOfEnsemble(state: EnsembleState): FitResult {
  const { question, points, rounds, warnings } = state;
  const moved = movableOf(question);
  const asked = { ...question, parameters: moved.map(j => question.parameters[j]) };
  const cube = cubeOf(state);
  const even = (count: number) => new Array<number>(count).fill(1 / count);
  const all = drawsOfPoints(
    asked,
    cube.map(u => moved.map(j => u[j])),
    even(cube.length),
  );
  const coordinates = coordinatesOf(question);
  return {
    draws: points.map(({ u }, i) => ({
      chain: 1,
      draw: i + 1,
      weight: 1 / points.length,
      logLikelihood: Number.NaN,
      theta: thetaAt(coordinates, u),
    })),
    parameters: summarise(asked, all),
    kept: question.parameters.filter(({ priorOnly }) => priorOnly).map(({ name }) => name),
    effects: undefined,
    correlations: correlations(all),
    predictive: predictiveOf(question.targets, points, even(points.length)),
    rounds: rounds.map(
      (round): FitRound => ({
        ...round,
        logVolume: Number.NaN,
        tolerance: round.inflation ?? Number.NaN,
        kHat: Number.NaN,
        worth: Number.NaN,
        unguided: [],
      }),
    ),
    emulators: undefined,
    unsettled: [],
    warnings,
  };
}
