import { type Coverage, coverageOf, skillScore } from '../../inference/scoring/calibration.ts';
import { INTERVALS } from '../../inference/scoring/forecast.ts';
import type { Scale } from '../../inference/scoring/reference-forecasts.ts';
import { stackingWeights } from '../../inference/scoring/stacking.ts';
import { FORECASTERS, type Forecaster, type Scored } from './forecasts.ts';

/** How figures are put together. Shares and counts have other units and are never averaged together. */
const GROUPINGS = ['all', 'origin', 'wave', 'horizon', 'construct', 'item'] as const;
type Grouping = (typeof GROUPINGS)[number];

/** Mean scores of one forecaster over some figures. */
export interface MeanScores {
  by: Grouping;
  group: string;
  scale: Scale;
  forecaster: Forecaster;
  figures: number;
  crps: number;
  wis: number;
  logScore: number;
  aeMedian: number;
  /** By `INTERVALS`. */
  coverage: readonly Coverage[];
  /** Mean CRPS of the model on the same figures, and its skill against this forecaster. */
  modelCrps: number;
  skill: number | undefined;
  /** Weight in the best mixture with the model, the same without networks and the baseline; undefined of others. */
  stackingWeight: number | undefined;
}

/** Horizons in words, by their upper ends in weeks. */
const HORIZONS = [
  [13, 'to 13 weeks'],
  [26, '14 to 26 weeks'],
  [52, '27 to 52 weeks'],
  [Number.POSITIVE_INFINITY, 'over 52 weeks'],
] as const;

const groupOf: Record<Grouping, (scored: Scored) => string> = {
  all: () => 'all',
  origin: ({ origin }) => origin.date,
  wave: ({ figure }) => figure.wave || 'counts',
  horizon: ({ horizonWeeks }) => HORIZONS.find(([end]) => horizonWeeks <= end)![1],
  construct: ({ figure }) => figure.construct,
  item: ({ figure }) => figure.item,
};

/** Mean scores by every grouping; groups in the order in which their figures come. */
export const summariseScores = (scored: readonly Scored[]): MeanScores[] =>
  GROUPINGS.flatMap(by =>
    (['share', 'count'] as const).flatMap(scale => {
      const groups = Map.groupBy(
        scored.filter(({ figure }) => figure.scale === scale),
        groupOf[by],
      );
      return [...groups].flatMap(([group, members]) => meansOf(by, group, scale, members));
    }),
  );

function meansOf(by: Grouping, group: string, scale: Scale, members: readonly Scored[]): MeanScores[] {
  const model = new Map(
    members.filter(({ forecaster }) => forecaster === 'model').map(one => [keyOf(one), one.crps]),
  );
  const weights = by === 'all' || by === 'origin' ? weightsOf(members) : new Map<Forecaster, number>();
  return FORECASTERS.flatMap((forecaster): MeanScores[] => {
    const own = members.filter(one => one.forecaster === forecaster);
    if (own.length === 0) return [];
    const crps = mean(own.map(one => one.crps));
    const modelCrps = mean(own.map(one => model.get(keyOf(one))!));
    return [
      {
        ...{ by, group, scale, forecaster, figures: own.length, crps, modelCrps },
        wis: mean(own.map(one => one.wis)),
        logScore: mean(own.map(one => one.logScore)),
        aeMedian: mean(own.map(one => one.aeMedian)),
        coverage: INTERVALS.map((_, k) => coverageOf(own.map(({ inside }) => inside[k]))),
        skill: forecaster === 'model' ? undefined : skillScore(modelCrps, crps),
        stackingWeight: weights.get(forecaster),
      },
    ];
  });
}

const STACKED: readonly Forecaster[] = ['model', 'no_networks', 'baseline'];

/** Stacking weights over the figures that all of these forecast; none where one of them forecasts nothing. */
function weightsOf(members: readonly Scored[]): Map<Forecaster, number> {
  const there = STACKED.filter(name => members.some(({ forecaster }) => forecaster === name));
  const byFigure = Map.groupBy(
    members.filter(({ forecaster }) => there.includes(forecaster)),
    keyOf,
  );
  const rows = [...byFigure.values()].filter(found => found.length === there.length);
  if (there.length < 2 || rows.length === 0) return new Map();
  const densities = rows.map(found =>
    there.map(name => found.find(({ forecaster }) => forecaster === name)!.logDensity),
  );
  return new Map(stackingWeights(densities).map((weight, k) => [there[k], Math.round(weight * 1e4) / 1e4]));
}

const keyOf = ({ origin, figure }: Scored) => `${origin.date}\n${figure.row}`;

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
