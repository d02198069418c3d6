import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail } from '../problem.ts';
import { type Fit, posteriorNote, posteriorRows } from './fit-outputs.ts';
import { fitPosterior } from './fit-tables.ts';
import { csvLine } from './lines.ts';
import { posteriorFiles } from './posterior.ts';
import { findProject } from './project.ts';
import { codeOf, displayName } from './text.ts';

/**
 * Put the draws of a fit beside their model, where scenarios find them; returns the table's path. Each file is written
 * aside and takes its place whole. Problem of kind `failed`: it can't be written.
 */
export function adoptPosterior(fit: Fit, scenarioFile: string): string {
  const { model, study } = fit.inputs.scenario;
  const root = findProject(dirname(scenarioFile));
  const { table, note } = posteriorFiles(join(root, 'models', basename(model)), basename(study));
  const names = fit.question.parameters.map(({ name }) => name);
  const lines = [fitPosterior(names).fields.map(({ name }) => name), ...posteriorRows(fit.draws)].map(
    csvLine,
  );
  try {
    mkdirSync(dirname(table), { recursive: true });
    put(table, `${lines.join('\n')}\n`);
    put(note, `${JSON.stringify(posteriorNote(fit), undefined, 1)}\n`);
  } catch (error) {
    fail({ kind: 'failed', message: `writing ${displayName(table)} failed`, found: codeOf(error) });
  }
  return displayName(table);
}

function put(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
