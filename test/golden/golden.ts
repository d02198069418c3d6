import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DEFAULT_BACKEND } from '../../src/engine/program/run-types.ts';
import { execute } from '../../src/execute/execute.ts';
import { gridOf } from '../../src/io/folder/grid.ts';
import { flowLines, summaryLines } from '../../src/io/folder/rows.ts';
import { surveyRows, writeTable } from '../../src/io/folder/small-tables.ts';
import { SURVEY, summaryTable } from '../../src/io/folder/tables.ts';
import { heldCourses, summarize } from '../../src/observe/series/summary.ts';
import { instantiateOnce } from '../../src/simulate/resolve.ts';
import { loadInputs } from '../../src/workflows/run/load-inputs.ts';
import { designOf, runKeysOf } from '../../src/workflows/run/run-keys.ts';
import { compareSurvey } from '../../src/workflows/run/survey-lines.ts';

/**
 * A small run of every shipped scenario whose tables are stored beside this file and reviewed like code. Any change of
 * the model, the survey, a draw or the arithmetic shows here; `npm run accept` stores the new tables, and CHANGELOG.md
 * says why they are new. Of the long tables only some rows are stored; a hash of each stands for the rest. They are the
 * tables with all digits (`--csv full`), so that another rounding, or another encoding of Parquet, is no change of results.
 */
// Without worker threads: V8 has a fault where one process makes and ends dozens of them with WebAssembly (nodejs/node issue 64500).
const SIZE = { draws: 2, seeds: 1, weeks: 60, personsPerAgent: 2500, threads: 0 };

/** Which rows of a table are stored, by its columns. */
const KEPT: Record<string, (columns: readonly string[]) => (cells: readonly string[]) => boolean> = {
  'summary.csv': columns => {
    const date = columns.indexOf('date');
    const groups = range(3, columns.indexOf('n'));
    return cells => weekNumber(cells[date]) % 8 === 0 && groups.every(group => cells[group] === 'all');
  },
  'survey.csv': columns => {
    const [subgroup, mean] = [columns.indexOf('subgroup'), columns.indexOf('mean')];
    return cells => cells[subgroup] === 'all' && cells[mean] !== '';
  },
  'flows.csv': columns => {
    const persons = columns.indexOf('persons');
    return cells => cells[persons] !== '0';
  },
};
const HASHES = 'sha256.txt';

const ROOT = resolve(import.meta.dirname, '../..');

export const scenarios = readdirSync(join(ROOT, 'scenarios'))
  .filter(name => name.endsWith('.yaml'))
  .map(name => name.slice(0, -'.yaml'.length))
  .sort();

export const storedFile = (scenario: string, file: string) => join(import.meta.dirname, scenario, file);

/** What is to be stored for a scenario as it is now, by file name: its tables from the writers of the output folder, without the folder. */
export async function runGolden(scenario: string): Promise<Map<string, string>> {
  const inputs = loadInputs(join(ROOT, 'scenarios', `${scenario}.yaml`), SIZE);
  const { task, frame, resolved } = instantiateOnce(inputs, { backend: DEFAULT_BACKEND, slots: 1 });
  const design = designOf(inputs, SIZE);
  const results = await execute(task, runKeysOf(inputs, SIZE), { threads: SIZE.threads });
  const courses = heldCourses(results);
  const summary = summarize(frame, results, courses, design?.seeds);
  const table = summaryTable(gridOf(frame.series).groups, design !== undefined);
  const detail = {
    csv: 'full' as const,
    metrics: resolved.model.metrics,
    personsPerAgent: SIZE.personsPerAgent,
  };
  const texts = {
    'summary.csv': textOf(summaryLines(scenario, frame, summary, table, detail)),
    'survey.csv': await surveyText(
      inputs.scenario,
      compareSurvey(frame, results, resolved.study),
      resolved.study,
    ),
    'flows.csv': textOf(flowLines(scenario, frame, results, courses, 'full')),
  };
  const tables = Object.keys(KEPT).map(file => [file, texts[file as keyof typeof texts]] as const);
  const hashes = tables.map(
    ([file, text]) => `${createHash('sha256').update(text).digest('hex')}  ${file}\n`,
  );
  return new Map([
    ...tables.map(([file, text]) => [file, thinned(file, text)] as const),
    [HASHES, hashes.join('')],
  ]);
}

const textOf = (lines: Iterable<string>) => `${[...lines].join('\n')}\n`;

async function surveyText(...[scenario, survey, study]: Parameters<typeof surveyRows>): Promise<string> {
  const parent = mkdtempSync(join(tmpdir(), 'rhizome-golden-'));
  try {
    const file = join(parent, 'survey.csv');
    await writeTable(file, SURVEY, surveyRows(scenario, survey, study));
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(parent, { recursive: true });
  }
}

function thinned(file: string, text: string): string {
  const [header, ...rows] = text.trimEnd().split('\n');
  const isKept = KEPT[file](header.split(','));
  return `${[header, ...rows.filter(row => isKept(row.split(',')))].join('\n')}\n`;
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, k) => from + k);

const weekNumber = (date: string) => Math.round(Date.parse(date) / (7 * 86_400_000));
