import { dirname, resolve, sep } from 'node:path';
import * as projects from '../../project/locate.ts';
import { SHIPPED } from '../../project/shipped.ts';
import { disk } from './disk.ts';
import { projectFiles } from './library.ts';

/** The project on the disk that a file or folder belongs to. */
export const findProject = (from: string): string => projects.findProject(disk, from);

/** The project of a scenario or sweep file; of a shipped one, that of the current directory. */
export function projectOf(file: string): string {
  if (file.startsWith(SHIPPED)) return findProject('.');
  const [root, inShipped] = resolve(file).split(sep + SHIPPED + sep);
  return inShipped === undefined ? findProject(dirname(root)) : root;
}

export const listModels = (root: string): string[] => projects.listModels(projectFiles(root), root);

/** Scenario files of a project, by name without ending. */
export const listScenarios = (root: string): string[] => projects.listScenarios(disk, root);
