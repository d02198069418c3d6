import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Parts of src/ that show results and make none: their words may change while runs of many days go on. */
const SHOWING: ReadonlySet<string> = new Set(['report', 'cli']);

/** Packages through which inputs become results and results become tables. */
export const PACKAGES = ['fast-csv', 'fflate', 'hyparquet-writer', 'seedrandom', 'yaml', 'zod'] as const;

const CARRIAGE_RETURN = 13;

/** What a build writes beside this module in place of the sources: `sourcesHash`. */
export const BAKED = 'engine-sources.json';

let own: string | undefined;

/**
 * Which engine this is, as 16 hexadecimal digits: a hash of its sources and of the versions of the packages it computes
 * with. Equal identities give equal bytes; another one may or may not (docs/decisions, "identity"). The version of the
 * package doesn't tell this: it changes with releases only. The built program has the identity of its sources.
 */
export function engineIdentity(): string {
  own ??= identityOf(bakedHash() ?? sourcesHash(SOURCES), packageVersions());
  return own;
}

const SOURCES = fileURLToPath(new URL('../..', import.meta.url));

/** @param versions by name of the package */
export const engineIdentityOf = (folder: string, versions: Readonly<Record<string, string>>): string =>
  identityOf(sourcesHash(folder), versions);

function identityOf(sources: string, versions: Readonly<Record<string, string>>): string {
  const sorted = JSON.stringify(Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(`${sources}\n${sorted}`).digest('hex').slice(0, 16);
}

/** SHA-256 of the modules that make results: their paths and texts. */
export function sourcesHash(folder: string = SOURCES): string {
  const hash = createHash('sha256');
  for (const name of sourcesOf(folder)) {
    const bytes = withoutCarriageReturns(readFileSync(join(folder, name)));
    hash.update(`${name}\n${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}

/** In a clone the sources are there, and count: what they are now. */
function bakedHash(): string | undefined {
  if (import.meta.url.endsWith('.ts')) return undefined;
  return JSON.parse(readFileSync(new URL(BAKED, import.meta.url), 'utf8')).sources;
}

/** Modules below a folder by their path from there, sorted, the same on every system. */
function sourcesOf(folder: string, within = ''): string[] {
  return readdirSync(join(folder, within), { withFileTypes: true })
    .flatMap(entry => {
      const name = within + entry.name;
      if (entry.isDirectory()) return SHOWING.has(name) ? [] : sourcesOf(folder, `${name}/`);
      return /(?<!\.d)\.[jt]s$/.test(name) ? name : [];
    })
    .sort();
}

/** Git may have written line ends as this system likes them. */
function withoutCarriageReturns(bytes: Buffer): Buffer {
  return bytes.includes(CARRIAGE_RETURN) ? Buffer.from(bytes.toString().replaceAll('\r\n', '\n')) : bytes;
}

/** Of the packages that this engine computes with. */
export function packageVersions(): Record<string, string> {
  const { resolve } = createRequire(import.meta.url);
  return Object.fromEntries(PACKAGES.map(name => [name, versionOf(name, resolve.paths(name) ?? [])]));
}

/** Of the package that Node would load; not every package lets its package.json be imported. */
function versionOf(name: string, folders: readonly string[]): string {
  for (const folder of folders)
    try {
      return JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')).version;
    } catch {
      // Not in this folder: Node looks further up, too.
    }
  return 'unknown';
}
