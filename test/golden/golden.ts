import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runEnsemble } from '../../src/workflows/run/ensemble.ts';

/**
 * A small run of every shipped scenario whose tables are stored beside this file and reviewed like code. Any change of
 * the model, the survey, a draw or the arithmetic shows here; `npm run accept` stores the new tables, and CHANGELOG.md
 * says why they are new. Of the long tables only some rows are stored; a hash of each stands for the rest. They are the
 * tables with all digits (`--csv full`), so that another rounding, or another encoding of Parquet, is no change of results.
 */
// Without worker threads: V8 has a fault where one process makes and ends dozens of them with WebAssembly (nodejs/node issue 64500).
const SIZE = { draws: 2, seeds: 1, weeks: 60, personsPerAgent: 2500, threads: 0 };

/** Which rows of a table are stored. */
const KEPT: Record<string, (row: Readonly<Record<string, string>>, columns: readonly string[]) => boolean> = {
  'summary.csv': (row, columns) =>
    weekNumber(row.date) % 8 === 0 &&
    columns.slice(3, columns.indexOf('n')).every(group => row[group] === 'all'),
  'survey.csv': ({ subgroup, mean }) => subgroup === 'all' && mean !== '',
  'flows.csv': ({ persons }) => persons !== '0',
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
    await runEnsemble(join(ROOT, 'scenarios', `${scenario}.yaml`), { ...SIZE, csv: 'full', folder });
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
  const columns = header.split(',');
  const named = (row: string) => Object.fromEntries(row.split(',').map((cell, k) => [columns[k], cell]));
  return `${[header, ...rows.filter(row => KEPT[file](named(row), columns))].join('\n')}\n`;
}

const weekNumber = (date: string) => Math.round(Date.parse(date) / (7 * 86_400_000));
