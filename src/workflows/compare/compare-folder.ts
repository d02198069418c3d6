import { isoDay, weekOf } from '../../core/calendar.ts';
import type { Diagnostic } from '../../core/diagnostics.ts';
import { gridOf } from '../../io/folder/grid.ts';
import { inputHashes } from '../../io/folder/manifest.ts';
import { aboutOf } from '../../io/folder/page-data.ts';
import { openParquet } from '../../io/folder/parquet.ts';
import { addSummary } from '../../io/folder/parquet-tables.ts';
import type { Reporter } from '../../io/folder/report.ts';
import { compare as inOrder, type SummaryDetail, summaryLines } from '../../io/folder/rows.ts';
import { drawnParameters, runRows, sortRows } from '../../io/folder/small-tables.ts';
import { type CsvRows, runsTable, summaryTable, type Table } from '../../io/folder/tables.ts';
import { COMPARE, COMPARE_PLACES, PAIRS } from '../../io/folder/whatif-tables.ts';
import { writeFolder } from '../../io/folder/write-folder.ts';
import { type Cell, writeLines } from '../../io/text/csv-writer.ts';
import { heldCourses, summarize } from '../../observe/series/summary.ts';
import type { ResolvedScenario } from '../../simulate/resolve.ts';
import type { Design } from '../run/run-keys.ts';
import { pairsOf, sharedSeries } from './compare-rows.ts';
import type { Comparison, Side } from './comparison.ts';

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
    title: `${titles.join('; ')}, against ${scenario.title}`,
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
      day === undefined ? '' : isoDay(scenario.startDay + 7 * weekOf(day, scenario.startDay)),
    ),
    reporter,
    warnings,
    seconds,
  };
  return writeFolder(folder, about, async to => {
    await to.table(COMPARE, sortRows(comparisons.flatMap(differenceCells), COMPARE.key.length));
    await to.table(COMPARE_PLACES, sortRows(comparisons.flatMap(placeCells), COMPARE_PLACES.key.length));
    await to.table(
      PAIRS,
      sortRows(
        comparisons.flatMap(one => pairCells(one, resolved, weeks)),
        COMPARE.key.length,
      ),
    );
    const table = summaryTable(gridOf(sides[0].frame.series).groups, design !== undefined);
    const detail = { csv, metrics: model.metrics, personsPerAgent: scenario.personsPerAgent };
    await to.large(table, file => writeLines(file, summaries(sides, design, table, detail)));
    await to.parquet(table, path => {
      const file = openParquet(path, table);
      for (const side of byName(sides)) addSummary(file, side.name, side.frame, summaryOf(side, design));
      return file.finish();
    });
    const runs = runsTable(drawnParameters(sides.flatMap(({ results }) => results)));
    await to.table(
      runs,
      byName(sides).flatMap(side => runRows(side.inputs.scenario, side.results)),
    );
  });
}

function differenceCells({ a, b, rows }: Comparison): Cell[][] {
  return rows.map(row => [
    ...[row.metric.name, row.date, row.group, a.name, b.name],
    ...[row.pairs, row.before, row.mean, row.se, row.low, row.high, row.greater, row.adjusted],
    ...[row.correlation, row.parameterShare, row.chanceShare],
  ]);
}

function placeCells({ a, b, places }: Comparison): Cell[][] {
  return places.map(({ place, date, living, entered, adjusted }) => [
    ...[place, date, a.name, b.name, living.pairs],
    ...[living.before, living.mean, living.se, living.low, living.high, adjusted],
    ...[entered.mean, entered.se, entered.low, entered.high],
  ]);
}

/** Of the headlines among all: enough to compute every figure of theirs again. */
function pairCells(
  { a, b }: Comparison,
  { model, frame }: ResolvedScenario,
  weeks: readonly number[],
): Cell[][] {
  const headlines = sharedSeries([a.frame, b.frame]).filter(
    ({ metric, group }) => group === 'all' && model.metrics.find(({ name }) => name === metric)?.headline,
  );
  return pairsOf(a, b).flatMap(([first, second]) =>
    weeks.flatMap(week =>
      headlines.map(({ metric, group, at }): Cell[] => {
        const date = isoDay(frame.startDay + 7 * week);
        const values = [
          first.trajectories[week * a.frame.series.length + at[0]],
          second.trajectories[week * b.frame.series.length + at[1]],
        ];
        return [metric, date, group, a.name, b.name, first.key.replicate, first.key.draw, ...values];
      }),
    ),
  );
}

const byName = (sides: readonly Side[]) => sides.toSorted((a, b) => inOrder(a.name, b.name));

const summaryOf = ({ frame, results }: Side, design: Design | undefined) =>
  summarize(frame, results, heldCourses(results), design?.seeds);

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
