import type { CheckpointOptions } from '../execute/resumable-runs.ts';
import { COPIES, type Copy } from '../io/folder/copies.ts';
import { CSV_ROWS, type CsvRows, TRAJECTORY_ROWS, type TrajectoryRows } from '../io/folder/tables.ts';
import { progressLine } from '../report/terminal/progress.ts';
import { painter } from '../report/terminal/style.ts';
import { choice, flag, type Given, type Option } from './command.ts';
import { asTyped } from './program.ts';

export const FORCE = flag('skip the memory and disk check');
export const VERBOSE = flag('also print the tables behind the answer');
export const RESUME = flag('continue an earlier attempt; ends with the same bytes');

/** Copies of CSV tables that a spreadsheet opens, as `--csv` has them. */
const EXCEL: readonly string[] = COPIES.filter(copy => copy !== 'xlsx');

export const CSV = choice(
  [...CSV_ROWS, ...EXCEL],
  'CSV tables: small (totals, rounded; Parquet has the rest) or full (all rows and digits); excel, excel-en: small, with copies for Excel (decimal commas, or points) [small]',
);
export const XLSX = flag('also write all CSV tables as one workbook (tables.xlsx)');

/** What the large tables of a folder of runs have. */
export const tableOptions = (): Record<string, Option> => ({
  trajectories: choice(
    TRAJECTORY_ROWS,
    'whose trajectories are written: of all groups, the total, none [all]',
  ),
  csv: CSV,
  xlsx: XLSX,
});
export const givenTables = (given: Given) => ({
  trajectories: given.trajectories as TrajectoryRows | undefined,
  ...givenCopies(given),
});
/** What the CSV tables have, and how they are copied. */
export function givenCopies(given: Given): { csv: CsvRows | undefined; copies: readonly Copy[] } {
  const isExcel = EXCEL.includes(String(given.csv));
  return {
    csv: isExcel ? 'small' : (given.csv as CsvRows | undefined),
    copies: [...(given.xlsx ? (['xlsx'] as const) : []), ...(isExcel ? [given.csv as Copy] : [])],
  };
}

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
