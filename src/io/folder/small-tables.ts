import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { format } from 'fast-csv';
import type { Band } from '../../core/math/statistics.ts';
import type { RunOutline, SurveyRow } from '../../engine/program/run-types.ts';
import type { MarginFit } from '../../population/population.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Margin, Study } from '../../survey/study.ts';
import { type Target, targetOf } from '../../survey/targets.ts';
import { type Cell, numberCell, textCell } from '../text/csv-writer.ts';
import { compare } from './rows.ts';
import type { Table } from './tables.ts';

/** One simulated figure of the survey, beside the printed one if there is one. */
export interface SurveyFigure {
  row: SurveyRow;
  /** Over the runs; n is 0 where the model doesn't reach the item. */
  band: Pick<Band, 'n' | 'mean' | 'q05' | 'q50' | 'q95'>;
  /** Mean number of respondents in the base; NaN for expected shares. */
  respondents: number;
  margin: Margin | undefined;
  target: Target | undefined;
  /** Of the median against the target; NaN without one of both. */
  z: number;
}

/** Rows of survey.csv. A printed figure that nothing simulated has an empty model side: nothing is hidden. */
export function surveyRows({ name }: Scenario, figures: readonly SurveyFigure[], study: Study): Cell[][] {
  const rows = figures.map(({ row, band, respondents, margin, target, z }): Cell[] => [
    ...[name, row.wave, row.item, row.subgroup, row.response, row.mode],
    ...[respondents, band.mean, band.q05, band.q50, band.q95],
    ...printedSide(margin, target, z),
  ]);
  const keyOf = (row: readonly Cell[]) => row.slice(1, 5).join('\n');
  const simulated = new Set(rows.map(keyOf));
  const waves = new Map(study.waves.map(wave => [wave.id, wave]));
  for (const margin of study.margins) {
    const wave = waves.get(margin.wave);
    const model = [undefined, undefined, undefined, undefined, undefined];
    const row = [name, margin.wave, margin.item, margin.subgroup, margin.response, '', ...model];
    if (!simulated.has(keyOf(row)))
      rows.push([...row, ...printedSide(margin, wave && targetOf(margin, wave), Number.NaN)]);
  }
  return sortRows(rows, 6);
}

function printedSide(margin: Margin | undefined, target: Target | undefined, z: number): Cell[] {
  return [target?.observed, target?.se, target?.low, target?.high, z, margin?.use ?? ''];
}

/** Rows of population.csv. */
export function populationRows(margins: readonly MarginFit[]): Cell[][] {
  const rows = margins.map(({ margin, category, given, used, fitted, integer, z }): Cell[] => [
    margin,
    category,
    ...[given, used, fitted, integer, z],
  ]);
  return sortRows(rows, 2);
}

/** Names of the parameters that have values of their own in each run. */
export function drawnParameters(results: readonly RunOutline[]): string[] {
  return [...new Set(results.flatMap(({ key }) => Object.keys(key.parameters ?? {})))];
}

/** Rows of runs.csv. */
export function runRows({ name, seed }: Scenario, results: readonly RunOutline[]): Cell[][] {
  const parameters = drawnParameters(results);
  return [...results]
    .sort((a, b) => a.key.replicate - b.key.replicate)
    .map(({ key, weeks, agents, wallSeconds }) => {
      const wall = Math.round(wallSeconds * 1000) / 1000;
      const own = parameters.map(parameter => key.parameters?.[parameter]);
      const theory = key.theory === undefined ? [] : [key.theory];
      return [name, key.replicate, key.draw, seed, 'ok', weeks, agents, wall, '', ...theory, ...own];
    });
}

/** Sort by the first `width` cells, texts by code units. */
export function sortRows(rows: Cell[][], width: number): Cell[][] {
  const keys = new Map(rows.map(row => [row, row.slice(0, width).map(String)]));
  return rows.sort((a, b) => {
    const [left, right] = [keys.get(a)!, keys.get(b)!];
    const k = left.findIndex((part, index) => part !== right[index]);
    return k < 0 ? 0 : compare(left[k], right[k]);
  });
}

/** Write a table of some thousand rows; returns the number of lines. The large ones go through `writeLines`. */
export async function writeTable(
  path: string,
  table: Table,
  rows: readonly (readonly Cell[])[],
): Promise<number> {
  const cells = rows.map(row =>
    row.map(cell => (typeof cell === 'string' ? textCell(cell) : numberCell(cell))),
  );
  const csv = format({
    headers: table.fields.map(field => field.name),
    alwaysWriteHeaders: true,
    rowDelimiter: '\n',
    includeEndRowDelimiter: true,
  });
  await pipeline(Readable.from(cells), csv, createWriteStream(path, { flags: 'wx' }));
  return rows.length + 1;
}
