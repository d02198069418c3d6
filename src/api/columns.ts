import { didYouMean, throwDiagnostic } from '../core/diagnostics.ts';
import { bandOf } from '../core/math/statistics.ts';
import type { Run } from './run.ts';

/** A table by the names of its columns, all equally long: as dataframe and chart libraries take it. */
export type Columns = Readonly<Record<string, readonly string[] | Float64Array>>;

/**
 * Runs as one table: a row a run and week, runs in the given order.
 *
 * @param series names of the series wanted (`Run.series`), each a column of numbers; by default all, which may be hundreds
 * @returns columns `scenario`, `run`, `draw` (NaN without a posterior), `date`, then the series
 * @throws DiagnosticError when there is no such series
 * @example
 * const { date, abroad } = columnsOf(runs, ['abroad']);
 */
export function columnsOf(runs: readonly Run[], series?: readonly string[]): Columns {
  const names = namesIn(runs, series);
  const rows = runs.flatMap(({ dates }, k) => dates.map((_, week) => ({ k, week })));
  const numbers = (of: (run: Run, week: number) => number) =>
    Float64Array.from(rows, ({ k, week }) => of(runs[k], week));
  return {
    scenario: rows.map(({ k }) => runs[k].scenario),
    run: numbers(({ run }) => run),
    draw: numbers(({ draw }) => draw ?? Number.NaN),
    date: rows.map(({ k, week }) => runs[k].dates[week]),
    ...Object.fromEntries(names.map(name => [name, numbers((run, week) => run.series[name][week])])),
  };
}

/** What the runs say together about one series: a number a week. NaN where no run has a value. */
export interface SeriesBand {
  /** Runs that have a value. */
  n: Float64Array;
  mean: Float64Array;
  sd: Float64Array;
  /** Quantiles, linear between order statistics. */
  q05: Float64Array;
  q25: Float64Array;
  q50: Float64Array;
  q75: Float64Array;
  q95: Float64Array;
}

/**
 * Bands over runs of one scenario, week by week, as in summary.csv.
 *
 * @param series as for `columnsOf`
 * @returns by name of the series
 * @example
 * const { abroad } = bandsOf(runs, ['abroad']);
 * abroad.q50.at(-1); // the median of persons abroad in the last week
 */
export function bandsOf(
  runs: readonly Run[],
  series?: readonly string[],
): Readonly<Record<string, SeriesBand>> {
  const weeks = runs[0]?.dates.length ?? 0;
  const inOrder = runs.toSorted((a, b) => a.run - b.run);
  const bandsIn = (name: string) =>
    Array.from({ length: weeks }, (_, week) => bandOf(inOrder.map(run => run.series[name][week])));
  return Object.fromEntries(
    namesIn(runs, series).map(name => {
      const bands = bandsIn(name);
      const column = (part: keyof SeriesBand) => Float64Array.from(bands, band => band[part]);
      return [name, Object.fromEntries(PARTS.map(part => [part, column(part)])) as unknown as SeriesBand];
    }),
  );
}

const PARTS = ['n', 'mean', 'sd', 'q05', 'q25', 'q50', 'q75', 'q95'] as const;

/** The series asked for, or all that the runs have. */
export function namesIn(runs: readonly Run[], series: readonly string[] | undefined): readonly string[] {
  const known = Object.keys(runs[0]?.series ?? {});
  const unknown = runs.length ? series?.find(name => !known.includes(name)) : undefined;
  if (unknown !== undefined)
    throwDiagnostic({
      kind: 'unknown',
      message: `unknown series \`${unknown}\``,
      expected: known.length <= 20 ? known.join(', ') : undefined,
      hint: didYouMean(unknown, known),
    });
  return series ?? known;
}
