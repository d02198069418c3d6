import { firstDay, isoDay } from '../../core/calendar.ts';
import { bandOf } from '../../core/math/statistics.ts';
import type { RunResult } from '../../engine/program/run-types.ts';
import { differenceCells } from '../../io/folder/key-figures.ts';
import type { Cell } from '../../io/text/csv-writer.ts';
import type { Model } from '../../model/model.ts';
import { kept } from '../../quote/kept.ts';
import { actsAt } from '../../quote/lead.ts';
import type { Resolution } from '../../quote/quantity.ts';
import type { ResolvedScenario } from '../../simulate/resolve.ts';
import { ownEvents } from './compare-places.ts';
import { pairsOf, sharedSeries } from './compare-rows.ts';
import type { Comparison, Side } from './comparison.ts';

/** Rows of the tables of a comparison, cell by cell. */

/** Headlines among all; the first that counts persons by group, and all of them where the events act. */
export function keyFigures(
  comparison: Comparison,
  { model }: ResolvedScenario,
  week: number,
  resolution: Resolution,
): Cell[][] {
  const { a, b, rows } = comparison;
  const { places, metrics } = model;
  const counted = metrics.find(({ headline, measure }) => headline && measure === 'persons');
  const named = actsAt(ownEvents(comparison), places.labels[places.origin]);
  return rows
    .filter(({ metric, group, ...row }) => {
      const isShown = group === 'all' || metric === counted || named.includes(group.split('=')[1]);
      return row.week === week && metric.headline && isShown && row.pairs > 0;
    })
    .map(row => {
      return [b.name, a.name, ...differenceCells(row, places, resolution)];
    });
}

/** Numbers with no more digits than tables keep. */
export const shortRow = (row: readonly Cell[]): Cell[] =>
  row.map(cell => (typeof cell === 'number' ? kept(cell) : cell));

export function compareCells({ a, b, rows }: Comparison): Cell[][] {
  return rows.map(row => [
    ...[row.metric.name, row.date, row.group, a.name, b.name],
    ...[row.pairs, row.before, row.mean, row.se, row.low, row.high, row.greater, row.adjusted],
    ...[row.correlation, row.parameterShare, row.chanceShare],
    ...(row.structureShare === undefined ? [] : [row.structureShare]),
  ]);
}

export function placeCells({ a, b, places }: Comparison): Cell[][] {
  return places.map(({ place, date, living, entered, adjusted }) => [
    ...[place, date, a.name, b.name, living.pairs],
    ...[living.before, living.mean, living.se, living.low, living.high, adjusted],
    ...[entered.mean, entered.se, entered.low, entered.high],
  ]);
}

/** The headlines among all, each week: a picture of them leaves zero in the week in which something differs. */
export function weeklyCells({ a, b }: Comparison, { model, frame }: ResolvedScenario): Cell[][] {
  const { weeks } = frame;
  const pairs = pairsOf(a, b);
  return headlinesOf(a, b, model).flatMap(({ metric, at }) =>
    Array.from({ length: weeks }, (_, week): Cell[] => {
      const [x, y] = valuesAt(a, b, week, at);
      const found = bandOf(pairs.map(([first, second]) => y(second) - x(first)));
      const date = isoDay(firstDay(frame, week));
      return [metric, date, a.name, b.name, found.mean, found.q05, found.q95];
    }),
  );
}

/** Of the headlines among all: enough to compute every figure of theirs again. */
export function pairCells(
  { a, b }: Comparison,
  { model, frame }: ResolvedScenario,
  weeks: readonly number[],
): Cell[][] {
  const headlines = headlinesOf(a, b, model);
  return pairsOf(a, b).flatMap(([first, second]) =>
    weeks.flatMap(week =>
      headlines.map(({ metric, group, at }): Cell[] => {
        const date = isoDay(firstDay(frame, week));
        const [x, y] = valuesAt(a, b, week, at);
        return [
          metric,
          date,
          group,
          a.name,
          b.name,
          first.key.replicate,
          first.key.draw,
          x(first),
          y(second),
        ];
      }),
    ),
  );
}

/** Series of the headlines among all that both scenarios have. */
const headlinesOf = (a: Side, b: Side, model: Model) =>
  sharedSeries([a.frame, b.frame]).filter(
    ({ metric, group }) => group === 'all' && model.metrics.find(({ name }) => name === metric)?.headline,
  );

/** How a run of either side is read. @param at index of the series on each side */
const valuesAt = (a: Side, b: Side, week: number, at: readonly number[]) =>
  [a, b].map(
    (side, k) =>
      ({ trajectories }: RunResult) =>
        trajectories[week * side.frame.series.length + at[k]],
  );
