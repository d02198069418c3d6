import * as Plot from '@observablehq/plot';
import { atTwoWidths, figure } from '../charts/figure.ts';
import { draw, INK, NARROW, SERIES } from '../charts/plot.ts';
import { type Html, html } from './html.ts';
import { apart, labelRoom } from './labels.ts';
import { eventMarks, timeAxis, timeScale } from './time.ts';
import type { MetricWords, View } from './view.ts';
import { capital, dayOf } from './words.ts';

const [LEFT, TOP, BOTTOM] = [44, 26, 24];
/** Beside it the parts are named. */
const DESK = 740;

/** Shares that add up to one, each upon the one before: means over the runs, since medians need not add up. */
export function partsFigure(metrics: readonly MetricWords[], title: string, view: View): Html | undefined {
  const series = metrics.map((metric, k) => ({
    metric,
    rows: view.folder.series(metric.name).filter(row => row.mean !== ''),
    colour: SERIES[k % SERIES.length],
  }));
  if (series.length === 0 || series.some(({ rows }) => rows.length === 0)) return undefined;
  const levels = new Map<string, number>();
  const bands = series.map(({ metric, rows, colour }) => ({
    metric,
    colour,
    end: rows.at(-1)!,
    points: rows.map(row => {
      const from = levels.get(row.date) ?? 0;
      levels.set(row.date, from + Number(row.mean));
      return { colour, name: metric.name, date: dayOf(row.date), from, to: from + Number(row.mean) };
    }),
  }));
  const chart = (width: number) => {
    const names = bands.map(({ metric, end }) => `${metric.title}  ${metric.show(Number(end.mean))}`);
    const [height, scale] = width > NARROW ? [320, 13 / 11] : [250, 1];
    const right = scale * labelRoom(names);
    const ends = bands.map(({ metric, end, points, colour }) => {
      const { from, to, date } = points.at(-1)!;
      return { metric, colour, date, value: (from + to) / 2, share: Number(end.mean) };
    });
    const labels = apart(ends, end => end.value, 15 / (height - TOP - BOTTOM));
    const said = ends.map(end => `${end.metric.title} ${end.metric.show(end.share)}`).join(', ');
    return draw(`${title}, at the end: ${said}`, {
      ...{ width, height },
      ...{ marginLeft: LEFT, marginRight: right, marginTop: TOP, marginBottom: BOTTOM },
      x: timeScale(view.period),
      y: { domain: [0, 1] },
      marks: [
        Plot.axisY({
          tickSize: 0,
          ticks: [0, 0.5, 1],
          tickFormat: (y: number) => `${100 * y}\u00a0%`,
          fill: INK.muted,
          label: null,
        }),
        ...timeAxis(view.period, width - LEFT - right),
        Plot.areaY(
          bands.flatMap(({ points }) => points),
          {
            x: 'date',
            y1: 'from',
            y2: 'to',
            z: 'name',
            fill: 'colour',
            fillOpacity: 0.85,
            stroke: INK.paper,
            strokeWidth: 1,
          },
        ),
        ...eventMarks(view.marks, view.period, width - LEFT - right),
        Plot.text(labels, {
          ...{
            x: ({ of }) => of.date,
            y: 'at',
            text: ({ of }) => `${of.metric.title}  ${of.metric.show(of.share)}`,
          },
          ...{ textAnchor: 'start', dx: 8, fill: INK.text, fontSize: width > NARROW ? 13 : 11 },
        }),
      ],
    });
  };
  const base = commonBase(metrics.map(metric => metric.text));
  const definitions = html`<dl class="key">${bands
    .toReversed()
    .map(
      ({ metric, colour }) =>
        html`<dt><i style="background:${colour}"></i>${capital(metric.title)}</dt><dd>${metric.text.slice(base.length)}</dd>`,
    )}</dl>`;
  return figure({
    title: base ? `Shares ${base.replace(/, $/, '')}` : 'Shares',
    text: 'means over the runs',
    wide: true,
    chart: html`<div class="beside">${atTwoWidths(chart, DESK)}${definitions}</div>`,
    data: {
      name: title.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
      columns: ['date', 'metric', 'n', 'mean', 'q05', 'q50', 'q95'],
      rows: series.flatMap(({ rows }) => rows),
    },
  });
}

/** `of those who ever left, `, where every text begins so. */
function commonBase(texts: readonly string[]): string {
  const [base = ''] = /^of [^,]+, /.exec(texts[0]) ?? [];
  return texts.every(text => text.startsWith(base)) ? base : '';
}
