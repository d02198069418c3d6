import { throwDiagnostic } from '../core/diagnostics.ts';
import { layOut } from '../engine/program/layout.ts';
import type { Frame, Inputs, MicrodataTable, RunKey } from '../engine/program/run-types.ts';
import { freeDisk, freeMemory } from '../io/folder/free-resources.ts';
import type { CsvRows, TrajectoryRows } from '../io/folder/tables.ts';
import { displayName } from '../io/text/text.ts';
import type { Model } from '../model/model.ts';
import type { Network } from '../model/network.ts';
import { summaryBytes } from '../observe/series/summary.ts';
import { agentsOf } from '../population/populate.ts';
import type { ResolvedScenario } from '../simulate/resolve.ts';

/** What an ensemble will take, in bytes. */
export interface ResourceEstimate {
  /** The population with all slots, making it, and what is held of all runs. */
  memory: number;
  /** The log of finished runs, then the tables beside it. */
  log: number;
  tables: number;
}

/** Of an agent and of a made tie besides the shared memory, while people are made; measured on the shipped models. */
const MAKING_BYTES = { agent: 40, tie: 4 };
/** Node itself, the program and its threads. */
const BASE_BYTES = { process: 150 * 2 ** 20, thread: 50 * 2 ** 20 };
/** Copies of a result on its way from a thread into the log that wait to be collected, a slot. */
const PASSING = 20;
/** An outline of a run besides its numbers: its key, five columns, its place in the log, rows of runs.csv; measured to 10 000 runs. */
const OUTLINE_BYTES = 45_000;
/** A row of summary.csv while tables and the page are made; measured on the shipped model. */
const SUMMARY_ROW_BYTES = 1600;
/** A number of trajectories or of bands with its comma, by what is kept of its digits. */
const CELL_BYTES = { full: 12, small: 10 };
const BAND_BYTES = { full: 18, small: 8 };
/** What else a row has besides names: dates, months, line ends. */
const ROW_BYTES = 16;
/** A number in single precision before it is packed. */
const PARQUET_CELL_BYTES = 4;
/** Bands of summary.csv: n, mean, sd, five quantiles, and shares of variance. */
const BAND_CELLS = 10;

/**
 * Estimate, before people are made, what runs will take; within about a third, on the safe side.
 * @param held what stays in memory of each run: its outline and one summary of all, or whole results
 */
export function estimateResources(
  inputs: Inputs,
  resolved: ResolvedScenario,
  keys: readonly RunKey[],
  slots: number,
  {
    trajectories = 'all',
    csv = 'small',
    held = 'results',
  }: { trajectories?: TrajectoryRows; csv?: CsvRows; held?: 'outlines' | 'results' } = {},
): ResourceEstimate {
  const { model, frame } = resolved;
  const { scenario } = inputs;
  const agents = agentsOf(model, inputs.model, scenario);
  const listed = (name: string) =>
    2 * (inputs.model.tieLists?.find(({ network }) => network === name)?.rows.length ?? 0);
  const tiesOf = ({ name, degree, of }: Network): number => {
    const other = of && model.networks.find(network => network.name === of);
    return other ? tiesOf(other) : Math.ceil(degree * agents) + listed(name);
  };
  const ties = model.networks.map(tiesOf);
  // Ties that come and go begin with none.
  const made = ties.reduce((sum, count, k) => sum + (model.networks[k].shape === 'slots' ? 0 : count), 0);
  const layout = layOut(model, agents, ties, slots);
  const making = agents * MAKING_BYTES.agent + made * MAKING_BYTES.tie;
  const single = (frame.microdata ?? []).map(table => ({
    table,
    rows: rowsIn(table, inputs, agents, model.networks),
  }));
  const words = single.reduce((sum, { table, rows }) => sum + rows * (table.ids + table.columns.length), 0);
  const [long, short] = [8 * longNumbers(frame, agents) + 4 * words, 8 * shortNumbers(frame, inputs)];
  const log = keys.length * (long + short + 1000);
  const outlines = keys.length * (short + OUTLINE_BYTES) + summaryBytes(frame, keys.length);
  const writing = SUMMARY_ROW_BYTES * frame.weeks * frame.series.length;
  const runs = { outlines: outlines + writing + slots * PASSING * long, results: 2 * log }[held];
  return {
    memory: layout.bytes + making + runs + BASE_BYTES.process + slots * BASE_BYTES.thread,
    log,
    tables:
      tableBytes(scenario.name, frame, keys.length, agents, { kept: trajectories, csv }) +
      keys.length * single.reduce((sum, { table, rows }) => sum + rows * rowBytes(table, scenario.name), 0),
  };
}

/** Refuse what can't fit, with the figures. Problem `conflict`. */
export function refuseTooLarge(need: ResourceEstimate, folder: string): void {
  refuseMemory(need);
  const disk = freeDisk(folder);
  const written = need.log + need.tables;
  if (disk !== undefined && written > disk)
    throwDiagnostic({
      kind: 'conflict',
      message: `these runs need about ${size(written)} of disk in ${displayName(folder)}`,
      found: `${size(disk)} that are free`,
      hint: 'leave groups out with --trajectories total, name a folder on another disk with --out, or ask for fewer runs; --force skips this check',
    });
}

/** The same of memory alone, for those who write nothing. */
export function refuseMemory({ memory }: Pick<ResourceEstimate, 'memory'>): void {
  const free = freeMemory();
  if (memory > free)
    throwDiagnostic({
      kind: 'conflict',
      message: `these runs need about ${size(memory)} of memory`,
      found: `${size(free)} that are free`,
      hint: 'more persons per agent (--scale), fewer runs or --threads, or shards on several machines; --force skips this check',
    });
}

/** Milliseconds between two looks at the disk. */
const LOOK_MS = 1000;

/** To be called while runs are finished: stops as soon as what is free would no longer hold the tables. */
export function watchDisk({ tables }: ResourceEstimate, folder: string): () => void {
  let looked = performance.now();
  return () => {
    if (performance.now() - looked < LOOK_MS) return;
    looked = performance.now();
    const free = freeDisk(folder);
    if (free !== undefined && free < tables)
      throwDiagnostic({
        kind: 'failed',
        message: `the disk of ${displayName(folder)} is filling up: the tables will need about ${size(tables)}`,
        found: `${size(free)} that are free`,
      });
  };
}

/** Numbers of one result: trajectories and flows, which stay in the log (as if half of all pairs of places, or an eighth of all agents, moved each week), and all else. */
const longNumbers = ({ weeks, series, places }: Frame, agents: number) =>
  weeks * (series.length + Math.ceil(Math.min(places.length ** 2, agents / 4)));
const shortNumbers = ({ survey, figures }: Frame, { statistics = [] }: Inputs) =>
  3 * survey.length + figures.length + statistics.length;

/** Rows of a table of single agents, respondents or ties in a run; on the safe side: as if `where` held of everybody. */
function rowsIn(
  { name, snapshots }: MicrodataTable,
  { study }: Inputs,
  agents: number,
  networks: Model['networks'],
): number {
  const of = (wave: string | undefined) =>
    Number(study.waves.rows.find(({ cells }) => cells.wave_id === wave)?.cells.n_total ?? 0);
  const degreeOf = (wanted: string | undefined) => networks.find(({ name }) => name === wanted)?.degree ?? 0;
  if (name === 'respondents') return snapshots.reduce((sum, snapshot) => sum + of(snapshot.of), 0);
  if (name === 'ties')
    return snapshots.reduce((sum, snapshot) => sum + Math.ceil(agents * degreeOf(snapshot.of)), 0);
  return snapshots.length * agents;
}

/** Of such a row as CSV and as Parquet. */
const rowBytes = ({ ids, columns }: MicrodataTable, scenario: string) =>
  scenario.length + ROW_BYTES + (ids + columns.length) * (CELL_BYTES.small + PARQUET_CELL_BYTES);

/** On the safe side: as if all metrics were headlines, and every agent moved each month, by a way of its own. */
function tableBytes(
  scenario: string,
  { weeks, series, places }: Frame,
  runs: number,
  agents: number,
  { kept, csv }: { kept: TrajectoryRows; csv: CsvRows },
): number {
  const names = series.reduce((sum, { metric, group }) => sum + metric.length + group.length, 0);
  const cells = weeks * series.length;
  const total = weeks * series.filter(({ group }) => group === 'all').length;
  const keptCells = { all: cells, total, none: 0 }[kept];
  const csvCells = { full: keptCells, small: Math.min(keptCells, total) }[csv];
  const seriesBytes = scenario.length + ROW_BYTES + names / Math.max(1, series.length);
  const labels = (weeks * (scenario.length + ROW_BYTES) * csvCells) / Math.max(1, total);
  const trajectories = runs * (labels + csvCells * CELL_BYTES[csv] + keptCells * PARQUET_CELL_BYTES);
  const rows = { full: cells, small: total + Math.ceil((cells - total) / 4) }[csv];
  const bands = rows * (seriesBytes + BAND_CELLS * BAND_BYTES[csv]);
  const summary = bands + cells * BAND_CELLS * PARQUET_CELL_BYTES;
  const all = places.length * (places.length - 1);
  const pairs = { full: all, small: Math.min(all, agents) }[csv];
  const pairBytes = scenario.length + ROW_BYTES + (2 * places.join('').length) / Math.max(1, places.length);
  const flows = runs * Math.ceil(weeks / 4) * pairs * pairBytes;
  return Math.round(trajectories + summary + flows);
}

function size(bytes: number): string {
  if (bytes < 2 ** 20) return `${Math.ceil(bytes / 1024)} KiB`;
  return bytes < 2 ** 30 ? `${Math.round(bytes / 2 ** 20)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
