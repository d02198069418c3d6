import type { Frame } from '../../engine/program/run-types.ts';
import { groupCells, groupNames } from '../../observe/series/groups.ts';
import type { TrajectoryRows } from './tables.ts';

/** Series as a table: a row a group, a column a metric. */
export interface Grid {
  /** Columns of groups. */
  groups: readonly string[];
  metrics: readonly string[];
  rows: readonly GridRow[];
}

export interface GridRow {
  /** By group: a label, or `all`. */
  cells: readonly string[];
  isTotal: boolean;
  /** By metric: where it is among the series, or -1. */
  series: readonly number[];
}

/**
 * Rows are sorted by their cells, metrics as the model has them.
 * @param groups columns, where a table has more of them than these series need
 */
export function gridOf(series: Frame['series'], groups: readonly string[] = groupNames(series)): Grid {
  const metrics = [...new Set(series.map(({ metric }) => metric))];
  const index = new Map(series.map(({ metric, group }, k) => [`${metric}\n${group}`, k]));
  const rows = [...new Set(series.map(({ group }) => group))].map(group => ({
    cells: groupCells(group, groups),
    isTotal: group === 'all',
    series: metrics.map(metric => index.get(`${metric}\n${group}`) ?? -1),
  }));
  const order = (a: GridRow, b: GridRow) => {
    const k = a.cells.findIndex((cell, at) => cell !== b.cells[at]);
    return k < 0 ? 0 : a.cells[k] < b.cells[k] ? -1 : 1;
  };
  return { groups, metrics, rows: rows.sort(order) };
}

/** The rows of all groups, or that of all persons together. */
export const rowsOf = ({ rows }: Grid, wanted: TrajectoryRows): readonly GridRow[] =>
  rows.filter(({ isTotal }) => wanted === 'all' || isTotal);

/** Series by metric, then by group: the order of summaries. */
export const sortedSeries = (grid: Grid) =>
  grid.metrics
    .map((metric, k) => ({ metric, k }))
    .sort((a, b) => (a.metric < b.metric ? -1 : 1))
    .flatMap(({ metric, k }) =>
      grid.rows
        .filter(({ series }) => series[k] >= 0)
        .map(({ cells, isTotal, series }) => ({ index: series[k], metric, cells, isTotal })),
    );
