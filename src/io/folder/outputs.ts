import type { Diagnostic } from '../../core/diagnostics.ts';
import type { Courses, Frame, Inputs, RunOutline } from '../../engine/program/run-types.ts';
import type { Summary } from '../../observe/series/summary.ts';
import type { Population } from '../../population/population.ts';
import type { Study } from '../../survey/study.ts';
import type { RunFailure } from '../checkpoint/run-record.ts';
import { askedHash } from '../project/inputs-bytes.ts';
import { type Cell, writeLines } from '../text/csv-writer.ts';
import type { Copy } from './copies.ts';
import { failedRows, missingText } from './failed-runs.ts';
import { gridOf } from './grid.ts';
import { KEY_FIGURES, keyFigureRows } from './key-figures.ts';
import { microdataLines, microdataTable, writeMicrodata } from './microdata.ts';
import { aboutOf, type ModelWords } from './page-data.ts';
import { openParquet } from './parquet.ts';
import { addSummary, writeTrajectories } from './parquet-tables.ts';
import type { Reporter } from './report.ts';
import { flowLines, summaryLines, trajectoryLines, vitalLines } from './rows.ts';
import { drawnParameters, populationRows, runRows, type SurveyFigure, surveyRows } from './small-tables.ts';
import {
  type CsvRows,
  FLOWS,
  POPULATION,
  runsTable,
  SURVEY,
  summaryTable,
  type Table,
  type TrajectoryRows,
  trajectoryTable,
  VITALS,
} from './tables.ts';
import { writeFolder } from './write-folder.ts';

/** What a finished ensemble knows. */
export interface Results {
  inputs: Inputs;
  model: ModelWords;
  study: Study;
  frame: Frame;
  population: Pick<Population, 'margins'>;
  results: readonly RunOutline[];
  /** Their trajectories and flows. */
  courses: Courses;
  /** Of all runs together. */
  summary: Summary;
  /** Runs that broke: rows of runs.csv, missing in all other tables. */
  failures?: readonly RunFailure[];
  /** Runs on a posterior: how many draws and how many seeds of each. */
  design?: { draws: number; seeds: number };
  survey: readonly SurveyFigure[];
  /** Tables that not every run has, sorted by their keys. */
  further?: readonly FurtherTable[];
  /** Whose trajectories are written; `all` unless given. */
  trajectories?: TrajectoryRows;
  /** What the large tables have as CSV; `small` unless given. */
  csv?: CsvRows;
  /** For spreadsheets. */
  copies?: readonly Copy[];
  /** Writes the page that shows the tables. */
  reporter?: Reporter;
  /** Of the inputs and the people. */
  warnings: readonly Diagnostic[];
  /** What the steps took. */
  seconds: Readonly<Record<string, number>>;
}

export interface FurtherTable {
  table: Table;
  rows: readonly (readonly Cell[])[];
}

/**
 * Write the output folder of one scenario, whole or not at all; returns the names of its files. Every file but
 * manifest.json and runs.csv has the same bytes for the same inputs and seed. Problems: `conflict` (the place is taken
 * or can't be written), `failed` (the disk gave up while writing).
 */
export async function writeOutputs(path: string, ensemble: Results): Promise<string[]> {
  const {
    inputs,
    model,
    study,
    frame,
    population,
    results,
    courses,
    survey,
    further = [],
    design,
    failures = [],
    trajectories = 'all',
    csv = 'small',
    copies = [],
    seconds,
  } = ensemble;
  const { scenario } = inputs;
  const keys = [...results, ...failures].map(({ key }) => key);
  const about = {
    inputs,
    metrics: model.metrics,
    words: aboutOf([inputs], model, study),
    copies,
    reporter: ensemble.reporter,
    warnings: ensemble.warnings,
    seconds,
    more: {
      incomplete: missingText(results, failures),
      asked: askedHash(inputs, keys, trajectories, csv, copies),
    },
  };
  const resolution = { personsPerAgent: scenario.personsPerAgent, agents: results[0]?.agents };
  return writeFolder(path, about, async to => {
    await to.table(KEY_FIGURES, keyFigureRows(scenario.name, frame, ensemble.summary, model, resolution));
    const { groups, metrics } = gridOf(frame.series);
    if (trajectories !== 'none') {
      const known = new Map(model.metrics.map(metric => [metric.name, metric]));
      const table = trajectoryTable(
        groups,
        metrics.map(name => known.get(name) ?? { name }),
      );
      const rows = csv === 'full' ? trajectories : 'total';
      await to.large(table, file =>
        writeLines(file, trajectoryLines(scenario.name, frame, results, courses, table, { rows, csv })),
      );
      await to.parquet(table, file =>
        writeTrajectories(file, table, scenario.name, frame, results, courses, trajectories),
      );
    }
    const summary = summaryTable(groups, design !== undefined, inputs.theories !== undefined);
    const detail = { csv, metrics: model.metrics, personsPerAgent: scenario.personsPerAgent };
    await to.large(summary, file =>
      writeLines(file, summaryLines(scenario.name, frame, ensemble.summary, summary, detail)),
    );
    await to.parquet(summary, path => {
      const file = openParquet(path, summary);
      addSummary(file, summary, scenario.name, frame, ensemble.summary);
      return file.finish();
    });
    await to.large(FLOWS, file => writeLines(file, flowLines(scenario.name, frame, results, courses, csv)));
    if (results.some(({ vitals }) => vitals))
      await to.large(VITALS, file => writeLines(file, vitalLines(scenario.name, frame, results, csv)));
    for (const [k, one] of (frame.microdata ?? []).entries()) {
      const table = microdataTable(one);
      await to.large(table, file =>
        writeLines(file, microdataLines(scenario.name, frame, k, results, courses, csv)),
      );
      await to.parquet(table, file => writeMicrodata(file, scenario.name, frame, k, results, courses));
    }
    await to.table(SURVEY, surveyRows(scenario, survey, study));
    await to.table(POPULATION, populationRows(population.margins));
    for (const { table, rows } of further) await to.table(table, rows);
    const runs = runsTable(drawnParameters(results), inputs.theories !== undefined);
    const rows = [...runRows(scenario, results), ...failedRows(scenario, runs, failures)];
    rows.sort((a, b) => Number(a[1]) - Number(b[1]));
    await to.table(runs, rows);
  });
}
