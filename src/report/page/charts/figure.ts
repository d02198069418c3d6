import { type Cell, csvLine } from '../../../io/text/csv-writer.ts';
import type { Row } from '../base/csv.ts';
import { type Content, type Html, html } from '../base/html.ts';
import { NARROW, WIDE } from './plot.ts';

/** A chart with its words and its data. */
export interface Figure {
  title: string;
  /** What is shown, in which unit. */
  text?: Content;
  /** The one number to take home. */
  number?: Content;
  chart: Content;
  /** What is written under the chart. */
  note?: Content;
  data?: Data;
  /** Takes the whole width of the page. */
  wide?: boolean;
}

/** What a chart shows, as a table to take along. */
export interface Data {
  /** Of the file, without ending. */
  name: string;
  columns: readonly string[];
  rows: readonly Row[];
}

export function figure({ title, text, number, chart, note, data, wide }: Figure): Html {
  return html`<figure${wide && html` class="wide"`}>
<figcaption><h3>${title}</h3>${text && html`<p>${text}</p>`}${number && html`<p class="number">${number}</p>`}</figcaption>
${chart}
<footer>${note && html`<p>${note}</p>`}${data && dataLink(data)}</footer>
</figure>
`;
}

/** The same chart for a phone and for a desk; the style sheet shows one of them. */
export function atTwoWidths(draw: (width: number) => Html, wide = WIDE): Html {
  return html`<div class="desk">${draw(wide)}</div><div class="phone">${draw(NARROW)}</div>`;
}

/** A link that holds the table itself. */
export function dataLink({ name, columns, rows }: Data): Html {
  const lines = rows.map(row => csvLine(columns.map(column => cellOf(row[column] ?? ''))));
  const text = `${[csvLine(columns), ...lines].join('\n')}\n`;
  const address = `data:text/csv;charset=utf-8;base64,${Buffer.from(text).toString('base64')}`;
  return html`<a class="data" download="${name}.csv" href="${address}" aria-label="Data of this chart: ${name}.csv">CSV</a>`;
}

/** A number stays one, so that its minus is not taken for the beginning of a formula. */
function cellOf(text: string): Cell {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) && String(Number(text)) === text ? Number(text) : text;
}
