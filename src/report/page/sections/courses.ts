import { inStepOf } from '../../../core/calendar.ts';
import type { About } from '../../../io/folder/page-data.ts';
import { type Html, html } from '../base/html.ts';
import { partsFigure } from '../base/parts.ts';
import type { MetricWords, Section, View } from '../base/view.ts';
import { capital, exactly } from '../base/words.ts';
import { fan } from '../charts/fan.ts';
import { figure } from '../charts/figure.ts';
import { linesFigure } from '../charts/lines.ts';
import { untestedText } from './track-record.ts';

/** The courses over time that the model names, a section for each of its charts. */
export function courses({ about }: View): Section[] {
  return about.charts.map((chart, k) => ({
    id: `course-${k + 1}`,
    title: chart.title,
    make: view => chartsOf(chart, k === 0, view),
  }));
}

function chartsOf(chart: About['charts'][number], first: boolean, view: View): Html | undefined {
  const { text, lines, parts } = chart;
  // The answer on top shows it already.
  const bands = chart.bands.filter(name => name !== firstOf(view)?.name);
  const figures = [
    ...bands.map(name => bandFigure(view.metric(name), view)),
    linesFigure(lines.map(view.metric), chart.title, view),
    partsFigure(parts.map(view.metric), chart.title, view),
  ].filter(one => one !== undefined);
  if (figures.length === 0) return undefined;
  const key = html`<p class="muted">Line: median of the runs. Dark band: the middle half of them; light band: 90&nbsp;%.${
    view.events.length > 0 && ' Dotted: an event begins, numbered as in the list of events.'
  }</p>`;
  return html`${text && html`<p>${text}</p>`}${first && bands.length > 0 && key}<div class="cards">${figures}</div>`;
}

/** The headline that the answer begins with. */
const firstOf = ({ about }: View) =>
  about.metrics.find(metric => metric.headline && metric.measure === 'persons');

/** A metric over time, with its bands. */
export function bandFigure(metric: MetricWords, view: View): Html | undefined {
  const rows = view.folder.series(metric.name);
  const end = rows.findLast(row => row.q50 !== '');
  if (!end) return undefined;
  const { title, text, unit, measure, tick } = metric;
  const per = measure === 'persons' ? unit : '';
  const { value, range } = metric.level({
    value: Number(end.q50),
    low: Number(end.q05),
    high: Number(end.q95),
  });
  return figure({
    title: capital(title),
    text: [text, per, untestedText(metric.name, view)].filter(Boolean).join('; '),
    number: html`${exactly(end.q50, () => value)} <small>${range}</small>`,
    chart: fan({
      label: `${capital(title)}: ${value} ${inStepOf(String(end.date), view.step)}, 90 % of runs ${range}`,
      ...{ rows, tick, read: metric.level, period: view.period, marks: view.marks },
    }),
    data: {
      name: metric.name,
      columns: ['date', 'metric', 'group', 'n', 'mean', 'sd', 'q05', 'q25', 'q50', 'q75', 'q95'],
      rows,
    },
  });
}
