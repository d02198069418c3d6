import type { Diagnostic } from '../../core/diagnostics.ts';
import { reporter } from '../../report/page/reporter.ts';
import { type EnsembleOptions, runInputs } from '../../workflows/run/ensemble.ts';
import type { Project } from '../project.ts';
import { type InlineScenario, inputsOf, type ScenarioSettings } from '../scenario.ts';
import type { ExecutionOptions } from './stream.ts';

/** What is run, where, and what is written. */
export interface WriteFolderOptions
  extends ScenarioSettings,
    ExecutionOptions,
    Pick<EnsembleOptions, 'resume' | 'allowMissing' | 'trajectories' | 'csv'> {
  /** Write report.html, too; it is there unless this is false. */
  page?: boolean;
}

/** A folder of results as `rhizome run` writes it. */
export interface WrittenFolder {
  folder: string;
  /** Names of its files, sorted. */
  files: readonly string[];
  /** Runs that are in the tables. */
  runs: number;
  warnings: readonly Diagnostic[];
}

/**
 * Run a scenario and write its output folder, as `rhizome run` does: tables, manifest and page, whole or not at all. Runs wait in
 * a log beside it, so any number of them needs no more memory; with `resume`, what was stopped goes on.
 *
 * @param folder where it will be; one of Rhizome's that is there is replaced
 * @throws DiagnosticError as `runScenario`; and where the folder is taken, in use, or can't be written
 */
export async function writeFolder(
  project: Project,
  scenario: string | InlineScenario,
  folder: string,
  { page = true, ...options }: WriteFolderOptions = {},
): Promise<WrittenFolder> {
  const inputs = inputsOf(project, scenario, options, true);
  const written = await runInputs(inputs, { ...options, folder, reporter: page ? reporter : undefined });
  return {
    folder: written.folder,
    files: written.files,
    runs: written.results.length,
    warnings: written.warnings,
  };
}
