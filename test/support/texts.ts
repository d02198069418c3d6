import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The files of a project as the pure entry takes them: texts by path, with forward slashes. */
export function textsOf(project: string): Record<string, string> {
  const entries = ['models', 'surveys', 'scenarios'].flatMap(folder =>
    readdirSync(join(project, folder), { recursive: true, withFileTypes: true }),
  );
  const paths = entries
    .filter(entry => entry.isFile() && /\.(ya?ml|csv|json)$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    paths.map(path => [relative(project, path).replaceAll('\\', '/'), readFileSync(path, 'utf8')]),
  );
}
