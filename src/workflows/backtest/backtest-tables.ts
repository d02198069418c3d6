import { INTERVALS, QUANTILE_LEVELS } from '../../inference/scoring/forecast.ts';
import { countOf, type Scale } from '../../inference/scoring/reference-forecasts.ts';
import { sortRows } from '../../io/folder/small-tables.ts';
import { integer, number, type Table, text } from '../../io/folder/tables.ts';
import type { Cell } from '../../io/text/csv-writer.ts';
import type { Scored } from './forecasts.ts';
import type { MeanScores } from './summarise.ts';

/** What a backtest found, as tables; names of scores as scoringutils and the forecast hubs have them. */

const SCALE = text('scale', 'share: 0 to 1; count: persons, scored as ln(1 + persons)');
const FORECASTER = text(
  'model',
  'who forecasts: model, no_discrepancy (the same without what the study declares that it may be wrong about), no_networks (the same where nobody knows anybody), baseline (the last value, or the base rate where there is none), last_value, straight_line, base_rate',
);
const percent = (level: number) => Number((100 * level).toFixed(1));

const SCORES = [
  number('crps', 'continuous ranked probability score, in the unit of the scale; smaller is better'),
  number('wis', 'weighted interval score of median, 50, 80 and 95 % interval; smaller is better'),
  number('log_score', '-ln of the density at the observed value; smaller is better'),
  number('ae_median', 'absolute error of the median'),
];

export const BACKTEST: Table = {
  name: 'backtest',
  title: 'Figures never seen, and what was projected for them',
  fields: [
    { name: 'origin', type: 'date', description: 'day after which nothing was known' },
    text('row', 'row of marginals.csv or flows.csv'),
    text('wave', 'wave of the study; empty: a register or count'),
    text('item', 'question; of counts the place and the measure'),
    text('construct', 'what it is about'),
    text('subgroup', 'among whom'),
    text('response', 'answer, or unit of a count'),
    number('horizon_weeks', 'from the origin to the day that the figure describes'),
    SCALE,
    FORECASTER,
    number('observed', 'printed: a share, or persons'),
    ...QUANTILE_LEVELS.map(level =>
      number(`q${percent(level)}`.replace('.', '_'), `${percent(level)} % quantile of what would be printed`),
    ),
    ...SCORES,
    number('pit', 'probability that the forecast gave to a value up to the observed one'),
    ...INTERVALS.map(level =>
      integer(
        `interval_coverage_${percent(level)}`,
        `1: the ${percent(level)} % interval holds the observed value`,
      ),
    ),
  ],
  key: ['origin', 'row', 'model'],
};

export const MEAN_SCORES: Table = {
  name: 'scores',
  title: 'Mean scores by kind of figure',
  fields: [
    text('by', 'how figures are put together: all, origin, wave, horizon, construct, item'),
    text('group', 'which of them'),
    SCALE,
    FORECASTER,
    integer('figures', 'forecasts that are averaged; the same figure from two origins counts twice'),
    ...SCORES,
    ...INTERVALS.flatMap(level => [
      number(`interval_coverage_${percent(level)}`, `share of figures in the ${percent(level)} % interval`),
      number(
        `interval_coverage_${percent(level)}_low`,
        '95 % interval of that (Wilson), figures taken as independent',
      ),
      number(`interval_coverage_${percent(level)}_high`, 'its upper end'),
    ]),
    number('model_crps', 'mean CRPS of the model on the same figures'),
    number('skill', '1 - model_crps / crps: above 0 the model is better than this forecaster'),
    number(
      'stacking_weight',
      'weight in the mixture of model, no_networks and baseline with the best log score',
    ),
  ],
  key: ['by', 'group', 'scale', 'model'],
};

const shown = (value: number, scale: Scale) => (scale === 'share' ? value : countOf(value));

/** Rows of backtest.csv. */
export function backtestRows(scored: readonly Scored[]): Cell[][] {
  const rows = scored.map(({ origin, figure, forecaster, horizonWeeks, quantiles, ...scores }): Cell[] => {
    const { row, wave, item, construct, subgroup, response, scale, printed } = figure;
    return [
      ...[origin.date, row, wave, item, construct, subgroup, response, horizonWeeks, scale, forecaster],
      printed,
      ...quantiles.map(value => shown(value, scale)),
      ...[scores.crps, scores.wis, scores.logScore, scores.aeMedian, scores.pit],
      ...scores.inside.map(Number),
    ];
  });
  // By origin, figure and forecaster.
  const keyed = rows.map(row => [row[0], row[1], row[9], ...row]);
  return sortRows(keyed, 3).map(row => row.slice(3));
}

/** Rows of scores.csv. */
export function scoreRows(means: readonly MeanScores[]): Cell[][] {
  const rows = means.map((one): Cell[] => [
    ...[one.by, one.group, one.scale, one.forecaster, one.figures],
    ...[one.crps, one.wis, one.logScore, one.aeMedian],
    ...one.coverage.flatMap(({ share, low, high }) => [share, low, high]),
    ...[one.modelCrps, one.skill, one.stackingWeight],
  ]);
  return sortRows(rows, 4);
}
