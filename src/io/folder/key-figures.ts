import { isoDay, yearEnds } from '../../core/calendar.ts';
import type { Frame } from '../../engine/program/run-types.ts';
import type { Summary } from '../../observe/series/summary.ts';
import { type Resolution, roundLevel } from '../../quote/quantity.ts';
import type { Cell } from '../text/csv-writer.ts';
import { gridOf, sortedSeries } from './grid.ts';
import type { ModelWords } from './page-data.ts';
import type { Table, TableField } from './tables.ts';

const text = (name: string, description: string): TableField => ({ name, type: 'string', description });
const number = (name: string, description: string): TableField => ({ name, type: 'number', description });

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
    text('place_label', 'its title, where it is a place'),
    { name: 'date', type: 'date', description: 'Monday of the week; the figure is that at its end' },
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
  const titles = new Map(places?.labels.map((label, k) => [label, places.titles[k]]));
  const rows = sortedSeries(grid).flatMap(({ index, metric, cells, isTotal }) => {
    const head = heads.get(metric);
    if (!head || (!isTotal && metric !== counted)) return [];
    const at = cells.findIndex(cell => cell !== 'all');
    const who = isTotal ? ['', 'all', ''] : [grid.groups[at], cells[at], titles.get(cells[at]) ?? ''];
    return (isTotal ? yearEnds(frame) : [last]).map((week): Cell[] => {
      const date = isoDay(frame.startDay + 7 * week);
      const { q50, q05, q95 } = summary.band(week, index);
      const { value, low, high } = roundLevel(head.measure, { value: q50, low: q05, high: q95 }, resolution);
      return [scenario, metric, head.title, head.unit, ...who, date, value, low, high];
    });
  });
  const keyOf = (row: readonly Cell[]) => [row[1], row[4], row[5], row[7]].join('\n');
  return rows.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
