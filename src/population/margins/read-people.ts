import { type Diagnostic, DiagnosticError, didYouMean } from '../../core/diagnostics.ts';
import { type Csv, type CsvRow, cellPosition, requireColumns } from '../../core/located-document.ts';
import { numberIn } from '../../core/number-cell.ts';
import type { Shape } from '../fit/table.ts';
import type { Figure, Margin, Variable } from './margins.ts';

/** Problems that are told at once. */
const MOST_PROBLEMS = 20;

/**
 * How variables go together, from rows of people: of a survey, each with its weight, or of a cross-table, each with its persons.
 * @returns weight by cell of the table of all variables
 * @throws DiagnosticError with rows that can't be understood, each with its place
 */
export function readPeople(csv: Csv, variables: readonly Variable[], shape: Shape): Float64Array {
  requireColumns(csv, [...variables.map(({ name }) => name), 'weight']);
  const codes = variables.map(({ categories }) => new Map(categories.map((name, code) => [name, code])));
  const weights = new Float64Array(shape.cells);
  const problems: Diagnostic[] = [];
  const refuse = (row: CsvRow, column: string, message: string, hint?: string) => {
    if (problems.length < MOST_PROBLEMS)
      problems.push({
        kind: 'value',
        message,
        at: cellPosition(csv, row, column),
        found: `\`${row.cells[column]}\``,
        hint,
      });
    return 0;
  };
  for (const row of csv.rows) {
    const cell = variables.reduce((sum, { name, categories }, axis) => {
      const text = row.cells[name].trim();
      const known = codes[axis].get(text);
      const code =
        known ?? refuse(row, name, `unknown category of \`${name}\``, didYouMean(text, categories));
      return sum + code * shape.strides[axis];
    }, 0);
    const weight = numberIn(csv, row, 'weight');
    if (weight < 0) refuse(row, 'weight', 'a weight is not below 0');
    weights[cell] += weight;
  }
  if (!problems.length && !weights.some(weight => weight > 0))
    problems.push({
      kind: 'value',
      message: 'no row has a weight above 0',
      at: { file: csv.file, line: 1, column: 1 },
    });
  if (problems.length) throw new DiagnosticError(problems);
  return weights;
}

/** How a variable is distributed among these people, where no margin says it. */
export function marginAmong(
  csv: Csv,
  weights: Float64Array,
  shape: Shape,
  { name, categories }: Variable,
  variable: number,
): Margin {
  const sums = new Float64Array(categories.length);
  for (let cell = 0; cell < weights.length; cell++)
    sums[Math.floor(cell / shape.strides[variable]) % categories.length] += weights[cell];
  const total = sums.reduce((all, weight) => all + weight, 0);
  const figures = Array.from(
    sums,
    (weight): Figure => ({
      id: `${name} of people`,
      share: weight / total,
      half: 0,
      n: undefined,
      deff: 1,
      printed: true,
      at: { file: csv.file, line: 1, column: 1 },
    }),
  );
  return { variable, given: [], figures };
}
