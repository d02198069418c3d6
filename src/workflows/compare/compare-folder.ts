import { firstDay, isoDay, stepOf, yearEnds } from '../../core/calendar.ts';
import type { Diagnostic } from '../../core/diagnostics.ts';
import type { Copy } from '../../io/folder/copies.ts';
import { COMPARE_KEY_FIGURES } from '../../io/folder/key-figures.ts';
import { inputHashes } from '../../io/folder/manifest.ts';
import { aboutOf } from '../../io/folder/page-data.ts';
import { openParquet } from '../../io/folder/parquet.ts';
import { addSummary, writeRows } from '../../io/folder/parquet-tables.ts';
import type { Reporter } from '../../io/folder/report.ts';
import { compare as inOrder, type SummaryDetail, summaryLines } from '../../io/folder/rows.ts';
import { drawnParameters, runRows, sortRows } from '../../io/folder/small-tables.ts';
import { type CsvRows, runsTable, summaryTable, type Table, withStructure } from '../../io/folder/tables.ts';
import { COMPARE, COMPARE_PLACES, PAIRS, WEEKLY } from '../../io/folder/whatif-tables.ts';
import { writeFolder } from '../../io/folder/write-folder.ts';
import { type Cell, writeLines } from '../../io/text/csv-writer.ts';
import { groupNames } from '../../observe/series/groups.ts';
import { heldCourses, summarize } from '../../observe/series/summary.ts';
import type { ResolvedScenario } from '../../simulate/resolve.ts';
import type { Design } from '../run/run-keys.ts';
import { theoriesTable } from '../run/theories-table.ts';
import { theoryOwners } from '../run/theory-runs.ts';
import { compareCells, keyFigures, pairCells, placeCells, shortRow, weeklyCells } from './compare-cells.ts';
import type { Comparison, Side } from './comparison.ts';
import { type RowsKept, rowsKept } from './rows-kept.ts';

/** A title names scenarios up to these. */
const FEW = 2;

/** Columns of key_figures.csv up to the place, by which it is sorted. */
const KEY_FIGURE_COLUMNS = 7;

interface Written {
  sides: readonly Side[];
  resolved: ResolvedScenario;
  design: Design | undefined;
  weeks: readonly number[];
  /** A day whose figures are quoted, in place of the last. */
  day: number | undefined;
  comparisons: readonly Comparison[];
  warnings: readonly Diagnostic[];
  csv?: CsvRows;
  copies?: readonly Copy[];
  reporter?: Reporter;
  seconds: Readonly<Record<string, number>>;
}

/** Write a comparison as a folder: differences, the pairs behind the headlines, the course of each scenario, all runs. */
export function writeComparison(folder: string, written: Written): Promise<string[]> {
  const {
    sides,
    resolved,
    design,
    weeks,
    day,
    comparisons,
    warnings,
    reporter,
    copies,
    seconds,
    csv = 'small',
  } = written;
  const { model, study } = resolved;
  const [{ inputs }] = sides;
  const { scenario } = inputs;
  const titles = sides.slice(1).map(side => side.inputs.scenario.title);
  const asked = {
    ...scenario,
    name: sides.map(({ name }) => name).join('-vs-'),
    title: `${titles.length > FEW ? `${titles.length} scenarios` : titles.join('; ')}, compared with “${scenario.title}”`,
    // Of every file that any of them was read from.
    sources: new Map(sides.flatMap(side => Object.entries(inputHashes(side.inputs)))),
  };
  const about = {
    inputs: { ...inputs, scenario: asked },
    metrics: model.metrics,
    words: aboutOf(
      sides.map(side => side.inputs),
      model,
      study,
      day === undefined ? '' : isoDay(firstDay(scenario, stepOf(day, scenario))),
    ),
    reporter,
    copies,
    warnings,
    seconds,
  };
  const isOfTheories = inputs.theories !== undefined;
  const table = withStructure(COMPARE, isOfTheories);
  return writeFolder(folder, about, async to => {
    const differences = sortRows(comparisons.flatMap(compareCells), COMPARE.key.length);
    const quoted = day === undefined ? scenario.weeks - 1 : stepOf(day, scenario);
    const resolution = { personsPerAgent: scenario.personsPerAgent, agents: sides[0].results[0]?.agents };
    const marked = [...new Set([...yearEnds(resolved.frame), quoted])];
    const figures = comparisons.flatMap(one => keyFigures(one, resolved, quoted, resolution));
    await to.table(COMPARE_KEY_FIGURES, sortRows(figures, KEY_FIGURE_COLUMNS));
    const keeps = rowsKept(sides.length, model.metrics, resolved.frame, weeks, quoted, csv);
    const short = csv === 'full' ? (row: Cell[]) => row : shortRow;
    const told = (keep: RowsKept['compareCsv']) =>
      differences.filter(([metric, date, group]) =>
        keep({ metric: String(metric), date: String(date), group: String(group) }),
      );
    await to.table(table, told(keeps.compareCsv).map(short));
    await to.parquet(table, path => writeRows(path, table, told(keeps.compareParquet)));
    await to.table(COMPARE_PLACES, sortRows(comparisons.flatMap(placeCells), COMPARE_PLACES.key.length));
    const weekly = comparisons.flatMap(one => weeklyCells(one, resolved));
    await to.table(WEEKLY, sortRows(weekly.map(short), WEEKLY.key.length));
    await to.table(
      PAIRS,
      sortRows(
        comparisons.flatMap(one => pairCells(one, resolved, csv === 'full' ? weeks : marked)).map(short),
        COMPARE.key.length,
      ),
    );
    for (const one of theoriesTable(inputs, design)) await to.table(one.table, one.rows);
    const groups = groupNames(sides.flatMap(({ frame }) => frame.series));
    const summary = summaryTable(groups, design !== undefined, isOfTheories);
    const { personsPerAgent } = scenario;
    const detail = { csv, metrics: model.metrics, personsPerAgent, of: keeps.of };
    await to.large(summary, file => writeLines(file, summaries(sides, design, summary, detail)));
    await to.parquet(summary, path => {
      const file = openParquet(path, summary);
      for (const side of byName(sides))
        addSummary(file, summary, side.name, side.frame, summaryOf(side, design), keeps.summaryParquet);
      return file.finish();
    });
    const runs = runsTable(drawnParameters(sides.flatMap(({ results }) => results)), isOfTheories);
    await to.table(
      runs,
      byName(sides).flatMap(side => runRows(side.inputs.scenario, side.results)),
    );
  });
}

const byName = (sides: readonly Side[]) => sides.toSorted((a, b) => inOrder(a.name, b.name));

const summaryOf = ({ frame, results, inputs }: Side, design: Design | undefined) =>
  summarize(frame, results, heldCourses(results), design?.seeds, undefined, theoriesOf({ inputs, results }));

const theoriesOf = ({ inputs, results }: Pick<Side, 'inputs' | 'results'>) =>
  theoryOwners(
    inputs,
    results.map(({ key }) => key),
  );

/** summary.csv of all scenarios under one header. */
function* summaries(
  sides: readonly Side[],
  design: Design | undefined,
  table: Table,
  detail: SummaryDetail,
): Generator<string> {
  for (const [k, side] of byName(sides).entries()) {
    const lines = summaryLines(side.name, side.frame, summaryOf(side, design), table, detail);
    const head = lines.next();
    if (k === 0) yield head.value as string;
    yield* lines;
  }
}
