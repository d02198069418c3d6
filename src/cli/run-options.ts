import type { CheckpointOptions } from '../execute/resumable-runs.ts';
import { CSV_ROWS, type CsvRows, TRAJECTORY_ROWS, type TrajectoryRows } from '../io/folder/tables.ts';
import { progressLine } from '../report/terminal/progress.ts';
import { painter } from '../report/terminal/style.ts';
import { choice, flag, type Given, type Option } from './command.ts';
import { asTyped } from './program.ts';

export const FORCE = flag('skip the memory and disk check');
export const VERBOSE = flag('also print the tables behind the answer');
export const RESUME = flag('continue an earlier attempt; ends with the same bytes');

export const CSV = choice(
  CSV_ROWS,
  'CSV tables: small (totals, rounded; Parquet has the rest) or full (all rows and digits) [small]',
);

/** What the large tables of a folder of runs have. */
export const tableOptions = (): Record<string, Option> => ({
  trajectories: choice(
    TRAJECTORY_ROWS,
    'whose trajectories are written: of all groups, the total, none [all]',
  ),
  csv: CSV,
});
export const givenTables = (given: Given) => ({
  trajectories: given.trajectories as TrajectoryRows | undefined,
  csv: given.csv as CsvRows | undefined,
});

/** Options of every command that makes many runs. */
export const checkpointOptions = (): Record<string, Option> => ({
  resume: RESUME,
  'allow-missing': flag('write the tables without failed runs; otherwise a failed run is an error'),
  force: FORCE,
});

export const givenCheckpoint = (given: Given): CheckpointOptions & { force?: boolean } => ({
  resume: given.resume,
  allowMissing: given['allow-missing'],
  force: given.force,
  onNote,
});

/** Something the user should know, in a line of its own. */
export function onNote(text: string): void {
  progressLine(process.stderr).clear();
  process.stderr.write(`${painter(process.stderr)('warn', 'note:')} ${asTyped(text)}\n`);
}
