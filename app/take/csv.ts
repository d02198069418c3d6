/** A table to be taken along: its columns, then rows of texts and numbers; undefined or NaN: an empty cell. */
export interface Table {
  columns: readonly string[];
  rows: readonly (readonly (string | number | undefined)[])[];
}

/** A table as CSV (RFC 4180), numbers with a point. */
export const csvOf = ({ columns, rows }: Table): string =>
  `${[columns, ...rows].map(cells => cells.map(cellOf).join(',')).join('\n')}\n`;

function cellOf(cell: string | number | undefined): string {
  if (cell === undefined || (typeof cell === 'number' && !Number.isFinite(cell))) return '';
  const text = String(cell);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
