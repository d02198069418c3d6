import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Keeps CHANGELOG.md at a release. `npm version minor` runs it: what is under "Unreleased" gets the new version as its heading.
 * `--check TAG` fails when tag, package and changelog don't name one version; `--notes` prints what the release changes.
 */
const ROOT = resolve(import.meta.dirname, '..');
const FILE = resolve(ROOT, 'CHANGELOG.md');
const UNRELEASED = '## Unreleased\n';

/** The changelog with a heading for a version: what was unreleased is below it, and nothing is unreleased any more. */
export function released(changelog: string, version: string): string {
  const at = changelog.indexOf(UNRELEASED);
  if (at < 0) throw new Error('CHANGELOG.md has no "## Unreleased"');
  if (changelog.includes(`## ${version}\n`)) throw new Error(`CHANGELOG.md has ${version} already`);
  if (notesOf(changelog, 'Unreleased') === '') throw new Error('CHANGELOG.md has nothing that is unreleased');
  const [before, after] = [changelog.slice(0, at), changelog.slice(at + UNRELEASED.length)];
  return `${before}${UNRELEASED}\n## ${version}\n${after}`;
}

/** What is under the heading of a version; undefined when there is none. */
export function notesOf(changelog: string, version: string): string | undefined {
  const sections = changelog.split(/^## /m).map(section => section.split(/\n(.*)/s));
  return sections.find(([heading]) => heading === version)?.[1]?.trim();
}

if (process.argv[1] === import.meta.filename) {
  const { version } = JSON.parse(readFileSync(resolve(ROOT, 'package.json'), 'utf8'));
  const changelog = readFileSync(FILE, 'utf8');
  const [mode, tag] = process.argv.slice(2);
  if (mode === '--notes') console.log(notesOf(changelog, version) ?? '');
  else if (mode !== '--check') writeFileSync(FILE, released(changelog, version));
  else if (tag !== `v${version}` || !notesOf(changelog, version)) {
    console.error(`${tag} is not what package.json (${version}) and CHANGELOG.md say`);
    process.exitCode = 1;
  }
}
