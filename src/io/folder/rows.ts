import { firstDay, isoDay, monthEnds, stepsByMonth, yearEnds } from '../../core/calendar.ts';
import type { Courses, Frame, RunOutline } from '../../engine/program/run-types.ts';
import { LIFE_EVENTS } from '../../language/life.ts';
import type { Metric } from '../../model/model.ts';
import { eachFlow } from '../../observe/series/sparse-flows.ts';
import { byReplicate, type Summary } from '../../observe/series/summary.ts';
import { roundTo } from '../../quote/decimal.ts';
import { keptExponent } from '../../quote/kept.ts';
import { csvLine, keptCell, numberCell, quotedCell } from '../text/csv-writer.ts';
import { type Grid, gridOf, rowsOf, sortedSeries } from './grid.ts';
import { type CsvRows, FLOWS, groupsOf, type Table, type TrajectoryRows, VITALS } from './tables.ts';

/** The large tables as CSV line by line, header first, sorted by key; nothing but the run at hand is held. */

/** Groups of which the end of each year has to do: a table for the eye, and Parquet has every week. */
const MANY_GROUPS = 50;
/** Decimals of a share of variance. */
const SHARE_DECIMALS = 3;

/** trajectories.csv: a row a run, week and group, a column a metric. */
export function* trajectoryLines(
  scenario: string,
  frame: Frame,
  results: readonly RunOutline[],
  courses: Courses,
  table: Table,
  { rows, csv }: { rows: TrajectoryRows; csv: CsvRows },
): Generator<string> {
  yield header(table);
  const trajectories = new Float64Array(frame.weeks * frame.series.length);
  const grid = gridOf(frame.series);
  const wanted = rowsOf(grid, rows).map(row => ({ ...row, label: label(row.cells) }));
  const cell = csv === 'full' ? numberCell : keptCell;
  for (const run of byReplicate(results)) {
    courses.read(run, 'trajectories', 0, trajectories);
    for (let week = 0; week < frame.weeks; week++) {
      const start = csvLine([scenario, results[run].key.replicate, mondayOf(frame, week)]);
      const at = week * frame.series.length;
      for (const { label, series } of wanted) {
        let line = start + label;
        for (const k of series) line += k < 0 ? ',' : `,${cell(trajectories[at + k])}`;
        yield line;
      }
    }
  }
}

/** What the rows of a summary are rounded by, and which are of groups. */
export interface SummaryDetail {
  csv: CsvRows;
  metrics: readonly Partial<Pick<Metric, 'name' | 'measure' | 'headline'>>[];
  personsPerAgent: number;
  /**
   * One scenario of a few: groups at the end of each year, what is no headline at the end of each month. Of many: headlines at
   * the end of each month, the rest at the end of each year.
   */
  of?: 'few' | 'many';
}

/**
 * summary.csv: a row a week, metric and group, over the runs. Small: all persons together, rounded to what an interval allows,
 * and of headlines every group at the end of each month (of each year where there are many).
 */
export function* summaryLines(
  scenario: string,
  frame: Frame,
  summary: Summary,
  table: Table,
  detail: SummaryDetail,
): Generator<string> {
  yield header(table);
  const grid = gridOf(frame.series, groupsOf(table));
  const months = new Set(monthEnds(frame));
  const years = new Set(yearEnds(frame));
  const ends = grid.rows.length > MANY_GROUPS || detail.of ? years : months;
  const isFull = detail.csv === 'full';
  const series = seriesOf(grid, detail);
  for (let week = 0; week < frame.weeks; week++) {
    const start = csvLine([scenario, mondayOf(frame, week)]);
    for (const { index, label, isTotal, isHead, scale } of series) {
      const totals =
        detail.of === 'many' ? (isHead ? months : years) : isHead || !detail.of ? undefined : months;
      const isShown = isTotal ? !totals || totals.has(week) : isHead && ends.has(week);
      if (!isFull && !isShown) continue;
      const { n, ...band } = summary.band(week, index);
      const { mean, sd, q05, q25, q50, q75, q95 } = band;
      const exponent = isFull ? Number.NEGATIVE_INFINITY : keptExponent(q05, q95, scale);
      const short = (value: number) => (isFull ? value : roundTo(value, exponent));
      const cells = [n, ...[mean, sd, q05, q25, q50, q75, q95].map(short)];
      const shares = summary.shares(week, index);
      if (shares)
        for (const share of [shares.parameters, shares.chance, shares.structure ?? []].flat())
          cells.push(isFull ? share : roundTo(share, -SHARE_DECIMALS));
      yield `${start}${label},${csvLine(cells)}`;
    }
  }
}

function seriesOf(grid: Grid, { metrics, personsPerAgent }: SummaryDetail) {
  const known = new Map(metrics.map(metric => [metric.name, metric]));
  const hasHeads = metrics.some(({ headline }) => headline);
  return sortedSeries(grid).map(({ metric, cells, ...series }) => ({
    ...series,
    label: label([metric, ...cells]),
    // Where nothing is a headline, nothing is more asked for than the rest.
    isHead: !hasHeads || known.get(metric)?.headline,
    scale: known.get(metric)?.measure === 'persons' ? personsPerAgent : 0,
  }));
}

/** flows.csv: a row a run, month and pair of places between which somebody moved; full: every pair of places. */
export function* flowLines(
  scenario: string,
  frame: Frame,
  results: readonly RunOutline[],
  courses: Courses,
  rows: CsvRows = 'small',
): Generator<string> {
  yield header(FLOWS);
  const { places } = frame;
  const sorted = [...places.keys()].sort((a, b) => compare(places[a], places[b]));
  const ranks = Uint32Array.from(sorted);
  for (const [rank, place] of sorted.entries()) ranks[place] = rank;
  const inOrder = (some: Iterable<number>) => [...some].sort((a, b) => ranks[a] - ranks[b]);
  const cells = places.map(place => quotedCell(place));
  const count = places.length;
  const cell = rows === 'small' ? keptCell : numberCell;
  for (const run of byReplicate(results)) {
    const flows = new Float64Array(courses.length(run, 'flows'));
    courses.read(run, 'flows', 0, flows);
    for (const [month, weeks] of stepsByMonth(frame)) {
      const start = `${csvLine([scenario, results[run].key.replicate, month])},`;
      /** By origin and target; whoever moves nowhere isn't there. */
      const persons = new Map<number, Map<number, number>>();
      const add = (_: number, from: number, to: number, more: number) => {
        if (!persons.has(from)) persons.set(from, new Map());
        const row = persons.get(from)!;
        row.set(to, (row.get(to) ?? 0) + more);
      };
      eachFlow(flows, count, add, [weeks[0], weeks[weeks.length - 1] + 1]);
      for (const from of rows === 'small' ? inOrder(persons.keys()) : sorted) {
        const row = persons.get(from) ?? new Map<number, number>();
        for (const to of rows === 'small' ? inOrder(row.keys()) : sorted) {
          const number = row.get(to) ?? 0;
          if (from === to) continue;
          yield `${start}${cells[from]},${cells[to]},${cell(number)}`;
        }
      }
    }
  }
}

/** vitals.csv: a row a run, month, place and event that happened, where people enter, are born or die; full: every event. */
export function* vitalLines(
  scenario: string,
  frame: Frame,
  results: readonly RunOutline[],
  rows: CsvRows = 'small',
): Generator<string> {
  yield header(VITALS);
  const { places } = frame;
  const cells = places
    .flatMap((place, p) => LIFE_EVENTS.map((event, e) => ({ place, event, at: e * places.length + p })))
    .sort((a, b) => compare(a.place, b.place) || compare(a.event, b.event))
    .map(({ place, event, at }) => ({ at, label: `${csvLine([place, event])},` }));
  const cell = rows === 'small' ? keptCell : numberCell;
  for (const run of byReplicate(results)) {
    const { key, vitals } = results[run];
    for (const [month, weeks] of stepsByMonth(frame)) {
      const start = `${csvLine([scenario, key.replicate, month])},`;
      for (const { at, label } of cells) {
        const perWeek = LIFE_EVENTS.length * places.length;
        const persons = weeks.reduce((sum, week) => sum + (vitals?.[week * perWeek + at] ?? 0), 0);
        if (persons === 0 && rows === 'small') continue;
        yield start + label + cell(persons);
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

const mondayOf = (frame: Frame, week: number) => isoDay(firstDay(frame, week));

/** Cells behind others. */
const label = (cells: readonly string[]) => cells.map(cell => `,${quotedCell(cell)}`).join('');
