import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Clock times stand in these alone. */
const CLOCKED = ['manifest.json', 'runs.csv'];

/** Hashes of all files of an output folder that must repeat, by name. */
export function tablesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter(name => !CLOCKED.includes(name));
  const hashOf = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  return Object.fromEntries(names.sort().map(name => [name, hashOf(name)]));
}
