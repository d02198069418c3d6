import { html } from '../base/html.ts';
import type { Section } from '../base/view.ts';
import { figureText, plural, shortDate, spaced } from '../base/words.ts';
import { dataLink } from '../charts/figure.ts';

/** Columns of design.csv that are no values. */
const OWN = 5;

/** Which sets of values were run; what came out is a table for the program that asked. */
export const points: Section = {
  id: 'points',
  title: 'The points',
  make({ folder }) {
    const table = folder.tables.get('design');
    const rows = folder.rows('design');
    if (!table || rows.length === 0 || folder.tables.has('sensitivity')) return undefined;
    const sum = (column: string) => rows.reduce((total, row) => total + Number(row[column]), 0);
    const [runs, failed] = [sum('runs'), sum('failed')];
    const seeds = new Set(rows.map(row => row.seed)).size;
    const line = (name: string) => {
      const cells = [...new Set(rows.map(row => row[name]))];
      const isDate = /^\d{4}-/.test(cells[0]);
      const sorted = cells.sort((a, b) => (isDate ? (a < b ? -1 : 1) : Number(a) - Number(b)));
      const shown = (cell: string) => (isDate ? shortDate(cell) : figureText(Number(cell)));
      return html`<tr><th scope="row">${spaced(name)}</th><td>${shown(sorted[0])}</td><td>${shown(sorted.at(-1)!)}</td><td>${cells.length}</td></tr>
`;
    };
    return html`<p>${plural(rows.length, 'point')} with ${plural(runs, 'run')}${
      seeds > 1 && `, ${seeds} seeds`
    }${failed > 0 && `; ${plural(failed, 'run')} broke`}. <b>outcomes.csv</b> has a row for each outcome of each run.</p>
<table><thead><tr><th scope="col"></th><th scope="col">from</th><th scope="col">to</th><th scope="col">values</th></tr></thead><tbody>${table.columns.slice(OWN).map(line)}</tbody></table>
<p>${dataLink({ name: 'design', columns: table.columns, rows })}</p>`;
  },
};
