import { projectFiles } from '../../io/project/library.ts';
import { findProject } from '../../io/project/project.ts';
import { SHIPPED, SHIPPED_FOLDERS } from '../../project/shipped.ts';
import { type Project, projectIn } from '../project.ts';

/**
 * The project on the disk that a folder belongs to: the nearest one, itself or above it, with `scenarios/`, or with `models/` and
 * `surveys/`; else the folder itself. The package's models, surveys and scenarios lie below every project, as
 * `rhizome:baseline`. Files are read whenever a scenario is resolved.
 */
export function loadProject(folder = '.'): Project {
  const root = findProject(folder);
  return projectIn(projectFiles(root), root);
}

/** What a project's texts are called; whatever else lies there no reader asks for. */
const READ = /\.(ya?ml|csv|json)$/;

/**
 * All texts of a project by path, as `readProject` of `rhizome-sim` takes them: to hand them to a page or a worker. What the
 * package brings is among them.
 *
 * @example
 * writeFileSync('project.json', JSON.stringify(readTexts('.')));
 */
export function readTexts(folder = '.'): Record<string, string> {
  const { root, files } = loadProject(folder);
  const textsIn = (path: string, name: string): [name: string, text: string][] => {
    const within = files.entries(path).map(entry => textsIn(files.resolve(path, entry), `${name}/${entry}`));
    if (within.length) return within.flat();
    if (!READ.test(name) || !files.exists(path)) return [];
    return [[name, files.readText(path, name.endsWith('.csv') ? 'csv' : 'yaml').text]];
  };
  const own = SHIPPED_FOLDERS.flatMap(top => textsIn(files.resolve(root, top), top));
  const shipped = textsIn(files.resolve(root, `${SHIPPED}scenarios/`), `${SHIPPED}scenarios`);
  return Object.fromEntries([...own, ...shipped]);
}
