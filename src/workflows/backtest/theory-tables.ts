import { meanOf } from '../../core/math/statistics.ts';
import { coverageOf } from '../../inference/scoring/calibration.ts';
import { QUANTILE_LEVELS, type ScoredForecast } from '../../inference/scoring/forecast.ts';
import { countOf, type Scale } from '../../inference/scoring/reference-forecasts.ts';
import { sortRows } from '../../io/folder/small-tables.ts';
import { number, type Table, text } from '../../io/folder/tables.ts';
import type { Cell } from '../../io/text/csv-writer.ts';
import type { Stacking } from './theories.ts';

/** What a backtest of rival theories found, as tables. */

const percent = (level: number) => Number((100 * level).toFixed(1));

/** Name of the mixture among the theories. */
export const STACKED_NAME = 'stacked';

export const THEORIES: Table = {
  name: 'theories',
  title: 'Rival theories and their weights',
  fields: [
    text('theory', 'option of the variant, or stacked: the mixture of all by their weights'),
    text('scale', 'share: 0 to 1; count: persons, scored as ln(1 + persons)'),
    number(
      'weight',
      'in the mixture that foresees best, by the log score of shares and counts; empty of the mixture',
    ),
    { name: 'figures', type: 'integer', description: 'that all theories answer' },
    number('crps', 'continuous ranked probability score; smaller is better'),
    number('log_score', '-ln of the density at the observed value; smaller is better'),
    number('interval_coverage_80', 'share of figures in the 80 % interval'),
    number('structure_share', 'of the mixture: mean share of its variance that lies between theories'),
  ],
  key: ['theory', 'scale'],
};

export const STACKED: Table = {
  name: 'stacked',
  title: 'Figures never seen, as all theories together foresee them',
  fields: [
    { name: 'origin', type: 'date', description: 'day after which nothing was known' },
    text('row', 'row of marginals.csv or flows.csv'),
    text('item', 'question; of counts the place and the measure'),
    text('scale', 'share: 0 to 1; count: persons'),
    number('observed', 'printed: a share, or persons'),
    ...QUANTILE_LEVELS.map(level =>
      number(
        `q${percent(level)}`.replace('.', '_'),
        `${percent(level)} % quantile of the mixture, its weights from figures of other items`,
      ),
    ),
    number('crps', 'of the mixture'),
    number('log_score', 'of the mixture'),
    number('structure_share', 'share of the variance that lies between theories'),
  ],
  key: ['origin', 'row'],
};

/** A theory, or the mixture, over the figures of one scale. */
export interface TheoryMeans {
  theory: string;
  scale: Scale;
  weight: number | undefined;
  figures: number;
  crps: number;
  logScore: number;
  /** Figures in the 80 % interval. */
  inside80: number;
  /** Of the mixture. */
  structure: number | undefined;
}

/** Mean scores of each theory and of the mixture, shares and counts apart. */
export const theoryMeans = ({ theories, weights, figures }: Stacking): TheoryMeans[] =>
  (['share', 'count'] as const).flatMap(scale => {
    const own = figures.filter(({ figure }) => figure.scale === scale);
    if (own.length === 0) return [];
    const of = (theory: string, scores: readonly ScoredForecast[]) => ({
      ...{ theory, scale, figures: own.length },
      crps: meanOf(scores.map(one => one.crps)),
      logScore: meanOf(scores.map(one => one.logScore)),
      inside80: coverageOf(scores.map(({ inside }) => inside[1])).inside,
    });
    const single = theories.map((name, k) => ({
      ...of(
        name,
        own.map(one => one.theories[k]),
      ),
      weight: Math.round(weights[k] * 1e4) / 1e4,
      structure: undefined,
    }));
    const mixture = of(
      STACKED_NAME,
      own.map(({ scores }) => scores),
    );
    const structure = meanOf(own.map(one => one.structure));
    return [...single, { ...mixture, weight: undefined, structure }];
  });

/** Rows of theories.csv. */
export const theoryRows = (stacking: Stacking): Cell[][] =>
  sortRows(
    theoryMeans(stacking).map(one => [
      ...[one.theory, one.scale, one.weight, one.figures, one.crps, one.logScore],
      ...[one.inside80 / one.figures, one.structure],
    ]),
    2,
  );

/** Rows of stacked.csv. */
export const stackedRows = ({ figures }: Stacking): Cell[][] =>
  sortRows(
    figures.map(({ origin, figure, scores, structure }) => [
      ...[origin.date, figure.row, figure.item, figure.scale, figure.printed],
      ...scores.quantiles.map(value => (figure.scale === 'share' ? value : countOf(value))),
      ...[scores.crps, scores.logScore, structure],
    ]),
    2,
  );
