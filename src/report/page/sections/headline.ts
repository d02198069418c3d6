import { levelSentences, type Stretch } from '../../../quote/sentence.ts';
import { monthOf } from '../../quote/difference-sentence.ts';
import type { Row } from '../base/csv.ts';
import { type Html, html } from '../base/html.ts';
import { speechIn, stretched } from '../base/pairs.ts';
import type { MetricWords, Section, View } from '../base/view.ts';
import { exactly } from '../base/words.ts';
import { bandFigure } from './courses.ts';
import { groupFigures } from './places.ts';
import { metText } from './targets.ts';

/** The words of the terminal, then what becomes of them: made of the last week of summary.csv. */
export const headline: Section = {
  id: 'headline',
  title: 'The answer',
  make(view) {
    const heads = view.about.metrics.filter(metric => metric.headline);
    const named = (measure: string) => heads.filter(metric => metric.measure === measure).map(m => m.name);
    const [persons] = ends(named('persons'), view);
    const shares = ends(named('share'), view);
    const parts = ends(
      view.about.charts.flatMap(chart => chart.parts),
      view,
    );
    const largest = parts.toSorted((a, b) => Number(b.row.q50) - Number(a.row.q50));
    const second = (largest.length ? largest : shares).slice(0, 2);
    if (!persons && !second.length) return undefined;
    return html`<p class="lead">${persons ? stretched(answer(persons, view)) : html`In the model, ${view.when(second[0].row.date)}:`}
${second.length > 0 && html`${capitalOf(second)}.`}</p>
${metText(view)}
<div class="cards">${whereFigures(persons, view)}</div>
<p class="muted">Persons and shares of the model, not counts of a register: medians; in brackets, what 90&nbsp;% of the runs lie in.
A conditional projection: if these events happen, and if the equations hold. It predicts no person and no country.</p>`;
  },
};

/** The words of the terminal. */
function answer({ metric, row }: End, view: View): Stretch[] {
  const estimateOf = ({ q05, q50, q95 }: Row) => ({
    value: Number(q50),
    low: Number(q05),
    high: Number(q95),
  });
  const places = view.folder.groupsAtEnd(metric.name).flatMap(own => {
    const [, place] = own.group.split('=');
    const isHost = view.about.places.some(({ name }) => name === place) && place !== view.about.origin;
    return isHost ? [{ place, estimate: estimateOf(own) }] : [];
  });
  return levelSentences(metric.name, estimateOf(row), places, monthOf(row.date, view.step), speechIn(view));
}

/** How many there are over time, and where: what a reader asks first. */
function whereFigures(persons: End | undefined, view: View): Html[] {
  if (!persons) return [];
  return [bandFigure(persons.metric, view), ...groupFigures(view).slice(0, 1)].filter(
    one => one !== undefined,
  );
}

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
