import { join } from 'node:path';
import { type Diagnostic, DiagnosticError, describe } from '../../src/core/diagnostics.ts';
import { measure, resolveScenario } from '../../src/simulate/resolve.ts';
import { loadInputs } from '../../src/workflows/run/load-inputs.ts';
import { makeProject, type Project } from '../cli/process.ts';

export const MODEL = 'models/village/model.yaml';
export const RULES = 'models/village/rules/leaving.yaml';
export const PARAMETERS = 'models/village/parameters.csv';
export const PLACES = 'models/village/places.csv';
export const NETWORKS = 'models/village/networks.yaml';
export const MARGINS = 'models/village/margins.csv';
export const SCENARIO = 'scenarios/plain.yaml';
export const studyFile = (name: string) => `surveys/village-2001/${name}.csv`;

const shortly = ({ at, ...problem }: Diagnostic) =>
  describe({ ...problem, at: at && { ...at, file: at.file.split('/').at(-1)! } });

/** What `check` says of the small world after an edit: its errors, or else its warnings, each on one line without folders. */
export function said(edit: (project: Project) => void): { errors: string[]; warnings: string[] } {
  const project = makeProject();
  try {
    edit(project);
    const inputs = loadInputs(join(project.folder, SCENARIO));
    return { errors: [], warnings: measure(inputs, resolveScenario(inputs), 1).warnings.map(shortly) };
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return { errors: error.problems.map(shortly), warnings: [] };
  } finally {
    project.remove();
  }
}

export const errorsOf = (edit: (project: Project) => void) => said(edit).errors;
export const warningsOf = (edit: (project: Project) => void) => said(edit).warnings;
