import type { Inputs } from '../../engine/program/run-types.ts';
import { type Forecast, type ScoredForecast, scoreForecast } from '../../inference/scoring/forecast.ts';
import { logDensityOfMixture } from '../../inference/scoring/log-score.ts';
import { mixForecasts, stackingWeights } from '../../inference/scoring/stacking.ts';
import { chooseTheory } from '../../project/posterior-name.ts';
import { theoryNames } from '../../project/read-theories.ts';
import type { Figure } from '../run/printed-figures.ts';
import type { Origin } from './origins.ts';

/** Rival theories: the options of a variant of the model, and which of them the scenario has. */
export interface Theories {
  variant: string;
  names: readonly string[];
  own: string;
}

/** @throws DiagnosticError where the model has no such variant */
export function theoriesOf({ model, scenario }: Inputs, variant: string): Theories {
  const names = theoryNames(model, variant);
  return { variant, names, own: scenario.choose[variant] ?? names[0] };
}

/** The inputs under one of the theories. */
export function choosing(inputs: Inputs, { variant, names }: Theories, name: string): Inputs {
  const { scenario } = inputs;
  const choose = chooseTheory(scenario.choose, variant, names, name);
  return { ...inputs, scenario: { ...scenario, choose } };
}

/** What each theory, in the same order, says of one figure; undefined: it has no answer. */
export interface TheoryForecasts {
  origin: Origin;
  figure: Figure;
  forecasts: readonly (Forecast | undefined)[];
}

/** A figure as all theories together foresee it. */
interface StackedFigure {
  origin: Origin;
  figure: Figure;
  /** With weights from the figures of all other items, so that no figure is scored by weights that know it. */
  scores: ScoredForecast;
  theories: readonly ScoredForecast[];
  /** Share of the mixture's variance that lies between theories. */
  structure: number;
}

/** Rival theories weighted by what they foresaw. */
export interface Stacking {
  variant: string;
  theories: readonly string[];
  weights: readonly number[];
  figures: readonly StackedFigure[];
  /** The theory whose fit all of them ran on; undefined: each had a fit of its own. */
  fittedAs: string | undefined;
}

/**
 * Weights with which the theories' mixture foresees best (Yao et al. 2018), and that mixture scored figure by figure.
 * @param asked of all origins; figures that one of the theories doesn't answer are left out
 */
export function stackTheories(
  { variant, names }: Pick<Theories, 'variant' | 'names'>,
  asked: readonly TheoryForecasts[],
  fittedAs?: string,
): Stacking {
  const whole = asked.flatMap(({ origin, figure, forecasts }) => {
    const all = forecasts.filter(one => one !== undefined);
    const { observed } = figure;
    if (observed === undefined || all.length < names.length) return [];
    const logDensities = all.map(({ centres, sds }) => logDensityOfMixture(centres, sds, observed));
    return [{ origin, figure, observed, forecasts: all, logDensities }];
  });
  const weightsOf = (those: typeof whole) =>
    those.length
      ? stackingWeights(those.map(({ logDensities }) => logDensities))
      : names.map(() => 1 / names.length);
  const items = new Set(whole.map(({ figure }) => figure.item));
  const without = new Map(
    [...items].map(item => [item, weightsOf(whole.filter(({ figure }) => figure.item !== item))]),
  );
  const figures = whole.map(({ origin, figure, observed, forecasts }): StackedFigure => {
    const bounds = figure.scale === 'share' ? ([0, 1] as const) : undefined;
    const weights = without.get(figure.item)!;
    return {
      ...{ origin, figure },
      scores: scoreForecast(mixForecasts(forecasts, weights), observed, bounds),
      theories: forecasts.map(one => scoreForecast(one, observed, bounds)),
      structure: shareBetween(forecasts, weights),
    };
  });
  return { variant, theories: names, weights: weightsOf(whole), figures, fittedAs };
}

/** Share of a mixture's variance that lies between its parts; 0 where it has none. */
function shareBetween(forecasts: readonly Forecast[], weights: readonly number[]): number {
  const sum = (of: (k: number) => number) => weights.reduce((total, weight, k) => total + weight * of(k), 0);
  const moments = forecasts.map(({ centres, sds }) => {
    const mean = centres.reduce((total, one) => total + one, 0) / centres.length;
    const squares = centres.reduce((total, one, k) => total + (one - mean) ** 2 + sds[k] ** 2, 0);
    return { mean, variance: squares / centres.length };
  });
  const mean = sum(k => moments[k].mean);
  const between = sum(k => (moments[k].mean - mean) ** 2);
  const all = between + sum(k => moments[k].variance);
  return all > 0 ? between / all : 0;
}
