import type { Diagnostic } from '../../core/diagnostics.ts';
import { reporter } from '../../report/page/reporter.ts';
import { calibrateInputs } from '../../workflows/calibrate/calibrate.ts';
import type { CalibrateOptions as Options } from '../../workflows/calibrate/fit-plan.ts';
import { withSettings } from '../../workflows/run/settings.ts';
import { drawColumns, type Fit } from '../fit.ts';
import type { Project } from '../project.ts';
import { type InlineScenario, readScenario } from '../scenario.ts';

/** How and where a fit is made; as the options of `rhizome calibrate`. */
export interface CalibrateOptions
  extends Pick<
    Options,
    | 'method'
    | 'parameters'
    | 'set'
    | 'budget'
    | 'agents'
    | 'seed'
    | 'threads'
    | 'backend'
    | 'folder'
    | 'resume'
    | 'force'
    | 'onProgress'
    | 'signal'
  > {
  /** Name of a scenario that is given inline; by default `inline`. */
  name?: string;
}

/** A fit, and where its tables are. */
export interface Calibration extends Fit {
  folder: string;
  files: readonly string[];
  warnings: readonly Diagnostic[];
}

/**
 * Fit the parameters of a scenario's model to the figures of its study, and write a folder of tables, as `rhizome calibrate` does.
 * The posterior beside the model stays as it is.
 *
 * @throws DiagnosticError where the fit can't begin, a run breaks, or the figures can't be reached
 */
export async function calibrate(
  project: Project,
  scenario: string | InlineScenario,
  { name, set, ...options }: CalibrateOptions = {},
): Promise<Calibration> {
  const read = readScenario(project, scenario, { name, parameters: 'defaults' });
  const fit = await calibrateInputs(withSettings(read, set), { ...options, set, reporter });
  return {
    draws: drawColumns(
      fit.draws,
      fit.question.parameters.map(one => one.name),
    ),
    parameters: fit.parameters,
    judgement: fit.judgement,
    folder: fit.folder,
    files: fit.files,
    warnings: fit.inputWarnings,
  };
}
