import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runEnsemble } from '../../src/experiment/ensemble.ts';

/**
 * A small run of every shipped scenario whose tables are stored beside this file and reviewed like code. Any change of
 * the model, the survey, a draw or the arithmetic shows here; `npm run accept` stores the new tables, and CHANGELOG.md
 * says why they are new.
 */
export const FILES = ['summary.csv', 'survey.csv', 'flows.csv'];
const SIZE = { replicates: 2, weeks: 60, personsPerAgent: 2500, threads: 1 };

const ROOT = resolve(import.meta.dirname, '../..');

export const scenarios = readdirSync(join(ROOT, 'scenarios'))
  .filter(name => name.endsWith('.yaml'))
  .map(name => name.slice(0, -'.yaml'.length))
  .sort();

export const storedFile = (scenario: string, file: string) => join(import.meta.dirname, scenario, file);

/** The tables as they are now, by file name. */
export async function runGolden(scenario: string): Promise<Map<string, string>> {
  const parent = mkdtempSync(join(tmpdir(), 'rhizome-golden-'));
  try {
    const folder = join(parent, scenario);
    await runEnsemble(join(ROOT, 'scenarios', `${scenario}.yaml`), { ...SIZE, folder });
    return new Map(FILES.map(file => [file, readFileSync(join(folder, file), 'utf8')]));
  } finally {
    rmSync(parent, { recursive: true });
  }
}
