import { isoDay, stepOf, stepsIn } from '../../core/calendar.ts';
import type { Diagnostic, Position } from '../../core/diagnostics.ts';
import type { Frame, Inputs } from '../../engine/program/run-types.ts';
import { logCount, type Printed } from '../../inference/scoring/reference-forecasts.ts';
import { isBefore, weeksWatched } from '../../observe/series/flow-targets.ts';
import type { ResolvedScenario } from '../../simulate/resolve.ts';
import { weekAsked } from '../../survey/lookup.ts';
import type { FlowFigure, Margin, Study, Use } from '../../survey/study.ts';
import { ALL } from '../../survey/subgroups.ts';
import { ROUNDING, samplingVariance, standardError } from '../../survey/targets.ts';
import { expectedRow } from '../validate/baseline-forecasts.ts';
import type { FittedFigure } from './discrepancy.ts';

/** A printed figure as the runs answer it: a share of respondents, a share of a stock, or a count of persons. */
export interface Figure extends FittedFigure {
  row: string;
  /** Empty of registers and counts. */
  wave: string;
  /** Item of the survey; of counts what is counted: place and measure. */
  item: string;
  construct: string;
  subgroup: string;
  response: string;
  use: Use;
  /** Last day of its fieldwork or window: later it was known. */
  endDay: number;
  /** On its scale: a share, or ln(1 + persons). Undefined: only a range is printed. */
  observed: number | undefined;
  /** As it is printed: a share, or persons. */
  printed: number | undefined;
  /** Of a share of a stock: what it would be if all places but one had the same. */
  equalShare: number | undefined;
  /** Those that are of a kind, from the nearest on: where a base rate is taken from. */
  kinds: readonly string[];
  /** Weeks that a run needs to say it; undefined: no run of this model can, and why. */
  weeks: number | undefined;
  reason: string;
  at: Position;
}

/** A count whose source gives no error is taken to be known this well, relative to its size. */
const COUNT_ERROR = 0.05;

/** Why no run is asked for it: such a figure is met from the start, and nothing is missed. */
export const MADE = 'the population is made from it';

/** All figures of a study, those that no run can answer with the reason. */
export function figuresOf(resolved: ResolvedScenario, margins: Inputs['model']['margins']): Figure[] {
  const { study, frame } = resolved;
  const made = new Set(margins?.rows.map(row => row.cells.survey_row).filter(Boolean));
  return [
    ...study.margins.map(margin => shareFigure(study, frame, margin)),
    ...study.flows.map(figure => flowFigure(frame, figure)),
  ].map(figure => (made.has(figure.row) ? { ...figure, weeks: undefined, reason: MADE } : figure));
}

function shareFigure(study: Study, frame: Frame, margin: Margin): Figure {
  const wave = study.waves.find(({ id }) => id === margin.wave)!;
  const item = study.items.find(({ id }) => id === margin.item)!;
  const { row, subgroup, response, n, value, use, at } = margin;
  const index = expectedRow(frame, { wave, item: item.id, subgroup, response });
  const week = weekAsked(wave, frame);
  const reason =
    !item.operator || index < 0
      ? 'no operator says what the model answers'
      : week < 0
        ? 'it was asked before the model begins'
        : '';
  return {
    ...{ row, wave: wave.id, item: item.id, construct: item.construct, subgroup, response, use, at, reason },
    ...{ scale: 'share', day: wave.askedDay, endDay: wave.endDay, observed: value, printed: value },
    equalShare: undefined,
    series: seriesOf(item.id, subgroup, response),
    related: relatedTo(item.id, subgroup, response),
    subject: item.id,
    kinds: [item.id, item.kind],
    noise: share => Math.sqrt(samplingVariance(within(share), n, wave.deff) + (ROUNDING * ROUNDING) / 12),
    modelNoise: share => standardError(within(share), n, wave.deff),
    read: ({ surveyValues }) => surveyValues[index],
    weeks: reason ? undefined : week + 1,
  };
}

/** What figures of one share have in common. */
export const seriesOf = (item: string, subgroup: string, response: string): string =>
  [item, subgroup, response].join('\n');

/** A subgroup shares the discrepancy of all. */
const relatedTo = (item: string, subgroup: string, response: string): string[] =>
  subgroup === ALL ? [] : [seriesOf(item, ALL, response)];

const within = (share: number) => Math.min(Math.max(share, 0), 1);

function flowFigure(frame: Frame, figure: FlowFigure): Figure {
  const { row, place, measure, unit, operator, startDay, endDay, value, se, use, at } = figure;
  const isShare = measure === 'stock_share';
  const index = frame.figures.indexOf(row);
  const reason = !operator
    ? 'no operator says what the model answers'
    : isBefore(figure, frame.startDay)
      ? 'its window lies before the model begins'
      : '';
  // On the log scale an error is relative.
  const sd = isShare
    ? (se ?? COUNT_ERROR)
    : (se ?? COUNT_ERROR * (value ?? 1)) / (1 + Math.max(value ?? 0, 1));
  const scaled = (number: number) => (isShare ? number : logCount(number));
  const start = measure === 'stock' || isShare ? '' : isoDay(startDay);
  return {
    ...{ row, wave: '', item: `${place} ${measure}`, subgroup: 'all', response: unit, use, at, reason },
    construct: isShare ? 'where those abroad live' : 'counts of persons',
    ...{ scale: isShare ? 'share' : 'count', day: endDay, endDay },
    printed: value,
    observed: value === undefined ? undefined : scaled(value),
    equalShare: isShare ? 1 / Math.max(frame.places.length - 1, 1) : undefined,
    series: [place, measure, unit, operator?.text ?? '', start].join('\n'),
    related: [],
    subject: measure,
    kinds: [measure],
    noise: () => sd,
    modelNoise: () => sd,
    read: ({ figures }) => scaled(figures[index]),
    weeks: reason ? undefined : stepOf(endDay, frame) + 1 + stepsIn(weeksWatched(figure), frame),
  };
}

/** What was printed of the same before a day, oldest first; rows held out are no ground for a forecast. */
export function printedBefore(figures: readonly Figure[], { series }: Figure, origin: number): Printed[] {
  return known(figures, origin)
    .filter(one => one.series === series)
    .sort((a, b) => a.day - b.day)
    .filter((one, k, all) => k === 0 || one.day > all[k - 1].day)
    .map(({ day, observed }) => ({ day, value: observed! }));
}

/** What a base rate is taken from: shares that were printed before a day, of the nearest kind of which there are any. */
export function sharesOfKind(
  figures: readonly Figure[],
  { kinds, equalShare }: Figure,
  origin: number,
): number[] {
  if (equalShare !== undefined) return [equalShare];
  const shares = known(figures, origin).filter(({ scale }) => scale === 'share');
  const near = kinds.map(kind => shares.filter(one => one.kinds.includes(kind)));
  return (near.find(found => found.length > 0) ?? shares).map(({ observed }) => observed!);
}

const known = (figures: readonly Figure[], origin: number) =>
  figures.filter(
    ({ use, endDay, observed }) => use !== 'holdout' && endDay <= origin && observed !== undefined,
  );

/** Figures that a backtest would score and can't: warnings. */
export function unscored(figures: readonly Figure[]): Diagnostic[] {
  return figures.flatMap(({ row, at, reason, use }): Diagnostic[] =>
    reason && reason !== MADE && use !== 'context'
      ? [{ kind: 'missing', message: `\`${row}\` is not scored: ${reason}`, at }]
      : [],
  );
}
