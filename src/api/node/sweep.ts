import type { Diagnostic } from '../../core/diagnostics.ts';
import { reporter } from '../../report/page/reporter.ts';
import { type SweepOptions as Options, runSweep } from '../../workflows/sweep/sweep.ts';
import { leverCells } from '../../workflows/sweep/sweep-rows.ts';
import type { Columns } from '../columns.ts';
import type { Project } from '../project.ts';
import type { ExecutionOptions } from './stream.ts';

/** What the sweep's file doesn't say. */
export interface SweepOptions
  extends ExecutionOptions,
    Pick<Options, 'seed' | 'parameters' | 'set' | 'weeks' | 'personsPerAgent' | 'resume'> {
  /** Where its tables are written; by default output/sweep/NAME. */
  folder?: string;
}

/** What a sweep gave, and where its tables are. */
export interface Sweep {
  /**
   * A row a run: `point`, `replicate` and `draw` (NaN without a posterior), a column a lever by its name (days as texts), and a column
   * an outcome: `metric@2023-06-26`, or `metric:group=label@2023-06-26`.
   */
  columns: Columns;
  folder: string;
  files: readonly string[];
  warnings: readonly Diagnostic[];
}

/**
 * Run a scenario at every point of a sweep file, with the same draws and seeds at each, and write a folder of tables, as
 * `rhizome sweep` does.
 *
 * @param file name of a sweep in `scenarios/sweeps/`, or a path from the project's folder
 * @throws DiagnosticError with all that is wrong with the inputs or the folder, or what broke in a run
 */
export async function sweep(project: Project, file: string, options: SweepOptions = {}): Promise<Sweep> {
  const { files, root } = project;
  const named = files.resolve(root, `scenarios/sweeps/${file}.yaml`);
  const path = files.exists(named) ? named : files.resolve(root, file);
  const { sweep, points, outcomes, runs, ...result } = await runSweep(path, { ...options, reporter });
  const cells = points.map(point => leverCells(sweep.levers, point));
  const numbers = (of: (run: (typeof runs)[number]) => number) => Float64Array.from(runs, of);
  const levers = sweep.levers.map(({ name, isDate }, k) => {
    const column = isDate
      ? runs.map(({ point }) => String(cells[point][k]))
      : numbers(({ point }) => Number(cells[point][k]));
    return [name, column] as const;
  });
  return {
    columns: {
      point: numbers(({ point }) => point + 1),
      replicate: numbers(({ replicate }) => replicate),
      draw: numbers(({ draw }) => draw ?? Number.NaN),
      ...Object.fromEntries(levers),
      ...Object.fromEntries(outcomes.map(({ name }, k) => [name, numbers(({ values }) => values[k])])),
    },
    folder: result.folder,
    files: result.files,
    warnings: result.warnings,
  };
}
