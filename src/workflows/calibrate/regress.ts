import { throwDiagnostic } from '../../core/diagnostics.ts';
import { type Csv, requireColumns } from '../../core/located-document.ts';
import { numberIn } from '../../core/number-cell.ts';
import { openDraws } from '../../core/random/sequential-draws.ts';
import { regress as adjust } from '../../inference/abc/regress.ts';
import { coordinatesOf, type InferenceProblem } from '../../inference/problem/problem.ts';
import { anchorOf, varianceAt } from '../../inference/problem/target.ts';
import { drawsOfPoints, type ParameterSummary, summarise } from '../../inference/sampler/summary.ts';
import { priorCells, summaryCells } from '../../io/fit/fit-outputs.ts';
import { REGRESSED, regressPosterior } from '../../io/fit/fit-tables.ts';
import { writeFolder } from '../../io/folder/write-folder.ts';
import { outputFolder } from '../../io/project/here.ts';
import { readInputs } from '../../io/project/inputs.ts';
import { readCsv } from '../../io/text/csv.ts';
import { type Settings, withSettings } from '../run/settings.ts';
import { planFit } from './fit-plan.ts';

export interface RegressOptions {
  /** Names of parameters; by default all with `fit` yes that have a column. */
  parameters?: readonly string[];
  /** Values in place of those that the files give, as the runs had them. */
  set?: Settings;
  /** Share of the runs nearest to the figures that is kept. */
  tolerance?: number;
  folder?: string;
}

/** What runs that were made anyway say about the parameters. */
export interface Regressed {
  question: InferenceProblem;
  parameters: readonly ParameterSummary[];
  runs: number;
  kept: number;
  folder: string;
}

/**
 * Fit by regression (Beaumont, Zhang & Balding 2002) after the runs: a table with a column for each parameter and each
 * target, whatever made it. Of a table with a column `round` only the runs of round 0 count, which are spread like the
 * prior; a column `status` leaves out what failed. Runs say what is, figures what a survey found: the figures' error is
 * added to the runs, so that both are of one kind.
 */
export async function regress(
  table: string,
  scenario: string,
  options: RegressOptions = {},
): Promise<Regressed> {
  const inputs = withSettings(readInputs(scenario, 'defaults'), options.set);
  const csv = readCsv(table);
  const named = options.parameters ?? free(inputs.model.parameters, csv);
  const { question, warnings } = planFit(inputs, { parameters: named });
  const { targets, parameters, seed } = question;
  requireColumns(csv, [...parameters.map(({ name }) => name), ...targets.map(({ id }) => id)]);
  const rows = csv.rows.filter(
    ({ cells }) => (cells.round ?? '0') === '0' && (cells.status ?? 'ok') === 'ok',
  );
  const coordinates = coordinatesOf(question);
  const error = openDraws(seed, 'regress/error');
  const made = {
    u: rows.map(row =>
      parameters.map(({ name }, j) => coordinates[j].u(numberIn(csv, row, name, Number.NaN))),
    ),
    summaries: rows.map((row, i) =>
      targets.map((target, k) => {
        const value = numberIn(csv, row, target.id, Number.NaN);
        return value + Math.sqrt(varianceAt(target, value)) * error.normal(i, k);
      }),
    ),
  };
  const { u, weights } = adjust(made, targets.map(anchorOf), {
    names: targets.map(({ id }) => id),
    tolerance: options.tolerance,
  });
  const draws = drawsOfPoints(question, u, weights);
  const summaries = summarise(question, draws);
  const names = parameters.map(({ name }) => name);
  const folder = options.folder ?? outputFolder('regress', inputs.scenario.name);
  await writeFolder(folder, { inputs, metrics: [], warnings, seconds: {} }, async to => {
    await to.table(
      regressPosterior(names),
      draws.theta.map((theta, i) => [i + 1, draws.weights[i], ...theta]),
    );
    await to.table(
      REGRESSED,
      summaries.map(one => [...summaryCells(one), ...priorCells(one)]),
    );
  });
  return { question, parameters: summaries, runs: rows.length, kept: u.length, folder };
}

/** Parameters with `fit` yes that the table has a column for. */
function free(parameters: Csv, table: Csv): string[] {
  const names = parameters.rows.flatMap(({ cells }) => (cells.fit === 'yes' ? cells.name : []));
  const there = names.filter(name => table.columns.includes(name));
  if (there.length > 0) return there;
  return throwDiagnostic({
    kind: 'shape',
    message: 'the table has no column of a parameter that may be fitted',
    at: { file: table.file, line: 1, column: 1 },
    found: table.columns.slice(0, 8).join(', '),
    expected: names.join(', '),
  });
}
