import type { Row } from '../base/csv.ts';
import { type Html, html } from '../base/html.ts';
import type { MetricWords, Section, View } from '../base/view.ts';
import { dateText, exactly } from '../base/words.ts';

/** How many persons, then what becomes of them: two sentences made of the last week of summary.csv. */
export const headline: Section = {
  id: 'headline',
  title: 'In two sentences',
  make(view) {
    const heads = view.about.metrics.filter(metric => metric.headline);
    const persons = ends(
      heads.filter(metric => metric.measure === 'persons').map(m => m.name),
      view,
    );
    const parts = ends(
      view.about.charts.flatMap(chart => chart.parts),
      view,
    );
    const shares = ends(
      heads.filter(metric => metric.measure === 'share').map(m => m.name),
      view,
    );
    const largest = parts.toSorted((a, b) => Number(b.row.q50) - Number(a.row.q50));
    const first = persons.length > 0 ? persons.slice(0, 2) : shares.slice(0, 2);
    const second = parts.length > 0 ? largest.slice(0, 2) : persons.length > 0 ? shares.slice(0, 2) : [];
    if (first.length === 0) return undefined;
    return html`<p class="lead">In the week of ${dateText(first[0].row.date)}, ${sentence(first)}.
${second.length > 0 && html`${capitalOf(second)}.`}</p>
<p class="muted">Medians; in brackets, what 90&nbsp;% of the runs lie in. A conditional projection: if these events
happen, and if the equations hold. It predicts no person and no country.</p>`;
  },
};

interface End {
  metric: MetricWords;
  row: Row;
}

function ends(names: readonly string[], view: View): End[] {
  return names.flatMap(name => {
    const row = view.folder.series(name).at(-1);
    return row && row.q50 !== '' ? [{ metric: view.metric(name), row }] : [];
  });
}

/** `955 000 persons live in another country (944 000 to 969 000 persons); 61 000 left and are back (58 000 to 64 000 persons)`. */
function sentence(found: readonly End[]): Html {
  return joined(
    found.map(({ metric, row }, k) => {
      const noun = metric.measure === 'persons' && k === 0 ? ' persons' : '';
      return html`${value({ metric, row })}${noun} ${metric.text.replace(/^(of [^,]+), /, '$1 ')} ${band({ metric, row })}`;
    }),
  );
}

/** `Of those who ..., 34 % live ... (33 to 35 %), 30 % live ... (30 to 31 %)`. */
function capitalOf(found: readonly End[]): Html {
  const [, base] = /^of ([^,]+), /.exec(found[0].metric.text) ?? [];
  const prefix = `of ${base}, `;
  if (!base || !found.every(({ metric }) => metric.text.startsWith(prefix))) return sentence(found);
  const parts = found.map(end => html`${value(end)} ${end.metric.text.slice(prefix.length)} ${band(end)}`);
  return html`Of ${base}, ${joined(parts)}`;
}

const joined = (parts: readonly Html[]) => html`${parts.map((part, k) => html`${k > 0 && '; '}${part}`)}`;

const quotedEnd = ({ metric, row }: End) =>
  metric.level({ value: Number(row.q50), low: Number(row.q05), high: Number(row.q95) });

const value = (end: End) => html`<b>${exactly(end.row.q50, () => quotedEnd(end).value)}</b>`;

const band = (end: End) =>
  html`<span class="muted">(${quotedEnd(end).range}${end.metric.measure === 'persons' && ' persons'})</span>`;
