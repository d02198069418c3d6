import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Position, type Text, throwDiagnostic } from '../../core/diagnostics.ts';
import { displayName, entriesOf, failMissing, isInside } from '../text/text.ts';

/**
 * The project a file or folder belongs to: the nearest folder above it (or itself) that has `models/` and `surveys/`.
 * Everything an input names is looked up in there.
 */
export function findProject(from: string): string {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (isFolder(join(folder, 'models')) && isFolder(join(folder, 'surveys'))) return folder;
    if (dirname(folder) === folder)
      return throwDiagnostic({
        kind: 'missing',
        message: `${displayName(from)} belongs to no project`,
        expected: 'a folder above it with `models/` and `surveys/`',
      });
  }
}

export const listModels = (root: string): string[] => foldersWith(join(root, 'models'), 'model.yaml');

export const listStudies = (root: string): string[] => foldersWith(join(root, 'surveys'), 'waves.csv');

/** Scenario files of a project, by name without ending. */
export function listScenarios(root: string): string[] {
  return entriesOf(join(root, 'scenarios')).flatMap(name =>
    /\.ya?ml$/.test(name) ? name.replace(/\.ya?ml$/, '') : [],
  );
}

/**
 * The path of something that a file names: it must exist (else a problem of kind `missing` with what there is) and stay
 * inside the project.
 * @param folder what the name is relative to
 */
export function locate(root: string, folder: string, name: string, at?: Position): string {
  const path = resolve(folder, name);
  if (!isInside(root, path) || name.includes('\0'))
    throwDiagnostic({
      kind: 'value',
      message: 'the path leads out of the project',
      at,
      found: `\`${name}\``,
    });
  if (!existsSync(path)) failMissing(path, at);
  return path;
}

/** A file that was named by who runs the program: it may lie anywhere, but not where a link out of its project leads. */
export function refuseLinkOut(root: string, path: string): void {
  if (isInside(root, path)) return;
  throwDiagnostic({
    kind: 'value',
    message: `${displayName(path)} is a link that leads out of the project`,
    hint: 'put a copy in its place',
  });
}

/** The same for a file that a YAML scalar names. */
export function locateNamed(
  root: string,
  folder: string,
  { text, file, lines }: Text,
): { path: string; at: Position } {
  const at = { file, line: lines[0].line, column: lines[0].column };
  return { path: locate(root, folder, text, at), at };
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function foldersWith(parent: string, file: string): string[] {
  return entriesOf(parent).filter(name => existsSync(join(parent, name, file)));
}
