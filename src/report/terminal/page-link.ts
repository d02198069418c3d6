import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Paint } from './style.ts';

/** Where the answer is to be read on: the page's address to click; with `verbose` all files too. */
export function pageLines(
  folder: string,
  files: readonly string[],
  verbose: boolean,
  paint: Paint,
): string[] {
  const page = files.find(file => file === 'report.html');
  const written = `${paint('good', 'Written to')} ${paint('strong', `${folder}/`)}`;
  return [
    ...(page ? [`${paint('good', 'Page:')} ${pathToFileURL(resolve(folder, page)).href}`] : []),
    verbose
      ? `${written}  ${files.join(', ')}`
      : `${written}  ${files.length} files; more here with --verbose`,
  ];
}
