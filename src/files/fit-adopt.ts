import { basename, dirname, join } from 'node:path';
import { fail } from '../problem.ts';
import { makeFolders } from './disk.ts';
import { engineIdentity } from './engine-identity.ts';
import { type Fit, posteriorNote, posteriorRows } from './fit-outputs.ts';
import { fitPosterior } from './fit-tables.ts';
import { csvLine } from './lines.ts';
import { posteriorFiles } from './posterior.ts';
import { putPosterior } from './posterior-pair.ts';
import { findProject } from './project.ts';
import { codeOf, displayName } from './text.ts';

/**
 * Put the draws of a fit beside their model, where scenarios find them; returns the table's path. Whatever stops this, the
 * former table and note stand, or both new ones. Problem of kind `failed`: they can't be written.
 */
export function adoptPosterior(fit: Fit, scenarioFile: string): string {
  const { model, study } = fit.inputs.scenario;
  const root = findProject(dirname(scenarioFile));
  const files = posteriorFiles(join(root, 'models', basename(model)), basename(study));
  const names = fit.question.parameters.map(({ name }) => name);
  const lines = [fitPosterior(names).fields.map(({ name }) => name), ...posteriorRows(fit.draws)].map(
    csvLine,
  );
  try {
    makeFolders(dirname(files.table));
    putPosterior(files, `${lines.join('\n')}\n`, { engine: engineIdentity(), ...posteriorNote(fit) });
  } catch (error) {
    fail({ kind: 'failed', message: `writing ${displayName(files.table)} failed`, found: codeOf(error) });
  }
  return displayName(files.table);
}
