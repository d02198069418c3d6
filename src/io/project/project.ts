import * as projects from '../../project/locate.ts';
import { disk } from './disk.ts';

/** The project on the disk that a file or folder belongs to. */
export const findProject = (from: string): string => projects.findProject(disk, from);

export const listModels = (root: string): string[] => projects.listModels(disk, root);

export const listStudies = (root: string): string[] => projects.listStudies(disk, root);

/** Scenario files of a project, by name without ending. */
export const listScenarios = (root: string): string[] => projects.listScenarios(disk, root);
