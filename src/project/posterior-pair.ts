import { type Position, throwDiagnostic } from '../core/diagnostics.ts';
import type { ProjectFiles } from './project-files.ts';

/**
 * A posterior is a table of draws and a note that says whose they are: two files, which no system replaces at once. So the
 * note names its table by hash. A new table waits beside the old one until the note names it, and then takes its place; where
 * this was stopped between, the table that waits is the one.
 */
export interface PosteriorFiles {
  table: string;
  note: string;
}

/** Where a table waits for its note: beside it, hidden. */
export const waitingTable = ({ table }: PosteriorFiles): string =>
  table.replace(/[^\\/]+$/, name => `.${name}.rhizome`);

/** Where the table is that a note names. Diagnostic `conflict`: it is neither the one that is there nor the one that waits. */
export function tableOf(
  files: ProjectFiles,
  pair: PosteriorFiles,
  named: string | undefined,
  at: Position,
): string {
  const isNamed = (path: string) => files.exists(path) && files.hash(path) === named;
  if (named === undefined || isNamed(pair.table)) return pair.table;
  if (isNamed(waitingTable(pair))) return waitingTable(pair);
  return throwDiagnostic({
    kind: 'conflict',
    message: `${files.displayName(pair.table)} is not the table of draws to which this note belongs`,
    at,
    hint: 'calibrate again with --adopt; if you have changed the draws yourself, take `table` out of the note',
  });
}
