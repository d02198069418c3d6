import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { ProjectFiles } from '../../project/project-files.ts';
import { SHIPPED, shippedPath } from '../../project/shipped.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { posix } from '../text/text.ts';
import { disk } from './disk.ts';

/** What a package brings, and the file that makes a folder of it whole. */
const MARKS: Readonly<Record<string, string | undefined>> = {
  models: 'model.yaml',
  surveys: 'waves.csv',
  scenarios: undefined,
};

/**
 * A project on the disk, with the models, surveys and scenarios of the package below it: read only, and always there. What a
 * model or survey of the project doesn't have is that of the shipped one with its name, file by file; a folder with a model.yaml
 * or waves.csv of its own is whole and takes nothing. So a project holds only what it changes.
 */
export function projectFiles(root: string, library = resolve(PACKAGE_ROOT)): ProjectFiles {
  const isLibrary = resolve(root) === library;
  // Shipped files have paths inside the project, of a folder that no project has.
  const shipped = join(root, SHIPPED);
  const isShipped = (path: string) => path === shipped || path.startsWith(shipped + sep);
  const nameOf = (path: string) => (path.startsWith(SHIPPED) ? path.slice(SHIPPED.length) : undefined);

  const resolveIn = (folder: string, name: string): string => {
    const [outer, inner] = [nameOf(folder), nameOf(name)];
    if (inner !== undefined) return resolve(shipped, shippedPath(inner));
    return resolve(outer === undefined ? folder : join(shipped, shippedPath(outer)), name);
  };

  /** Where a file is. */
  const real = (given: string): string => {
    const path = nameOf(given) === undefined ? resolve(given) : resolveIn(given, '.');
    const inShipped = isShipped(path) ? relative(shipped, path) : undefined;
    const inProject = inShipped ?? relative(root, path);
    const [kind, name] = inProject.split(sep);
    if (!Object.hasOwn(MARKS, kind)) return path;
    if (inShipped !== undefined) return join(library, inShipped);
    const mark = MARKS[kind];
    if (isLibrary || !mark || existsSync(path) || (name && existsSync(join(root, kind, name, mark))))
      return path;
    const below = join(library, inProject);
    return existsSync(below) ? below : path;
  };

  /** The shipped folder whose files a folder of the project has besides its own. */
  const below = (folder: string): string | undefined => {
    const [kind, name] = relative(root, resolve(folder)).split(sep);
    const mark = Object.hasOwn(MARKS, kind) ? MARKS[kind] : undefined;
    if (isLibrary || !mark || (name && existsSync(join(root, kind, name, mark)))) return undefined;
    return join(library, relative(root, resolve(folder)));
  };

  return {
    resolve: resolveIn,
    exists: path => existsSync(real(path)),
    // Else the package's own folder would be taken for the project.
    isFolder: path => !isShipped(path) && disk.isFolder(real(path)),
    entries: folder => {
      const under = below(folder);
      const own = disk.entries(real(folder));
      return under ? [...new Set([...own, ...disk.entries(under)])].sort() : own;
    },
    isInside: disk.isInside,
    displayName: path => {
      const at = real(path);
      const isOfPackage = !isLibrary && at.startsWith(library + sep) && at !== resolve(path);
      return isOfPackage ? SHIPPED + posix(relative(library, at)) : disk.displayName(at);
    },
    readText: (path, kind, namedAt) => disk.readText(real(path), kind, namedAt),
    hash: path => disk.hash(real(path)),
  };
}
