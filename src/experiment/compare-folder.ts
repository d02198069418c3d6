import { isoDay, weekOf } from '../calendar.ts';
import { aboutOf } from '../files/about.ts';
import { type Cell, writeLines } from '../files/lines.ts';
import { inputHashes } from '../files/manifest.ts';
import type { Reporter } from '../files/report.ts';
import { compare as inOrder, summaryLines } from '../files/rows.ts';
import { drawnParameters, runRows, sortRows } from '../files/small-tables.ts';
import { runsTable, SUMMARY, SUMMARY_OF_DRAWS } from '../files/tables.ts';
import { COMPARE, COMPARE_PLACES, PAIRS } from '../files/whatif-tables.ts';
import { writeFolder } from '../files/write-folder.ts';
import { heldCourses, summarize } from '../observe/summary.ts';
import type { Problem } from '../problem.ts';
import type { Understood } from '../understand.ts';
import type { Side } from './compare.ts';
import { type Comparison, pairsOf } from './compare-rows.ts';
import type { Design } from './run-keys.ts';

interface Written {
  sides: readonly Side[];
  understood: Understood;
  design: Design | undefined;
  weeks: readonly number[];
  /** A day whose figures are quoted, in place of the last. */
  day: number | undefined;
  comparisons: readonly Comparison[];
  warnings: readonly Problem[];
  reporter?: Reporter;
  seconds: Readonly<Record<string, number>>;
}

/** Write a comparison as a folder: differences, the pairs behind the headlines, the course of each scenario, all runs. */
export function writeComparison(folder: string, written: Written): Promise<string[]> {
  const { sides, understood, design, weeks, day, comparisons, warnings, reporter, seconds } = written;
  const { model, study } = understood;
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
        comparisons.flatMap(one => pairCells(one, understood, weeks)),
        COMPARE.key.length,
      ),
    );
    await to.large(design ? SUMMARY_OF_DRAWS : SUMMARY, file => writeLines(file, summaries(sides, design)));
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
    ...[row.pairs, row.mean, row.se, row.low, row.high, row.greater, row.adjusted],
    ...[row.correlation, row.parameterShare, row.chanceShare],
  ]);
}

function placeCells({ a, b, places }: Comparison): Cell[][] {
  return places.map(({ place, date, living, entered, adjusted }) => [
    ...[place, date, a.name, b.name, living.pairs],
    ...[living.mean, living.se, living.low, living.high, adjusted],
    ...[entered.mean, entered.se, entered.low, entered.high],
  ]);
}

/** Of the headlines among all: enough to compute every figure of theirs anew. */
function pairCells({ a, b }: Comparison, { model, frame }: Understood, weeks: readonly number[]): Cell[][] {
  const headlines = frame.series.flatMap(({ metric, group }, k) =>
    group === 'all' && model.metrics.find(({ name }) => name === metric)?.headline
      ? { metric, group, k }
      : [],
  );
  return pairsOf(a, b).flatMap(([first, second]) =>
    weeks.flatMap(week =>
      headlines.map(({ metric, group, k }): Cell[] => {
        const at = week * frame.series.length + k;
        const date = isoDay(frame.startDay + 7 * week);
        const values = [first.trajectories[at], second.trajectories[at]];
        return [metric, date, group, a.name, b.name, first.key.replicate, first.key.draw, ...values];
      }),
    ),
  );
}

const byName = (sides: readonly Side[]) => sides.toSorted((a, b) => inOrder(a.name, b.name));

/** summary.csv of all scenarios under one header. */
function* summaries(sides: readonly Side[], design: Design | undefined): Generator<string> {
  for (const [k, { name, frame, results }] of byName(sides).entries()) {
    const summary = summarize(frame, results, heldCourses(results), design?.seeds);
    const lines = summaryLines(name, frame, summary, design ? SUMMARY_OF_DRAWS : SUMMARY);
    const head = lines.next();
    if (k === 0) yield head.value as string;
    yield* lines;
  }
}
