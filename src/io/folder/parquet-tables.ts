import { firstDay, parseDay } from '../../core/calendar.ts';
import type { Courses, Frame, RunOutline } from '../../engine/program/run-types.ts';
import { byReplicate, type Summary } from '../../observe/series/summary.ts';
import type { Cell } from '../text/csv-writer.ts';
import { gridOf, rowsOf, sortedSeries } from './grid.ts';
import { openParquet, type ParquetColumn, type ParquetFile } from './parquet.ts';
import { groupsOf, type Table, type TrajectoryRows } from './tables.ts';

/** The large tables as Parquet, in single precision; a group of rows is held at a time. */

/** Numbers of a group of rows: 16 MB, however many runs there are. */
const GROUP_NUMBERS = 1 << 22;

/** trajectories.parquet: the rows and columns of trajectories.csv for every group; returns the number of rows. */
export function writeTrajectories(
  path: string,
  table: Table,
  scenario: string,
  frame: Frame,
  results: readonly RunOutline[],
  courses: Courses,
  rows: TrajectoryRows,
  groupNumbers = GROUP_NUMBERS,
): number {
  const grid = gridOf(frame.series);
  const slices = rowsOf(grid, rows);
  const file = openParquet(path, table);
  const trajectories = new Float64Array(frame.weeks * frame.series.length);
  const rowsOfRun = frame.weeks * slices.length;
  const most = Math.max(1, Math.floor(groupNumbers / Math.max(1, rowsOfRun * grid.metrics.length)));
  const runs = byReplicate(results);
  for (let from = 0; from < runs.length; from += most) {
    const some = runs.slice(from, from + most);
    const length = some.length * rowsOfRun;
    const metrics = grid.metrics.map(() => new Float32Array(length));
    const replicates = new Int32Array(length);
    const dates = new Int32Array(length);
    const cells = grid.groups.map(() => new Array<string>(length));
    let at = 0;
    for (const run of some) {
      courses.read(run, 'trajectories', 0, trajectories);
      for (let week = 0; week < frame.weeks; week++)
        for (const slice of slices) {
          replicates[at] = results[run].key.replicate;
          dates[at] = firstDay(frame, week);
          for (let k = 0; k < cells.length; k++) cells[k][at] = slice.cells[k];
          for (let k = 0; k < metrics.length; k++) {
            const series = slice.series[k];
            metrics[k][at] = series < 0 ? Number.NaN : trajectories[week * frame.series.length + series];
          }
          at++;
        }
    }
    file.write([new Array<string>(length).fill(scenario), replicates, dates, ...cells, ...metrics]);
  }
  return file.finish();
}

/**
 * Add a scenario's rows to summary.parquet: every metric, group and week.
 * @param isWanted of a comparison, which of them
 */
export function addSummary(
  file: ParquetFile,
  table: Table,
  scenario: string,
  frame: Frame,
  summary: Summary,
  isWanted: (metric: string, isTotal: boolean, week: number) => boolean = () => true,
): void {
  const grid = gridOf(frame.series, groupsOf(table));
  const series = sortedSeries(grid);
  const told = frame.weeks > 0 ? summary.shares(0, 0) : undefined;
  const shareCount = told ? (told.structure === undefined ? 2 : 3) : 0;
  const rows = Array.from({ length: frame.weeks }, (_, week) =>
    series.filter(({ metric, isTotal }) => isWanted(metric, isTotal, week)),
  );
  const length = rows.reduce((sum, own) => sum + own.length, 0);
  const text = () => new Array<string>(length);
  const dates = new Int32Array(length);
  const counts = new Int32Array(length);
  const [metrics, groups] = [text(), grid.groups.map(text)];
  const numbers = Array.from({ length: 7 + shareCount }, () => new Float32Array(length));
  let at = 0;
  for (let week = 0; week < frame.weeks; week++)
    for (const { index, metric, cells } of rows[week]) {
      const { n, mean, sd, q05, q25, q50, q75, q95 } = summary.band(week, index);
      const shares = summary.shares(week, index);
      dates[at] = firstDay(frame, week);
      metrics[at] = metric;
      for (let k = 0; k < groups.length; k++) groups[k][at] = cells[k];
      counts[at] = n;
      const { parameters, chance, structure } = shares ?? {};
      const values = [mean, sd, q05, q25, q50, q75, q95, parameters, chance, structure];
      for (let k = 0; k < numbers.length; k++) numbers[k][at] = values[k]!;
      at++;
    }
  const columns: ParquetColumn[] = [text().fill(scenario), dates, metrics, ...groups, counts, ...numbers];
  file.write(columns);
}

/** Any table whose rows are held: a cell without a value is null, and an empty text. Returns the number of rows. */
export function writeRows(path: string, table: Table, rows: readonly (readonly Cell[])[]): number {
  const file = openParquet(path, table);
  file.write(
    table.fields.map(({ type }, k): ParquetColumn => {
      if (type === 'number') return Float32Array.from(rows, row => Number(row[k] ?? Number.NaN));
      if (type === 'integer') return Int32Array.from(rows, row => Number(row[k]));
      if (type === 'date') return Int32Array.from(rows, row => parseDay(String(row[k]))!);
      return rows.map(row => String(row[k] ?? ''));
    }),
  );
  return file.finish();
}
