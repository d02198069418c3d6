import { type Estimate, quoteDifference, quoteLevel } from '../../../quote/quantity.ts';
import type { Row } from '../base/csv.ts';
import { type Html, html } from '../base/html.ts';
import type { Section, View } from '../base/view.ts';
import { exactly, plural, shareText, spaced, typeset } from '../base/words.ts';
import { dataLink } from '../charts/figure.ts';
import { zText } from '../charts/forest.ts';

/** What planned waves would print, beside naive forecasts; and how rows that were held out came out. */
export const projections: Section = {
  id: 'projections',
  title: 'What the next surveys would print',
  make(view) {
    const rows = view.folder.rows('projections').filter(row => row.median !== '' && row.subgroup === 'all');
    const held = view.folder.rows('holdout');
    if (rows.length === 0 && held.length === 0) return undefined;
    const waves = [...new Set(rows.map(row => row.wave))];
    return html`<p>Medians, with the interval in which 95&nbsp;% of such surveys would lie; beside them what one would say without a
model: the last printed value stays, or goes on in a straight line.</p>
${waves.map(wave =>
  waveTable(
    wave,
    rows.filter(row => row.wave === wave),
    view,
  ),
)}
${held.length > 0 && heldTable(held, view)}`;
  },
};

const wordsOf = (row: Row, { about }: View) =>
  about.items.find(({ id }) => id === row.item)?.construct ?? spaced(row.item);

/** Median and 95 % interval of what a survey would print. */
function projected(row: Row, view: View): Html {
  const estimate: Estimate = { value: Number(row.median), low: Number(row.q025), high: Number(row.q975) };
  const { value, range } = quoteLevel('share', estimate, view.resolution);
  return html`${exactly(row.median, () => typeset(value))}<br><small>${typeset(range)}</small>`;
}

function waveTable(wave: string, rows: readonly Row[], view: View): Html {
  const label = view.about.waves.find(({ id }) => id === wave)?.label ?? wave;
  const line = (
    row: Row,
  ) => html`<tr><th scope="row">${wordsOf(row, view)}</th><td>${projected(row, view)}</td>
<td>${exactly(row.last_kept, shareText)}</td><td>${exactly(row.straight_line, shareText)}</td></tr>`;
  return html`<details><summary>${label}, ${plural(rows.length, 'question')}</summary>
<table><thead><tr><th scope="col"></th><th scope="col">model</th><th scope="col">last value</th><th scope="col">straight line</th></tr></thead><tbody>${rows.map(line)}</tbody></table>
<p>${dataLink({ name: `projections-${wave}`, columns: view.folder.tables.get('projections')!.columns, rows })}</p></details>`;
}

function heldTable(rows: readonly Row[], view: View): Html {
  const inside = rows.filter(row => row.inside_95 === '1').length;
  const line = (
    row: Row,
  ) => html`<tr><th scope="row">${row.wave}: ${wordsOf(row, view)}</th><td>${exactly(row.observed, shareText)}</td>
<td>${projected(row, view)}</td><td>${exactly(row.error, value => typeset(quoteDifference('share', { value }, view.resolution).value))}</td><td>${exactly(row.z, zText)}</td></tr>`;
  return html`<h3>Held out of the fit</h3><p><b>${inside} of ${rows.length}</b> printed figures lie in their 95&nbsp;% interval.</p>
<table><thead><tr><th scope="col"></th><th scope="col">printed</th><th scope="col">projected</th><th scope="col">error</th><th scope="col">z</th></tr></thead><tbody>${rows.map(line)}</tbody></table>
<p>${dataLink({ name: 'holdout', columns: view.folder.tables.get('holdout')!.columns, rows })}</p>`;
}
