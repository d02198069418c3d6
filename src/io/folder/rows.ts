import { isoDay, weeksByMonth } from '../../core/calendar.ts';
import type { Courses, Frame, RunOutline } from '../../engine/program/run-types.ts';
import { byReplicate, type Summary } from '../../observe/series/summary.ts';
import { csvLine, numberCell, quotedCell } from '../text/csv-writer.ts';
import { FLOWS, type Table, TRAJECTORIES, type TrajectoryRows } from './tables.ts';

/** The large tables line by line, header first, sorted by key; nothing but the run at hand is held. */

/** trajectories.csv: one row a run, week and series. */
export function* trajectoryLines(
  scenario: string,
  frame: Frame,
  results: readonly RunOutline[],
  courses: Courses,
  kept: TrajectoryRows = 'all',
): Generator<string> {
  yield header(TRAJECTORIES);
  const trajectories = new Float64Array(frame.weeks * frame.series.length);
  const series = sortedSeries(frame).filter(({ group }) => kept === 'all' || group === 'all');
  for (const run of byReplicate(results)) {
    courses.read(run, 'trajectories', 0, trajectories);
    for (let week = 0; week < frame.weeks; week++) {
      const start = `${csvLine([scenario, results[run].key.replicate, mondayOf(frame, week)])},`;
      const row = week * frame.series.length;
      for (const { index, label } of series) yield start + label + numberCell(trajectories[row + index]);
    }
  }
}

/** summary.csv: one row a week and series, over the runs; `table` is SUMMARY_OF_DRAWS where these are draws of a posterior. */
export function* summaryLines(
  scenario: string,
  frame: Frame,
  summary: Summary,
  table: Table,
): Generator<string> {
  yield header(table);
  const series = sortedSeries(frame);
  for (let week = 0; week < frame.weeks; week++) {
    const start = `${csvLine([scenario, mondayOf(frame, week)])},`;
    for (const { index, label } of series) {
      const { n, mean, sd, q05, q25, q50, q75, q95 } = summary.band(week, index);
      const shares = summary.shares(week, index);
      const cells = [n, mean, sd, q05, q25, q50, q75, q95];
      if (shares) cells.push(shares.parameters, shares.chance);
      yield start + label + csvLine(cells);
    }
  }
}

/** flows.csv: one row a run, month and pair of places, pairs without movers included. */
export function* flowLines(
  scenario: string,
  frame: Frame,
  results: readonly RunOutline[],
  courses: Courses,
): Generator<string> {
  yield header(FLOWS);
  const { places } = frame;
  const flows = new Float64Array(frame.weeks * places.length * places.length);
  const pairs = places
    .flatMap((from, f) => places.map((to, t) => ({ from, to, cell: f * places.length + t })))
    .filter(({ from, to }) => from !== to)
    .sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to))
    .map(({ from, to, cell }) => ({ cell, label: `${csvLine([from, to])},` }));
  for (const run of byReplicate(results)) {
    courses.read(run, 'flows', 0, flows);
    for (const [month, weeks] of weeksByMonth(frame)) {
      const start = `${csvLine([scenario, results[run].key.replicate, month])},`;
      for (const { cell, label } of pairs) {
        const persons = weeks.reduce(
          (sum, week) => sum + flows[week * places.length * places.length + cell],
          0,
        );
        yield start + label + numberCell(persons);
      }
    }
  }
}

/** Order of texts by code units: the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function header(table: Table): string {
  return table.fields.map(field => quotedCell(field.name)).join(',');
}

const mondayOf = ({ startDay }: Frame, week: number) => isoDay(startDay + 7 * week);

function sortedSeries({ series }: Frame): { index: number; group: string; label: string }[] {
  return series
    .map(({ metric, group }, index) => ({ metric, group, index, label: `${csvLine([metric, group])},` }))
    .sort((a, b) => compare(a.metric, b.metric) || compare(a.group, b.group));
}
