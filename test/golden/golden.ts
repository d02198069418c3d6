import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runEnsemble } from '../../src/workflows/run/ensemble.ts';

/**
 * A small run of every shipped scenario whose tables are stored beside this file and reviewed like code. Any change of
 * the model, the survey, a draw or the arithmetic shows here; `npm run accept` stores the new tables, and CHANGELOG.md
 * says why they are new. Of the long tables only some rows are stored; a hash of each stands for the rest.
 */
// Without worker threads: V8 has a fault where one process makes and ends dozens of them with WebAssembly (nodejs/node issue 64500).
const SIZE = { draws: 2, seeds: 1, weeks: 60, personsPerAgent: 2500, threads: 0 };

/** Which rows of a table are stored. */
const KEPT: Record<string, (cells: string[]) => boolean> = {
  'summary.csv': ([, date, , group]) => group === 'all' && weekNumber(date) % 8 === 0,
  'survey.csv': ([, , , subgroup, , , , mean]) => subgroup === 'all' && mean !== '',
  'flows.csv': cells => cells.at(-1) !== '0',
};
const HASHES = 'sha256.txt';

const ROOT = resolve(import.meta.dirname, '../..');

export const scenarios = readdirSync(join(ROOT, 'scenarios'))
  .filter(name => name.endsWith('.yaml'))
  .map(name => name.slice(0, -'.yaml'.length))
  .sort();

export const storedFile = (scenario: string, file: string) => join(import.meta.dirname, scenario, file);

/** What is to be stored for a scenario as it is now, by file name. */
export async function runGolden(scenario: string): Promise<Map<string, string>> {
  const parent = mkdtempSync(join(tmpdir(), 'rhizome-golden-'));
  try {
    const folder = join(parent, scenario);
    await runEnsemble(join(ROOT, 'scenarios', `${scenario}.yaml`), { ...SIZE, folder });
    const tables = Object.keys(KEPT).map(file => [file, readFileSync(join(folder, file), 'utf8')] as const);
    const hashes = tables.map(
      ([file, text]) => `${createHash('sha256').update(text).digest('hex')}  ${file}\n`,
    );
    return new Map([
      ...tables.map(([file, text]) => [file, thinned(file, text)] as const),
      [HASHES, hashes.join('')],
    ]);
  } finally {
    rmSync(parent, { recursive: true });
  }
}

function thinned(file: string, text: string): string {
  const [header, ...rows] = text.trimEnd().split('\n');
  return `${[header, ...rows.filter(row => KEPT[file](row.split(',')))].join('\n')}\n`;
}

const weekNumber = (date: string) => Math.round(Date.parse(date) / (7 * 86_400_000));
