import { findProject, listModels, listScenarios, listStudies } from '../project/locate.ts';
import type { ProjectFiles } from '../project/project-files.ts';
import { textFiles } from '../project/text-files.ts';

/** A project: models, surveys and scenarios that belong together. Its files are read when a scenario is resolved. */
export interface Project {
  /** Names of the folders in `models/` and `surveys/`, and of the files in `scenarios/` without their ending. */
  models: readonly string[];
  studies: readonly string[];
  scenarios: readonly string[];
  /** Where the files are read from. */
  files: ProjectFiles;
  root: string;
}

/**
 * A project whose files are given as texts: in a page, a test, or wherever there is no disk.
 *
 * @param files texts (or bytes in UTF-8) by path from the project's folder, with forward slashes: all of `models/NAME/`,
 * `surveys/NAME/` and `scenarios/` that the scenarios to be run name. Other files do no harm.
 * @example
 * const project = readProject({
 *   'models/village/model.yaml': '...', 'models/village/places.csv': '...', // and the rest of the model
 *   'surveys/village-2001/waves.csv': '...', // and the rest of the study
 *   'scenarios/plain.yaml': '...',
 * });
 */
export function readProject(files: Readonly<Record<string, string | Uint8Array>>): Project {
  return projectIn(textFiles(files), '/');
}

/** The project that a folder of these files belongs to. */
export function projectIn(files: ProjectFiles, folder: string): Project {
  const root = findProject(files, folder);
  return {
    models: listModels(files, root),
    studies: listStudies(files, root),
    scenarios: listScenarios(files, root),
    files,
    root,
  };
}
