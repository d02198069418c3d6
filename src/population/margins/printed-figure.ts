import { didYouMean, numberHint, type Position, throwDiagnostic } from '../../core/diagnostics.ts';
import { type Csv, type CsvRow, cellPosition, decimal } from '../../core/located-document.ts';
import type { Figure } from './margins.ts';

/** Where the shares of an emigrant survey are printed: rows of these tables may be named by `survey_row`. */
export interface PrintedRows {
  profile: Csv;
  marginals: Csv;
}

/** A printed percentage is rounded to a whole one when its share has at most two decimals: 0.6 means 60 %. */
const LEAST_DECIMALS = 2;

/**
 * The share of one row of margins.csv with its sample size: written there, or in the row of the study's profile.csv or
 * marginals.csv that `survey_row` names. An `n` or `deff` in margins.csv goes before the study's.
 */
export function figureOf(csv: Csv, row: CsvRow, printed: PrintedRows): Figure {
  const cell = (column: string) => ({ text: row.cells[column] ?? '', at: cellPosition(csv, row, column) });
  const id = row.cells.margin_id;
  if (!id) throwDiagnostic({ kind: 'shape', message: 'a margin needs an id', at: cell('margin_id').at });
  const named = row.cells.survey_row
    ? printedFigure(row.cells.survey_row, printed, cell('survey_row').at)
    : undefined;
  const share = cell('share');
  if (named && share.text)
    throwDiagnostic({
      kind: 'conflict',
      message: `margin ${id} has a share of its own beside the one of survey_row ${row.cells.survey_row}`,
      at: share.at,
      hint: 'leave one of them empty',
    });
  const source = named?.share ?? share;
  const value = numberIn(id, source, 'a share from 0 to 1', x => x >= 0 && x <= 1);
  const n = cell('n').text ? cell('n') : named?.n;
  const deff = cell('deff');
  const decimals = source.text.split('.')[1]?.length ?? 0;
  let half = 0.5;
  for (let d = Math.max(decimals, LEAST_DECIMALS); d > 0; d--) half /= 10;
  return {
    id,
    share: value,
    half,
    n: n?.text ? numberIn(id, n, 'a number of persons above 0', x => x > 0) : undefined,
    deff: deff.text ? numberIn(id, deff, 'a design effect above 0', x => x > 0) : 1,
    printed: true,
    at: source.text ? cell(share.text ? 'share' : 'survey_row').at : share.at,
  };
}

interface Cell {
  text: string;
  at: Position;
}

function printedFigure(
  id: string,
  { profile, marginals }: PrintedRows,
  at: Position,
): { share: Cell; n: Cell } {
  for (const [csv, share, n] of [
    [profile, 'share', 'n_base'],
    [marginals, 'value', 'n_base'],
  ] as const) {
    const row = csv.rows.find(r => r.cells.row_id === id);
    const cell = (column: string): Cell => ({ text: row?.cells[column] ?? '', at });
    if (row) return { share: cell(share), n: cell(n) };
  }
  const ids = [...profile.rows, ...marginals.rows].map(r => r.cells.row_id);
  return throwDiagnostic({
    kind: 'unknown',
    message: `unknown survey_row \`${id}\``,
    at,
    expected: 'the row_id of a row of profile.csv or marginals.csv',
    hint: didYouMean(id, ids),
  });
}

function numberIn(id: string, { text, at }: Cell, expected: string, allowed: (x: number) => boolean): number {
  const value = text.trim() === '' ? Number.NaN : decimal(text);
  if (allowed(value)) return value;
  return throwDiagnostic({
    kind: 'value',
    message: `margin ${id} needs ${expected}`,
    at,
    found: text === '' ? 'nothing' : text,
    hint: numberHint(text),
  });
}
