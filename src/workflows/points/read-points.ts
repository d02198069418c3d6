import { type Diagnostic, DiagnosticError, type Position } from '../../core/diagnostics.ts';
import { type Csv, type CsvRow, cellPosition } from '../../core/located-document.ts';
import { MOST_REPLICATES } from '../run/run-keys.ts';
import { type Point, type PointStudy, runsAt } from './study.ts';

/** Columns that are no values: the id of a point, its seed, and the number of its only run. */
const OWN = ['point', 'seed', 'replicate'];

/** A point of a table with its runs. */
export interface TablePoint extends ReturnType<typeof runsAt> {
  point: Point;
}

/**
 * A table of points: a row each, a column for each value that is set, named as by `--set`; and where given `point` (an id, else the
 * number of the row), `seed` and `replicate`. Throws a DiagnosticError with every cell that is wrong.
 */
export function readPoints(csv: Csv, study: PointStudy): TablePoint[] {
  const names = csv.columns.filter(name => !OWN.includes(name));
  const problems: Diagnostic[] = [];
  const header = { file: csv.file, line: 1, column: 1 };
  if (!csv.rows.length) problems.push({ kind: 'shape', message: 'the table has no points', at: header });
  const seen = new Map<string, Position>();
  // What is wrong with the name of a column is wrong in each of its rows.
  const wrongNames = new Set<string>();
  const points = csv.rows.flatMap((row, k): TablePoint[] => {
    try {
      const point = pointIn(csv, row, k, names, problems);
      const before = seen.get(point.label);
      const at = csv.columns.includes('point') ? cellPosition(csv, row, 'point') : header;
      if (before)
        throw new DiagnosticError([
          { kind: 'value', message: `the point \`${point.label}\` is in line ${before.line}, too`, at },
        ]);
      seen.set(point.label, at);
      return [{ point, ...runsAt(study, point) }];
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      for (const problem of error.problems) {
        const isName = problem.kind === 'unknown' || problem.kind === 'conflict';
        if (isName && wrongNames.has(problem.message)) continue;
        if (isName) wrongNames.add(problem.message);
        problems.push(isName ? { ...problem, at: header } : problem);
      }
      return [];
    }
  });
  if (problems.length) throw new DiagnosticError(problems);
  return points;
}

/** A row as a point; what is wrong with its own columns is added to the problems. */
function pointIn(csv: Csv, row: CsvRow, k: number, names: readonly string[], problems: Diagnostic[]): Point {
  const { point, seed, replicate } = row.cells;
  const at = (column: string) => cellPosition(csv, row, column);
  const refuse = (column: string, expected: string) => {
    const found = row.cells[column] === '' ? 'an empty cell' : `\`${row.cells[column]}\``;
    problems.push({ kind: 'value', message: `\`${column}\` is wrong`, at: at(column), found, expected });
  };
  if (point === '') refuse('point', 'an id, or no such column');
  if (seed === '') refuse('seed', 'any text, or no such column');
  const number = replicate === undefined ? undefined : /^\d+$/.test(replicate) ? Number(replicate) : 0;
  const isNumber = number === undefined || (number >= 1 && number <= MOST_REPLICATES);
  if (!isNumber) refuse('replicate', `a whole number from 1 to ${MOST_REPLICATES}`);
  return {
    label: point ?? String(k + 1),
    settings: names.map(name => ({ name, value: row.cells[name], at: at(name) })),
    seed,
    replicate: isNumber ? number : undefined,
  };
}
