import { firstDay, isoDay, stepOf, yearEnds } from '../../core/calendar.ts';
import type { Diagnostic } from '../../core/diagnostics.ts';
import { bandOf } from '../../core/math/statistics.ts';
import type { RunResult } from '../../engine/program/run-types.ts';
import type { Copy } from '../../io/folder/copies.ts';
import { COMPARE_KEY_FIGURES, differenceCells } from '../../io/folder/key-figures.ts';
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
import type { Model } from '../../model/model.ts';
import { groupNames } from '../../observe/series/groups.ts';
import { heldCourses, summarize } from '../../observe/series/summary.ts';
import { kept } from '../../quote/kept.ts';
import { actsAt } from '../../quote/lead.ts';
import type { Resolution } from '../../quote/quantity.ts';
import type { ResolvedScenario } from '../../simulate/resolve.ts';
import type { Design } from '../run/run-keys.ts';
import { theoriesTable } from '../run/theories-table.ts';
import { theoryOwners } from '../run/theory-runs.ts';
import { ownEvents } from './compare-places.ts';
import { pairsOf, sharedSeries } from './compare-rows.ts';
import type { Comparison, Side } from './comparison.ts';

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
    const isHead = new Set(model.metrics.filter(({ headline }) => headline).map(({ name }) => name));
    const isMarked = new Set(marked.map(week => isoDay(firstDay(scenario, week))));
    const isShown = ([metric, date, group]: readonly Cell[]) =>
      group === 'all' || (isHead.has(String(metric)) && isMarked.has(String(date)));
    const small = () => differences.filter(isShown).map(row => row.map(shortCell));
    await to.table(table, csv === 'full' ? differences : small());
    await to.parquet(table, path => writeRows(path, table, differences));
    await to.table(COMPARE_PLACES, sortRows(comparisons.flatMap(placeCells), COMPARE_PLACES.key.length));
    const weekly = comparisons.flatMap(one => weeklyCells(one, resolved));
    await to.table(WEEKLY, sortRows(weekly, WEEKLY.key.length));
    await to.table(
      PAIRS,
      sortRows(
        comparisons.flatMap(one => pairCells(one, resolved, csv === 'full' ? weeks : marked)),
        COMPARE.key.length,
      ),
    );
    for (const one of theoriesTable(inputs, design)) await to.table(one.table, one.rows);
    const groups = groupNames(sides.flatMap(({ frame }) => frame.series));
    const summary = summaryTable(groups, design !== undefined, isOfTheories);
    const { personsPerAgent } = scenario;
    const detail = { csv, metrics: model.metrics, personsPerAgent, isOfMany: true };
    await to.large(summary, file => writeLines(file, summaries(sides, design, summary, detail)));
    await to.parquet(summary, path => {
      const file = openParquet(path, summary);
      const ends = new Set(weeks);
      for (const side of byName(sides))
        addSummary(file, summary, side.name, side.frame, summaryOf(side, design), ends);
      return file.finish();
    });
    const runs = runsTable(drawnParameters(sides.flatMap(({ results }) => results)), isOfTheories);
    await to.table(
      runs,
      byName(sides).flatMap(side => runRows(side.inputs.scenario, side.results)),
    );
  });
}

/** Headlines among all; the first that counts persons by group, and all of them where the events act. */
function keyFigures(
  comparison: Comparison,
  { model }: ResolvedScenario,
  week: number,
  resolution: Resolution,
): Cell[][] {
  const { a, b, rows } = comparison;
  const { places, metrics } = model;
  const counted = metrics.find(({ headline, measure }) => headline && measure === 'persons');
  const named = actsAt(ownEvents(comparison), places.labels[places.origin]);
  return rows
    .filter(({ metric, group, ...row }) => {
      const isShown = group === 'all' || metric === counted || named.includes(group.split('=')[1]);
      return row.week === week && metric.headline && isShown && row.pairs > 0;
    })
    .map(row => {
      return [b.name, a.name, ...differenceCells(row, places, resolution)];
    });
}

const shortCell = (cell: Cell) => (typeof cell === 'number' ? kept(cell) : cell);

function compareCells({ a, b, rows }: Comparison): Cell[][] {
  return rows.map(row => [
    ...[row.metric.name, row.date, row.group, a.name, b.name],
    ...[row.pairs, row.before, row.mean, row.se, row.low, row.high, row.greater, row.adjusted],
    ...[row.correlation, row.parameterShare, row.chanceShare],
    ...(row.structureShare === undefined ? [] : [row.structureShare]),
  ]);
}

function placeCells({ a, b, places }: Comparison): Cell[][] {
  return places.map(({ place, date, living, entered, adjusted }) => [
    ...[place, date, a.name, b.name, living.pairs],
    ...[living.before, living.mean, living.se, living.low, living.high, adjusted],
    ...[entered.mean, entered.se, entered.low, entered.high],
  ]);
}

/** The headlines among all, each week: a picture of them leaves zero in the week in which something differs. */
function weeklyCells({ a, b }: Comparison, { model, frame }: ResolvedScenario): Cell[][] {
  const { weeks } = frame;
  const pairs = pairsOf(a, b);
  return headlinesOf(a, b, model).flatMap(({ metric, at }) =>
    Array.from({ length: weeks }, (_, week): Cell[] => {
      const [x, y] = valuesAt(a, b, week, at);
      const found = bandOf(pairs.map(([first, second]) => y(second) - x(first)));
      const date = isoDay(firstDay(frame, week));
      return [metric, date, a.name, b.name, found.mean, found.q05, found.q95];
    }),
  );
}

/** Of the headlines among all: enough to compute every figure of theirs again. */
function pairCells(
  { a, b }: Comparison,
  { model, frame }: ResolvedScenario,
  weeks: readonly number[],
): Cell[][] {
  const headlines = headlinesOf(a, b, model);
  return pairsOf(a, b).flatMap(([first, second]) =>
    weeks.flatMap(week =>
      headlines.map(({ metric, group, at }): Cell[] => {
        const date = isoDay(firstDay(frame, week));
        const [x, y] = valuesAt(a, b, week, at);
        return [
          metric,
          date,
          group,
          a.name,
          b.name,
          first.key.replicate,
          first.key.draw,
          x(first),
          y(second),
        ];
      }),
    ),
  );
}

/** Series of the headlines among all that both scenarios have. */
const headlinesOf = (a: Side, b: Side, model: Model) =>
  sharedSeries([a.frame, b.frame]).filter(
    ({ metric, group }) => group === 'all' && model.metrics.find(({ name }) => name === metric)?.headline,
  );

/** How a run of either side is read. @param at index of the series on each side */
const valuesAt = (a: Side, b: Side, week: number, at: readonly number[]) =>
  [a, b].map(
    (side, k) =>
      ({ trajectories }: RunResult) =>
        trajectories[week * side.frame.series.length + at[k]],
  );

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
