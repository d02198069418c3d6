import type { Diagnostic } from '../../core/diagnostics.ts';
import type { FitResult } from '../../inference/fit.ts';
import type { Judgement } from '../../inference/judgement.ts';
import { reporter } from '../../report/page/reporter.ts';
import { calibrateInputs } from '../../workflows/calibrate/calibrate.ts';
import type { CalibrateOptions as Options } from '../../workflows/calibrate/fit-plan.ts';
import { withSettings } from '../../workflows/run/settings.ts';
import type { Columns } from '../columns.ts';
import type { Project } from '../project.ts';
import { type InlineScenario, readScenario } from '../scenario.ts';

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
export interface Calibration {
  /** A row a draw of the posterior: `chain`, `draw`, `weight` (they sum to one), `log_likelihood`, then the parameters by name. */
  draws: Columns;
  /** By parameter: mean, sd and quantiles of the posterior, and how far it is from its prior and from convergence. */
  parameters: FitResult['parameters'];
  /** What speaks against using it. */
  judgement: Judgement;
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
  const numbers = (of: (draw: (typeof fit.draws)[number]) => number) => Float64Array.from(fit.draws, of);
  return {
    draws: {
      chain: numbers(({ chain }) => chain),
      draw: numbers(({ draw }) => draw),
      weight: numbers(({ weight }) => weight),
      log_likelihood: numbers(({ logLikelihood }) => logLikelihood),
      ...Object.fromEntries(
        fit.question.parameters.map(({ name }, j) => [name, numbers(({ theta }) => theta[j])]),
      ),
    },
    parameters: fit.parameters,
    judgement: fit.judgement,
    folder: fit.folder,
    files: fit.files,
    warnings: fit.inputWarnings,
  };
}
