import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import { PACKAGE_ROOT, packageVersion } from '../../io/package-root.ts';
import { codeOf, displayName } from '../../io/text/text.ts';

/** Folders of templates/ that make a project, the later ones over the earlier. */
const LAYERS = {
  minimal: ['common', 'minimal'],
  survey: ['common', 'survey'],
  panel: ['common', 'survey', 'panel'],
} as const;

export type Template = keyof typeof LAYERS;

export const TEMPLATES = Object.keys(LAYERS) as Template[];

/** Names that npm does not pack as they are. */
const RENAMED = new Map([['gitignore', '.gitignore']]);

/**
 * Write a project that runs into a folder that is empty or not yet there; returns its files, sorted, relative to it. Nothing
 * is overwritten: a folder with anything in it is refused (`conflict`), and what can't be finished (`failed`) is removed.
 */
export function newProject(folder: string, template: Template): string[] {
  const root = resolve(folder);
  refuseTaken(root);
  const files = filesOf(template);
  const words = { name: packageName(root), version: packageVersion() };
  const isNew = !existsSync(root);
  try {
    for (const [name, path] of files) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), filled(readFileSync(path, 'utf8'), words), { flag: 'wx' });
    }
  } catch (error) {
    for (const name of isNew ? [''] : topmost(files))
      rmSync(join(root, name), { recursive: true, force: true });
    throwDiagnostic({
      kind: 'failed',
      message: `${displayName(root)} can't be written`,
      found: codeOf(error),
    });
  }
  return [...files.keys()];
}

function refuseTaken(root: string): void {
  const status = statSync(root, { throwIfNoEntry: false });
  if (!status) return;
  if (!status.isDirectory())
    throwDiagnostic({
      kind: 'conflict',
      message: `${displayName(root)} is a file`,
      expected: 'a new or empty folder',
    });
  const [first] = readdirSync(root);
  if (first === undefined) return;
  throwDiagnostic({
    kind: 'conflict',
    message: `${displayName(root)} is not empty and stays as it is`,
    found: first,
    expected: 'a new or empty folder',
  });
}

/** Where each file of the project comes from, by its name there. */
function filesOf(template: Template): Map<string, string> {
  const found = new Map<string, string>();
  for (const layer of LAYERS[template]) {
    const folder = join(PACKAGE_ROOT, 'templates', layer);
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const name = path.slice(folder.length + 1);
      found.set(RENAMED.get(name) ?? name, path);
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const topmost = (files: ReadonlyMap<string, string>) => [
  ...new Set([...files.keys()].map(name => name.split(/[\\/]/)[0])),
];

const filled = (text: string, words: Readonly<Record<string, string>>) =>
  text.replace(/\{\{(\w+)\}\}/g, (_, word) => words[word]);

/** What npm allows as a name: the folder's, as far as possible. */
function packageName(root: string): string {
  const name = basename(root)
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name || 'study';
}
