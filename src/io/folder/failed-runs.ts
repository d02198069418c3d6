import { describe } from '../../core/diagnostics.ts';
import type { RunOutline } from '../../engine/program/run-types.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { RunFailure } from '../checkpoint/run-record.ts';
import type { Cell } from '../text/csv-writer.ts';
import type { Table } from './tables.ts';

/** Rows of runs.csv for the runs that broke, by the fields of that table; each tells what broke it. */
export function failedRows(
  { name, seed }: Scenario,
  { fields }: Table,
  failures: readonly RunFailure[],
): Cell[][] {
  return failures.map(({ key, problems }) => {
    const own: Record<string, Cell> = {
      ...key.parameters,
      scenario: name,
      replicate: key.replicate,
      draw: key.draw,
      seed,
      status: 'failed',
      theory: key.theory,
      error: problems.map(describe).join('; '),
    };
    return fields.map(field => own[field.name] ?? (field.type === 'string' ? '' : undefined));
  });
}

/** `missing 2 of 40 runs`; undefined when none is. */
export function missingText(
  results: readonly RunOutline[],
  failures: readonly RunFailure[] = [],
): string | undefined {
  const wanted = results.length + failures.length;
  return failures.length ? `missing ${failures.length} of ${wanted} runs` : undefined;
}
