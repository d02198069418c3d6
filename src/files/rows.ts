import { isoDay } from '../calendar.ts';
import { bandOf } from '../observe/statistics.ts';
import { sharesBy } from '../observe/variance-shares.ts';
import { drawIndex, type Frame, type RunResult } from '../run.ts';
import { csvLine, numberCell, quotedCell } from './lines.ts';
import { FLOWS, SUMMARY, SUMMARY_OF_DRAWS, type Table, TRAJECTORIES, type TrajectoryRows } from './tables.ts';

/** The large tables line by line, header first, sorted by key; nothing but the line at hand is held. */

/** trajectories.csv: one row a run, week and series. */
export function* trajectoryLines(
  scenario: string,
  frame: Frame,
  results: readonly RunResult[],
  kept: TrajectoryRows = 'all',
): Generator<string> {
  yield header(TRAJECTORIES);
  const series = sortedSeries(frame).filter(({ group }) => kept === 'all' || group === 'all');
  for (const { key, trajectories } of byReplicate(results))
    for (let week = 0; week < frame.weeks; week++) {
      const start = `${csvLine([scenario, key.replicate, mondayOf(frame, week)])},`;
      const row = week * frame.series.length;
      for (const { index, label } of series) yield start + label + numberCell(trajectories[row + index]);
    }
}

/**
 * summary.csv: one row a week and series, over the runs.
 * @param seeds of runs on a posterior: how many each draw has; they tell how much of the spread is chance
 */
export function* summaryLines(
  scenario: string,
  frame: Frame,
  results: readonly RunResult[],
  seeds?: number,
): Generator<string> {
  yield header(seeds ? SUMMARY_OF_DRAWS : SUMMARY);
  const series = sortedSeries(frame);
  const runs = byReplicate(results);
  const sharesOf = seeds ? sharesBy(runs.map(({ key }) => drawIndex(key, seeds))) : undefined;
  for (let week = 0; week < frame.weeks; week++) {
    const start = `${csvLine([scenario, mondayOf(frame, week)])},`;
    const row = week * frame.series.length;
    for (const { index, label } of series) {
      const values = runs.map(run => run.trajectories[row + index]);
      const { n, mean, sd, q05, q25, q50, q75, q95 } = bandOf(values);
      const shares = sharesOf?.(values);
      const cells = [n, mean, sd, q05, q25, q50, q75, q95];
      if (shares) cells.push(shares.parameters, shares.chance);
      yield start + label + csvLine(cells);
    }
  }
}

/** flows.csv: one row a run, month and pair of places, pairs without movers included. */
export function* flowLines(scenario: string, frame: Frame, results: readonly RunResult[]): Generator<string> {
  yield header(FLOWS);
  const { places } = frame;
  const pairs = places
    .flatMap((from, f) => places.map((to, t) => ({ from, to, cell: f * places.length + t })))
    .filter(({ from, to }) => from !== to)
    .sort((a, b) => compare(a.from, b.from) || compare(a.to, b.to))
    .map(({ from, to, cell }) => ({ cell, label: `${csvLine([from, to])},` }));
  for (const { key, flows } of byReplicate(results))
    for (const [month, weeks] of weeksByMonth(frame)) {
      const start = `${csvLine([scenario, key.replicate, month])},`;
      for (const { cell, label } of pairs) {
        const persons = weeks.reduce(
          (sum, week) => sum + flows[week * places.length * places.length + cell],
          0,
        );
        yield start + label + numberCell(persons);
      }
    }
}

/** The weeks of each month, `2022-09`; a week belongs to the month of its Thursday. */
export function weeksByMonth({ weeks, startDay }: Pick<Frame, 'weeks' | 'startDay'>): Map<string, number[]> {
  const months = new Map<string, number[]>();
  for (let week = 0; week < weeks; week++) {
    const month = isoDay(startDay + 7 * week + 3).slice(0, 7);
    const known = months.get(month);
    if (known) known.push(week);
    else months.set(month, [week]);
  }
  return months;
}

/** Order of texts by code units: the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function header(table: Table): string {
  return table.fields.map(field => quotedCell(field.name)).join(',');
}

const mondayOf = ({ startDay }: Frame, week: number) => isoDay(startDay + 7 * week);

function byReplicate(results: readonly RunResult[]): RunResult[] {
  return [...results].sort((a, b) => a.key.replicate - b.key.replicate);
}

function sortedSeries({ series }: Frame): { index: number; group: string; label: string }[] {
  return series
    .map(({ metric, group }, index) => ({ metric, group, index, label: `${csvLine([metric, group])},` }))
    .sort((a, b) => compare(a.metric, b.metric) || compare(a.group, b.group));
}
