import { firstDay, isoDay, yearEnds } from '../../core/calendar.ts';
import type { Frame } from '../../engine/program/run-types.ts';
import type { Metric } from '../../model/model.ts';
import type { Summary } from '../../observe/series/summary.ts';
import { type Resolution, roundDifference, roundLevel } from '../../quote/quantity.ts';
import { type Judged, verdictOf } from '../../quote/verdict.ts';
import type { Cell } from '../text/csv-writer.ts';
import { gridOf, sortedSeries } from './grid.ts';
import type { ModelWords } from './page-data.ts';
import { number, type Table, type TableField, text } from './tables.ts';

const placeWords = [
  text('place_label', 'its title, where it is a place'),
  text('iso', 'ISO 3166-1 code of the country, such as DEU'),
];
const date: TableField = {
  name: 'date',
  type: 'date',
  description: 'first day of the step, a Monday where steps are weeks; the figure is that at its end',
};
const differenceFields: TableField[] = [
  text('metric', 'what is measured'),
  text('label', 'the same in words'),
  text('unit', 'of the level and the difference; a share is between 0 and 1'),
  text('group', 'what the metric is split by; empty: all together'),
  text('place', 'label of the group: an id of places.csv, or another label; `all`: all together'),
  ...placeWords,
  date,
  number('level', 'mean over the runs without the change, rounded as it is quoted'),
  number('difference', 'mean over the pairs of runs'),
  number('low', '5 % quantile over the pairs'),
  number('high', '95 % quantile'),
  text('verdict', 'clear; chance: could be chance; few: too few pairs to judge'),
];

/** key_figures.csv of a comparison. */
export const COMPARE_KEY_FIGURES: Table = {
  name: 'key_figures',
  title: 'What differs in the headlines at the end: among all, by group, and where the events act',
  fields: [
    text('scenario', 'name of the scenario file'),
    text('compared_with', 'that of the other'),
    ...differenceFields,
  ],
  key: ['scenario', 'compared_with', 'metric', 'group', 'place', 'date'],
};

/** key_figures.csv of a sweep. */
export const SWEEP_KEY_FIGURES: Table = {
  name: 'key_figures',
  title: 'What the largest value of each lever changes, compared with its smallest',
  fields: [
    text('lever', 'name of the lever'),
    text('value_a', 'its smallest value'),
    text('value_b', 'its largest'),
    ...differenceFields,
  ],
  key: ['lever', 'metric', 'group', 'place', 'date'],
};

/** Cells of a difference from `metric` on, in both of these tables. */
export function differenceCells(
  { metric, group, date, ...seen }: DifferenceTold,
  places: ModelWords['places'],
  resolution: Resolution,
): Cell[] {
  const { measure, title, unit, name } = metric;
  const [of, label] = group === 'all' ? ['', 'all'] : group.split('=');
  const { before, mean, low, high } = seen;
  const level = roundLevel(measure, { value: before }, resolution).value;
  const found = roundDifference(measure, { value: mean, low, high }, resolution);
  const words = wordsOf(places, of ? label : '');
  return [
    name,
    title,
    unit,
    of,
    label,
    ...words,
    date,
    level,
    found.value,
    found.low,
    found.high,
    verdictOf(seen),
  ];
}

interface DifferenceTold extends Judged {
  metric: Pick<Metric, 'name' | 'title' | 'unit' | 'measure'>;
  /** `all`, or `name=label`. */
  group: string;
  date: string;
  before: number;
  mean: number;
}

/** Title and code of a place. */
function wordsOf(places: ModelWords['places'], label: string): [title: string, iso: string] {
  const k = places?.labels.indexOf(label) ?? -1;
  return [places?.titles[k] ?? '', places?.iso[k] ?? ''];
}

/** key_figures.csv: what a report quotes, each row with its words. */
export const KEY_FIGURES: Table = {
  name: 'key_figures',
  title: 'The headlines at the end of each year, and by group at the end of the run',
  fields: [
    text('scenario', 'name of the scenario file'),
    text('metric', 'what is measured'),
    text('label', 'the same in words'),
    text('unit', 'of the median and its interval; a share is between 0 and 1'),
    text('group', 'what the metric is split by; empty: all together'),
    text('place', 'label of the group: an id of places.csv, or another label; `all`: all together'),
    ...placeWords,
    date,
    number('median', 'over the runs, rounded as it is quoted'),
    number('low', '5 % quantile over the runs'),
    number('high', '95 % quantile'),
  ],
  key: ['scenario', 'metric', 'group', 'place', 'date'],
};

/**
 * Rows of key_figures.csv: headlines at the ends of years, and the first of them that counts persons, by group, at the end.
 * Figures are rounded as the terminal and the page quote them.
 */
export function keyFigureRows(
  scenario: string,
  frame: Frame,
  summary: Summary,
  { metrics, places }: ModelWords,
  resolution: Resolution,
): Cell[][] {
  const grid = gridOf(frame.series);
  const last = frame.weeks - 1;
  const heads = new Map(metrics.filter(({ headline }) => headline).map(metric => [metric.name, metric]));
  const counted = metrics.find(({ headline, measure }) => headline && measure === 'persons')?.name;
  const rows = sortedSeries(grid).flatMap(({ index, metric, cells, isTotal }) => {
    const head = heads.get(metric);
    if (!head || (!isTotal && metric !== counted)) return [];
    const at = cells.findIndex(cell => cell !== 'all');
    const who = isTotal ? ['', 'all', '', ''] : [grid.groups[at], cells[at], ...wordsOf(places, cells[at])];
    return (isTotal ? yearEnds(frame) : [last]).map((week): Cell[] => {
      const date = isoDay(firstDay(frame, week));
      const { q50, q05, q95 } = summary.band(week, index);
      const { value, low, high } = roundLevel(head.measure, { value: q50, low: q05, high: q95 }, resolution);
      return [scenario, metric, head.title, head.unit, ...who, date, value, low, high];
    });
  });
  const keyOf = (row: readonly Cell[]) => [row[1], row[4], row[5], row[8]].join('\n');
  return rows.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
