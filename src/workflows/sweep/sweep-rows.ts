import { isoDay } from '../../core/calendar.ts';
import { bandOf } from '../../core/math/statistics.ts';
import { differenceCells } from '../../io/folder/key-figures.ts';
import type { FurtherTable } from '../../io/folder/outputs.ts';
import { withStructure } from '../../io/folder/tables.ts';
import { SWEEP_EFFECTS, sweepOutcomesTable, sweepPointsTable } from '../../io/folder/whatif-tables.ts';
import type { Cell } from '../../io/text/csv-writer.ts';
import type { Places } from '../../model/model.ts';
import { kept } from '../../quote/kept.ts';
import type { Resolution } from '../../quote/quantity.ts';
import type { Lever } from '../../scenario/sweep.ts';
import { largestEffects, sweepEffects } from './sweep-effects.ts';
import type { Point } from './sweep-points.ts';
import type { Swept } from './swept.ts';

/** The tables of a sweep: every run in long form, what the runs of a point say together, and what each lever does. */
export function sweepTables(swept: Swept): FurtherTable[] {
  const {
    sweep: { levers },
    points,
    outcomes,
    runs,
  } = swept;
  const order = outcomes
    .map((outcome, k) => ({ ...outcome, k }))
    .sort((a, b) => compare(a.metric.name, b.metric.name) || compare(a.group, b.group) || a.week - b.week);
  const where = (point: number): Cell[] => [point + 1, ...leverCells(levers, points[point])];
  const byPoint = Map.groupBy(runs, run => run.point);
  return [
    {
      table: sweepOutcomesTable(levers),
      rows: runs.flatMap(({ point, replicate, values }) =>
        order.map(({ metric, group, date, k }): Cell[] => [
          ...where(point),
          ...[replicate, metric.name, group, date, values[k]],
        ]),
      ),
    },
    {
      table: sweepPointsTable(levers),
      rows: points.flatMap((_, point) =>
        order.map(({ metric, group, date, k }): Cell[] => {
          const { n, mean, sd, q05, q50, q95 } = bandOf(byPoint.get(point)!.map(({ values }) => values[k]));
          return [...where(point), metric.name, group, date, n, mean, sd, q05, q50, q95];
        }),
      ),
    },
    {
      table: withStructure(
        SWEEP_EFFECTS,
        runs.some(({ theory }) => theory !== undefined),
      ),
      rows: effectRows(swept),
    },
  ];
}

/** Rows of key_figures.csv: what the largest value of each lever changes. */
export function sweepKeyFigures(swept: Swept, places: Places, resolution: Resolution): Cell[][] {
  const { levers } = swept.sweep;
  const effects = sweepEffects(swept);
  return levers.flatMap((lever, k) =>
    largestEffects(effects, k, swept.outcomes).map(({ effect, ...row }): Cell[] => [
      ...[lever.name, String(valueCell(lever, effect.from)), String(valueCell(lever, effect.to))],
      ...differenceCells(row, places, resolution),
    ]),
  );
}

function effectRows(swept: Swept): Cell[][] {
  const { levers } = swept.sweep;
  return sweepEffects(swept).map(row => {
    const { metric, group, date } = swept.outcomes[row.outcome];
    const lever = levers[row.lever];
    return [
      ...[lever.name, valueCell(lever, row.from), valueCell(lever, row.to), metric.name, group, date],
      row.pairs,
      ...[row.before, row.mean, row.se, row.low, row.high, row.adjusted].map(kept),
      ...[row.parameterShare, row.chanceShare, row.structureShare ?? []].flat().map(kept),
    ];
  });
}

/** Values of levers as they are written: numbers, or days. */
export function leverCells(levers: readonly Lever[], point: Point): (number | string)[] {
  return levers.map((lever, k) => valueCell(lever, point[k]));
}

const valueCell = ({ isDate }: Lever, value: number) => (isDate ? isoDay(Math.round(value)) : value);

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
