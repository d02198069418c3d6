import { type Diagnostic, numberHint, throwDiagnostic } from './diagnostics.ts';
import { type Csv, type CsvRow, cellPosition, decimal } from './located-document.ts';

/**
 * The number in a cell; `otherwise` of an empty one, if there is an otherwise. Problem `type`: it is no number, or none that
 * single precision holds.
 */
export function numberIn(csv: Csv, row: CsvRow, column: string, otherwise?: number): number {
  const cell = textIn(row, column);
  if (cell === '' && otherwise !== undefined) return otherwise;
  const value = decimal(cell);
  return Number.isFinite(Math.fround(value)) ? value : throwDiagnostic(notANumber(csv, row, column));
}

/** What to say of a cell that should hold a number. */
export function notANumber(csv: Csv, row: CsvRow, column: string): Diagnostic {
  const cell = textIn(row, column);
  return {
    kind: 'type',
    message: `\`${column}\` needs a number`,
    at: cellPosition(csv, row, column),
    found: cell === '' ? 'an empty cell' : `\`${cell}\``,
    hint: numberHint(cell),
  };
}

const textIn = ({ cells }: CsvRow, column: string) => cells[column]?.trim() ?? '';
