import type { Row } from '../base/csv.ts';
import { type Html, html } from '../base/html.ts';
import type { Section, View } from '../base/view.ts';
import { exactly, plural, shareText, shortDate, spaced } from '../base/words.ts';
import { dataLink } from '../charts/figure.ts';

/** Answers in waves later than the fit, with what the model may be wrong about. */
export const laterFigures: Section = {
  id: 'later-figures',
  title: 'What later surveys would find, and how far the model may be wrong',
  make(view) {
    const rows = view.folder.rows('projected').filter(row => row.wave !== '' && row.subgroup === 'all');
    if (rows.length === 0) return undefined;
    const waves = [...new Set(rows.toSorted((a, b) => (a.date < b.date ? -1 : 1)).map(row => row.wave))];
    return html`<p>Unlike the bands above, these intervals include what the model may be wrong about, as the study declares it: they go on from the last
survey’s figure where there is one, and widen with time.</p>
${waves.map(wave =>
  waveTable(
    wave,
    rows.filter(row => row.wave === wave),
    view,
  ),
)}`;
  },
};

function waveTable(wave: string, rows: readonly Row[], view: View): Html {
  const label = view.about.waves.find(({ id }) => id === wave)?.label ?? wave;
  const columns = view.folder.tables.get('projected')!.columns;
  return html`<details><summary>${label}, ${plural(rows.length, 'question')}</summary>
<table><thead><tr><th scope="col"></th><th scope="col">last survey</th><th scope="col">model alone</th><th scope="col">projected, 80&nbsp;%</th></tr></thead>
<tbody>${rows.map(row => line(row, view))}</tbody></table>
<p>${dataLink({ name: `projected-${wave}`, columns, rows })}</p></details>`;
}

function line(row: Row, { about }: View): Html {
  const words = about.items.find(({ id }) => id === row.item)?.construct ?? spaced(row.item);
  const share = (cell: string | undefined) => exactly(cell, shareText);
  const last = row.last_value && html`${share(row.last_value)}<br><small>${shortDate(row.last_date)}</small>`;
  const printed = row.printed && html`<br><small>printed: ${share(row.printed)}</small>`;
  return html`<tr><th scope="row">${words}</th><td>${last}</td><td>${share(row.model_q50)}</td>
<td>${share(row.q50)}<br><small>${share(row.q10)} to ${share(row.q90)}</small>${printed}</td></tr>`;
}
