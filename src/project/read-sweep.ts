import { type Document, textOf } from '../core/located-document.ts';
import { readSweep, type Sweep } from '../scenario/sweep.ts';
import { findProject, locateNamed, refuseLinkOut } from './locate.ts';
import { failMissingScenario } from './missing-scenario.ts';
import { type ProjectFiles, parentOf, readOneYaml } from './project-files.ts';

/** A sweep file, and the path of the scenario that it varies. */
export function openSweep(
  files: ProjectFiles,
  path: string,
): { sweep: Sweep; document: Document; scenario: string } {
  if (!files.exists(path)) failMissingScenario(files, path);
  const folder = parentOf(files, files.resolve(path, '.'));
  const root = findProject(files, folder);
  refuseLinkOut(files, root, path);
  const document = readOneYaml(files, path);
  const sweep = readSweep(document);
  return {
    sweep,
    document,
    scenario: locateNamed(files, root, folder, textOf(document, 'scenario')).path,
  };
}
