import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Folder of the package, or of the clone: a build adds one folder, `dist/`, between it and the modules. */
export const PACKAGE_ROOT = fileURLToPath(
  ['../..', '../../..']
    .map(way => new URL(`${way}/`, import.meta.url))
    .find(folder => existsSync(new URL('package.json', folder)))!,
);

/** Version of the package: of its last release. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(`${PACKAGE_ROOT}package.json`, 'utf8')).version;
}
