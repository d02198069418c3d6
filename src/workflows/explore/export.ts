import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import { writePage } from '../../io/folder/page.ts';
import type { Assets } from './bundle.ts';
import { explorerHtml, FILES, fileOf, type Parts } from './page.ts';
import type { ExplorerPage } from './projects.ts';

/** Writes the pages as a site for any web host; `inside`: each is one file that needs nothing beside it. Returns the paths. */
export function exportSite(
  folder: string,
  pages: readonly ExplorerPage[],
  assets: Assets,
  parts: Parts,
): string[] {
  const files: [string, string][] = pages.map(page => [
    fileOf(pages, page),
    explorerHtml(pages, page, assets, parts),
  ]);
  if (parts === 'beside')
    for (const part of ['page', 'worker', 'style', 'world'] as const)
      if (part !== 'world' || pages.some(({ hasCountries }) => hasCountries))
        files.push([FILES[part], assets[part]]);
  refuseForeign(
    folder,
    files.map(([name]) => name),
  );
  mkdirSync(folder, { recursive: true });
  return files.map(([name, text]) => {
    const path = join(folder, name);
    writePage(path, text);
    return path;
  });
}

/** A folder that holds anything else is somebody's: it stays as it is. */
function refuseForeign(folder: string, names: readonly string[]): void {
  if (!existsSync(folder)) return;
  const isOurs = existsSync(join(folder, 'index.html'));
  const strange = readdirSync(folder).find(name => !names.includes(name) && !name.startsWith('.'));
  if (strange === undefined || isOurs) return;
  throwDiagnostic({
    kind: 'conflict',
    message: `${folder} holds other files, such as ${strange}`,
    hint: 'name an empty or new folder',
  });
}
