import type { RunOutline } from '../../engine/program/run-types.ts';
import { type Forecast, type ScoredForecast, scoreForecast } from '../../inference/scoring/forecast.ts';
import { logDensityOfMixture } from '../../inference/scoring/log-score.ts';
import { baseRate, close, lastValue, straightLine } from '../../inference/scoring/reference-forecasts.ts';
import type { Discrepancy } from '../../survey/discrepancy.ts';
import { openProjections } from '../run/discrepancy.ts';
import { type Figure, printedBefore, sharesOfKind } from '../run/printed-figures.ts';
import type { Origin } from './origins.ts';

/**
 * Who forecasts. `no_discrepancy` is the model without what its study declares that it may be wrong about. `baseline` is what one would say without any model: the last value where there is one, else the base rate; the
 * word is that of the forecast hubs.
 */
export const FORECASTERS = [
  'model',
  'no_discrepancy',
  'no_networks',
  'baseline',
  'last_value',
  'straight_line',
  'base_rate',
] as const;
export type Forecaster = (typeof FORECASTERS)[number];

/** One forecast of one figure from one origin, with its scores. */
export interface Scored extends ScoredForecast {
  origin: Origin;
  figure: Figure;
  forecaster: Forecaster;
  /** From the origin to the day that the figure describes. */
  horizonWeeks: number;
  logDensity: number;
}

/** Runs of one origin, and the same runs where nobody knows anybody; undefined: the model has no networks. */
export interface OriginRuns {
  runs: readonly RunOutline[];
  alone: readonly RunOutline[] | undefined;
}

export interface ForecastOptions {
  /** Noise of the last value: sd on the logit scale in a year. */
  perRootYear?: number;
  /** What the study declares; by default the model may be wrong by what a fit allows it. */
  discrepancy?: Discrepancy;
  seed?: string;
}

/** All forecasts from one origin. @param all every figure of the study */
export function scoreOrigin(
  origin: Origin,
  all: readonly Figure[],
  { runs, alone }: OriginRuns,
  { perRootYear, discrepancy, seed = '' }: ForecastOptions = {},
): Scored[] {
  const foreseen = (those: readonly RunOutline[]) => foreseeing(origin, those, { discrepancy, seed });
  const [withTies, withoutTies] = [foreseen(runs), alone && foreseen(alone)];
  return origin.later.flatMap(figure => {
    const { day, scale, noise, observed } = figure;
    const model = withTies(figure);
    // A figure that no run answers is compared with nothing.
    if (!model || observed === undefined) return [];
    const printed = printedBefore(all, figure, origin.day);
    const last = lastValue(printed, day, scale, noise, perRootYear);
    const others = scale === 'share' && !last ? sharesOfKind(all, figure, origin.day) : [];
    const base = others.length ? baseRate(others, noise) : undefined;
    const forecasts: Record<Forecaster, Forecast | undefined> = {
      model,
      no_discrepancy: discrepancy && forecastOf(figure, runs),
      no_networks: withoutTies?.(figure),
      baseline: last ?? base,
      last_value: last,
      straight_line: straightLine(printed, day, scale, noise, perRootYear),
      base_rate: base,
    };
    return FORECASTERS.flatMap((forecaster): Scored[] => {
      const forecast = forecasts[forecaster];
      if (!forecast) return [];
      return [
        {
          ...scoreForecast(forecast, observed, scale === 'share' ? [0, 1] : undefined),
          ...{ origin, figure, forecaster, horizonWeeks: (day - origin.day) / 7 },
          logDensity: logDensityOfMixture(forecast.centres, forecast.sds, observed),
        },
      ];
    });
  });
}

/** What runs say would be printed of a figure, with the discrepancy that the study declares. Undefined: none says anything. */
export function foreseeing(
  origin: Origin,
  runs: readonly RunOutline[],
  { discrepancy, seed = '' }: Pick<ForecastOptions, 'discrepancy' | 'seed'>,
): (figure: Figure) => Forecast | undefined {
  if (!discrepancy) return figure => forecastOf(figure, runs);
  const project = openProjections(discrepancy, origin.fitted, runs, seed);
  return figure => {
    const centres = project(figure).flat().filter(Number.isFinite);
    return mixtureOf(
      centres.map(value => close(value, figure.scale)),
      figure.noise,
    );
  };
}

/** What the runs alone say would be printed. Undefined: none says anything. */
function forecastOf(figure: Figure, runs: readonly RunOutline[]): Forecast | undefined {
  const centres = runs.map(run => figure.read(run)).filter(Number.isFinite);
  return mixtureOf(centres, figure.modelNoise);
}

const mixtureOf = (centres: readonly number[], noise: (value: number) => number): Forecast | undefined =>
  centres.length ? { centres, sds: centres.map(noise) } : undefined;
