import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import { findProject, listScenarios } from './project.ts';

/** A file or folder of the project in which the user is, relative to the current directory. */
const inProject = (...names: string[]) => join(relative(process.cwd(), findProject('.')), ...names);

/** Where results go when no folder is named: `output/` of the project, from any folder in it. */
export const outputFolder = (...names: string[]): string => inProject('output', ...names);

/**
 * The scenario files that are meant when none is named: the project's baseline, else all that it has. Diagnostic `missing`: it
 * has none.
 */
export function usualScenarios(): string[] {
  const baseline = inProject('scenarios', 'baseline.yaml');
  if (existsSync(baseline)) return [baseline];
  const files = ['yaml', 'yml'].flatMap(ending =>
    listScenarios(findProject('.')).map(name => inProject('scenarios', `${name}.${ending}`)),
  );
  const found = files.filter(file => existsSync(file));
  if (found.length) return found;
  return throwDiagnostic({
    kind: 'missing',
    message: 'there is no scenario here',
    expected: 'a folder with scenarios/',
    hint: '`rhizome init DIR` writes a study; `rhizome run rhizome:baseline` runs the shipped one',
  });
}
