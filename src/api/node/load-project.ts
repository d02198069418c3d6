import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectFiles } from '../../io/project/library.ts';
import { findProject } from '../../io/project/project.ts';
import { posix, readText } from '../../io/text/text.ts';
import { type Project, projectIn } from '../project.ts';

/**
 * The project on the disk that a folder belongs to: the nearest one, itself or above it, with `scenarios/`, or with `models/` and
 * `surveys/`; else the folder itself. The package's models, surveys and scenarios lie below every project, as
 * `rhizome:baseline`. Files are read when a scenario is resolved, each time anew.
 */
export function loadProject(folder = '.'): Project {
  const root = findProject(folder);
  return projectIn(projectFiles(root), root);
}

/** What a project's texts are called; whatever else lies there (posteriors' notes aside) no reader asks for. */
const READ = /\.(ya?ml|csv|json)$/;

/**
 * All texts of a project by path, as `readProject` of `rhizome-sim` takes them: to hand them to a page or a worker.
 *
 * @example
 * writeFileSync('project.json', JSON.stringify(readTexts('.')));
 */
export function readTexts(folder = '.'): Record<string, string> {
  const { root } = loadProject(folder);
  const tops = ['models', 'surveys', 'scenarios'].map(top => join(root, top)).filter(existsSync);
  const paths = tops.flatMap(top =>
    readdirSync(top, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && READ.test(entry.name))
      .map(entry => join(entry.parentPath, entry.name)),
  );
  return Object.fromEntries(
    paths
      .sort()
      .map(path => [
        posix(relative(root, path)),
        readText(path, path.endsWith('.csv') ? 'csv' : 'yaml').text,
      ]),
  );
}
