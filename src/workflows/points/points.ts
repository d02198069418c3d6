import { availableParallelism } from 'node:os';
import { type Diagnostic, DiagnosticError, describe, joinWarnings } from '../../core/diagnostics.ts';
import type { Csv } from '../../core/located-document.ts';
import type { ResourceEstimate } from '../../execute/limits.ts';
import { runId } from '../../io/checkpoint/run-record.ts';
import { checkFolder } from '../../io/folder/folder.ts';
import { POINT_RUNS, pointDesign } from '../../io/folder/point-tables.ts';
import { compare, header } from '../../io/folder/rows.ts';
import { outputFolder } from '../../io/project/here.ts';
import { inputsHash } from '../../io/project/inputs-bytes.ts';
import { readCsv } from '../../io/text/csv.ts';
import { type Cell, csvLine, writeLines } from '../../io/text/csv-writer.ts';
import { sha256 } from '../../io/text/text.ts';
import { resolveScenario } from '../../simulate/resolve.ts';
import type { ManyRunsOptions } from '../run/design-runs.ts';
import { isFinished } from '../run/is-up-to-date.ts';
import type { LoadOverrides } from '../run/load-inputs.ts';
import { type PointsResult, runAtPoints } from '../run/point-runs.ts';
import { designOf as runDesignOf } from '../run/run-keys.ts';
import { stopwatch } from '../run/stopwatch.ts';
import { writeStudyFolder } from '../run/study-folder.ts';
import { theoriesTable } from '../run/theories-table.ts';
import type { Measure } from './measures.ts';
import { readPoints, type TablePoint } from './read-points.ts';
import { openPointStudy, type PointStudy } from './study.ts';

export interface RunPointsOptions extends LoadOverrides, ManyRunsOptions {
  /** As `measuresFor` takes them. */
  outcomes?: readonly string[];
  /** Make tables without runs that break. */
  allowMissing?: boolean;
}

export interface RanPoints {
  study: PointStudy;
  points: readonly TablePoint[];
  runs: number;
  missing: number;
  agents: number;
  warnings: readonly Diagnostic[];
  folder: string;
  files: readonly string[];
  seconds: { runs: number; files: number };
}

/** Bytes of a row of outcomes.csv besides its names, and what a number takes in memory and in the log. */
const ROW_BYTES = 60;
const HELD_BYTES = { number: 8, run: 500 };

/** Run a scenario at every point of a table; writes a folder with one tidy table of outcomes. Undefined: an earlier call with `resume` has. */
export async function runPointTable(
  file: string,
  table: string,
  options: RunPointsOptions = {},
): Promise<RanPoints | undefined> {
  const { onStep, threads = availableParallelism(), allowMissing } = options;
  onStep?.(`reading ${file} and ${table}`);
  const clock = stopwatch();
  const study = openPointStudy(file, options, options.outcomes);
  const { read, inputs, resolved, measures } = study;
  const csv = readCsv(table);
  const points = readPoints(csv, study);
  const { scenario } = read;
  const folder = options.folder ?? outputFolder('points', scenario.name);
  checkFolder(folder);
  const asked = askedOf(study, csv);
  if (options.resume && isFinished(folder, asked, options.onNote)) return undefined;
  const found = await runAtPoints(
    points.map(({ point, inputs, keys }) => ({ inputs, keys, label: point.label })),
    {
      name: JSON.stringify(measures.map(({ name }) => name)),
      of: (_, result) => measures.map(measure => measure.of(result)),
    },
    { ...options, threads, folder, allowMissing, besides: runs => roomFor(measures, runs) },
  );
  const took = { runs: clock() };
  onStep?.('writing');
  const warnings = joinWarnings(resolveScenario(read).warnings, found.warnings);
  const runs = points.reduce((sum, { keys }) => sum + keys.length, 0);
  const missing = found.values.flat().filter(values => !values).length;
  if (missing === runs) throw new DiagnosticError(found.failures.flat());
  const sources = new Map([
    ...(scenario.sources ?? []),
    ...(csv.sha256 ? [[csv.file, csv.sha256] as const] : []),
  ]);
  const files = await writeStudyFolder(
    folder,
    {
      ...options,
      ...{ read, inputs, resolved, warnings, seconds: took },
      scenario: { ...inputs.scenario, title: `Runs at points: ${scenario.title}`, sources },
      more: { asked, incomplete: missing ? `missing ${missing} of ${runs} runs` : undefined },
    },
    async to => {
      const design = designOf(points, found);
      await to.table(design.table, design.rows);
      for (const { table, rows } of theoriesTable(read, runDesignOf(read, options)))
        await to.table(table, rows);
      await to.large(POINT_RUNS, path => writeLines(path, outcomeLines(measures, points, found)));
    },
  );
  const seconds = { ...took, files: clock() };
  return { study, points, runs, missing, agents: found.agents, warnings, folder, files, seconds };
}

/** Of all that is asked: the inputs, the runs of a point that says nothing, what is kept of each, and the table. */
function askedOf({ inputs, keys, measures }: PointStudy, csv: Csv): string {
  const parts = [inputsHash(inputs), csv.sha256, ...keys.map(runId), ...measures.map(({ name }) => name)];
  return sha256(Buffer.from(parts.join('\n'))).slice(0, 32);
}

/** What the outcomes of this number of runs take. */
function roomFor(measures: readonly Measure[], runs: number): ResourceEstimate {
  const numbers = HELD_BYTES.number * measures.length + HELD_BYTES.run;
  const names = measures.reduce((sum, { name, unit }) => sum + name.length + unit.length, 0);
  return {
    memory: runs * numbers,
    log: runs * numbers,
    tables: runs * (names + ROW_BYTES * measures.length),
  };
}

function* outcomeLines(
  measures: readonly Measure[],
  points: readonly TablePoint[],
  { values }: PointsResult,
): Generator<string> {
  yield header(POINT_RUNS);
  const order = measures
    .map(({ name, kind, date, wave, group, unit }, k) => ({
      k,
      name,
      before: `${csvLine([name, kind, date, wave, group])},`,
      after: `,${csvLine([unit])}`,
    }))
    .sort((a, b) => compare(a.name, b.name));
  for (const [p, { point, keys }] of points.entries())
    for (const [r, { replicate }] of keys.entries()) {
      const own = values[p][r];
      const start = own && `${csvLine([point.label, replicate])},`;
      if (own) for (const { k, before, after } of order) yield start + before + csvLine([own[k]]) + after;
    }
}

function designOf(points: readonly TablePoint[], { values, failures }: PointsResult) {
  const names = points[0].point.settings.map(({ name }) => name);
  const table = pointDesign(names.map(name => ({ name, isDate: name.endsWith('.date') })));
  const rows = points.map(({ point, inputs }, p): Cell[] => {
    const failed = values[p].filter(own => !own).length;
    const broke = failures[p].map(describe).join('; ');
    const set = point.settings.map(({ name, value }) => (name.endsWith('.date') ? value : Number(value)));
    return [point.label, values[p].length - failed, failed, broke, inputs.scenario.seed, ...set];
  });
  return { table, rows };
}
