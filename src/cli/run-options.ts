import type { CheckpointOptions } from '../execute/resumable-runs.ts';
import { TRAJECTORY_ROWS, type TrajectoryRows } from '../io/folder/tables.ts';
import { progressLine } from '../report/terminal/progress.ts';
import { painter } from '../report/terminal/style.ts';
import { choice, flag, type Given, type Option } from './command.ts';
import { asTyped } from './program.ts';

export const FORCE = flag('skip the memory and disk check');
export const VERBOSE = flag('also print the tables behind the answer');
export const RESUME = flag('continue an earlier attempt; ends with the same bytes');

/** The largest table of a folder of runs. */
export const TRAJECTORIES = choice(
  TRAJECTORY_ROWS,
  'rows of trajectories.csv: all groups, the total only, none [all]',
);
export const givenTrajectories = (given: Given) => given.trajectories as TrajectoryRows | undefined;

/** Options of every command that makes many runs. */
export const checkpointOptions = (): Record<string, Option> => ({
  resume: RESUME,
  'allow-missing': flag('write the tables without failed runs; otherwise a failed run is an error'),
  force: FORCE,
});

export const givenCheckpoint = (given: Given): CheckpointOptions & { force?: boolean } => ({
  resume: given.resume as boolean | undefined,
  allowMissing: given['allow-missing'] as boolean | undefined,
  force: given.force as boolean | undefined,
  onNote,
});

/** Something the user should know, in a line of its own. */
export function onNote(text: string): void {
  progressLine(process.stderr).clear();
  process.stderr.write(`${painter(process.stderr)('warn', 'note:')} ${asTyped(text)}\n`);
}
