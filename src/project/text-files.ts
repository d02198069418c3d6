import type { Position } from '../core/diagnostics.ts';
import { sha256 } from '../core/sha256.ts';
import { decodeUtf8 } from '../text/encoding.ts';
import { refuseTooLong } from '../text/limits.ts';
import { failMissing, type ProjectFiles } from './project-files.ts';
import { SHIPPED, shippedPath } from './shipped.ts';

/**
 * A project whose files are texts in memory, as a page or a test has them. Checks are those of the disk: encoding, size, names
 * that lead out.
 * @param texts by path from the project's folder, with forward slashes: `models/village/model.yaml`; those that the package
 * brings by `rhizome:scenarios/baseline.yaml`
 */
export function textFiles(texts: Readonly<Record<string, string | Uint8Array>>): ProjectFiles {
  const bytes = new Map<string, Uint8Array>();
  const folders = new Map<string, Set<string>>([['/', new Set()]]);
  const encoder = new TextEncoder();
  for (const [name, text] of Object.entries(texts)) {
    const path = resolve('/', name);
    bytes.set(path, typeof text === 'string' ? encoder.encode(text) : text);
    for (let inner = path; inner !== '/'; inner = resolve(inner, '..')) {
      const folder = resolve(inner, '..');
      const own = folders.get(folder) ?? new Set();
      folders.set(folder, own.add(inner.slice(inner.lastIndexOf('/') + 1)));
    }
  }
  const files: ProjectFiles = {
    resolve,
    exists: path => bytes.has(path) || folders.has(path),
    // What the package brings is no project of its own.
    isFolder: path => !`${path}/`.startsWith(`/${SHIPPED}/`) && folders.has(path),
    entries: folder => [...(folders.get(folder) ?? [])].filter(name => !name.startsWith('.')).sort(),
    isInside: (root, path) =>
      `${path}/`.startsWith(root === '/' ? root : `${root}/`) && !path.startsWith('/..'),
    displayName: path => path.slice(1).replace(`${SHIPPED}/`, SHIPPED) || '.',
    readText(path, kind, namedAt) {
      const name = files.displayName(path);
      const at: Position = namedAt ?? { file: name, line: 1, column: 1 };
      const found = bytes.get(path) ?? failMissing(files, path, namedAt);
      refuseTooLong(found.length, kind, name, at);
      return { text: decodeUtf8(found, name, at), sha256: sha256(found) };
    },
    hash: path => sha256(bytes.get(path) ?? failMissing(files, path)),
  };
  return files;
}

/** The root's parent is itself, as on a disk; a name that leads above the root from inside gives a path that begins with `/..`. */
function resolve(folder: string, name: string): string {
  if (folder === '/' && name === '..') return '/';
  if (name.startsWith(SHIPPED)) return resolve(`/${SHIPPED}`, shippedPath(name.slice(SHIPPED.length)));
  const parts: string[] = [];
  for (const part of (name.startsWith('/') ? name : `${folder}/${name}`).split('/'))
    if (part === '..' && (parts.at(-1) ?? '..') !== '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  return `/${parts.join('/')}`;
}
