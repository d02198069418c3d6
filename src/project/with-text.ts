import { sha256 } from '../core/sha256.ts';
import type { ProjectFiles } from './project-files.ts';

/** A project with one more file, whose text is nowhere but here: a scenario that a program wrote. It hides one of the same path. */
export function withText(files: ProjectFiles, path: string, text: string): ProjectFiles {
  const folder = files.resolve(path, '..');
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const hash = () => sha256(new TextEncoder().encode(text));
  return {
    ...files,
    exists: other => other === path || files.exists(other),
    entries: other =>
      other === folder ? [...new Set([...files.entries(other), name])].sort() : files.entries(other),
    isInside: (root, other) => (other === path ? files.isInside(root, folder) : files.isInside(root, other)),
    readText: (other, kind, at) =>
      other === path ? { text, sha256: hash() } : files.readText(other, kind, at),
    hash: other => (other === path ? hash() : files.hash(other)),
  };
}
