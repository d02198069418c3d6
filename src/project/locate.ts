import { type Position, type Text, throwDiagnostic } from '../core/diagnostics.ts';
import { failMissing, type ProjectFiles, parentOf } from './project-files.ts';

/**
 * The project a file or folder belongs to: the nearest folder above it (or itself) that has `models/` and `surveys/`, or
 * `scenarios/`; else the folder itself. Everything an input names is looked up in there.
 */
export function findProject(files: ProjectFiles, from: string): string {
  const has = (folder: string, name: string) => files.isFolder(files.resolve(folder, name));
  for (let folder = files.resolve(from, '.'); ; folder = parentOf(files, folder)) {
    if ((has(folder, 'models') && has(folder, 'surveys')) || has(folder, 'scenarios')) return folder;
    if (parentOf(files, folder) === folder) return files.resolve(from, '.');
  }
}

export const listModels = (files: ProjectFiles, root: string): string[] =>
  foldersWith(files, files.resolve(root, 'models'), 'model.yaml');

export const listStudies = (files: ProjectFiles, root: string): string[] =>
  foldersWith(files, files.resolve(root, 'surveys'), 'waves.csv');

/** Scenario files of a project, by name without ending. */
export function listScenarios(files: ProjectFiles, root: string): string[] {
  return files
    .entries(files.resolve(root, 'scenarios'))
    .flatMap(name => (/\.ya?ml$/.test(name) ? name.replace(/\.ya?ml$/, '') : []));
}

/**
 * The path of something that a file names: it must exist (else a problem of kind `missing` with what there is) and stay
 * inside the project.
 * @param folder what the name is relative to
 */
export function locate(
  files: ProjectFiles,
  root: string,
  folder: string,
  name: string,
  at?: Position,
): string {
  const path = files.resolve(folder, name);
  if (!files.isInside(root, path) || name.includes('\0'))
    throwDiagnostic({
      kind: 'value',
      message: 'the path leads out of the project',
      at,
      found: `\`${name}\``,
    });
  if (!files.exists(path)) failMissing(files, path, at);
  return path;
}

/** A file that was named by who runs the program: it may lie anywhere, but not where a link out of its project leads. */
export function refuseLinkOut(files: ProjectFiles, root: string, path: string): void {
  if (files.isInside(root, path)) return;
  throwDiagnostic({
    kind: 'value',
    message: `${files.displayName(path)} is a link that leads out of the project`,
    hint: 'put a copy in its place',
  });
}

/** The same for a file that a YAML scalar names. */
export function locateNamed(
  files: ProjectFiles,
  root: string,
  folder: string,
  { text, file, lines }: Text,
): { path: string; at: Position } {
  const at = { file, line: lines[0].line, column: lines[0].column };
  return { path: locate(files, root, folder, text, at), at };
}

function foldersWith(files: ProjectFiles, parent: string, file: string): string[] {
  return files.entries(parent).filter(name => files.exists(files.resolve(parent, `${name}/${file}`)));
}
