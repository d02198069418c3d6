import * as Plot from '@observablehq/plot';
import type { Row } from '../base/csv.ts';
import type { Html } from '../base/html.ts';
import { apart, labelRoom } from '../base/labels.ts';
import { eventMarks, timeAxis, timeScale } from '../base/time.ts';
import type { MetricWords, View } from '../base/view.ts';
import { dayOf, shortDate, spaced } from '../base/words.ts';
import { levelAxis, levels } from './fan.ts';
import { figure } from './figure.ts';
import { draw, INK, NARROW, SERIES } from './plot.ts';
import { monthly, type Reading, readings } from './readings.ts';

const [LEFT, TOP, HEIGHT] = [38, 26, 236];

/** Medians of several metrics in one chart, each named where it ends; a long name is above its line. */
export function linesFigure(metrics: readonly MetricWords[], title: string, view: View): Html | undefined {
  const series = metrics.flatMap((metric, k) => {
    const rows = view.folder.series(metric.name).filter(row => row.q50 !== '');
    return rows.length > 0 ? [{ metric, rows, colour: SERIES[k % SERIES.length] }] : [];
  });
  if (series.length === 0) return undefined;
  const points = series.flatMap(({ metric, rows, colour }) =>
    rows.map(row => ({ metric: metric.name, colour, date: dayOf(row.date), value: Number(row.q50) })),
  );
  const { show } = series[0].metric;
  const domain = levels(points.map(point => point.value));
  const ends = series.map(({ metric, rows, colour }) => {
    const { date, q50 } = rows.at(-1)!;
    return { metric, colour, date: dayOf(date), value: Number(q50) };
  });
  const perPixel = (domain[1] - domain[0]) / (HEIGHT - TOP - 24);
  const said = (end: (typeof ends)[number]) => `${end.metric.title}  ${show(end.value)}`;
  const inside = labelRoom(ends.map(said)) > NARROW / 2.4;
  const right = inside ? 8 : labelRoom(ends.map(said));
  const labels = apart(ends, end => end.value, 14 * perPixel);
  const chart = draw(`${title}: ${ends.map(end => `${end.metric.title} ${show(end.value)}`).join(', ')}`, {
    ...{ width: NARROW, height: HEIGHT },
    ...{ marginLeft: LEFT, marginRight: right, marginTop: TOP, marginBottom: 24 },
    x: timeScale(view.period),
    y: { domain },
    marks: [
      ...levelAxis(domain, series[0].metric.tick),
      ...timeAxis(view.period, NARROW - LEFT - right),
      ...eventMarks(view.marks, view.period, NARROW - LEFT - right),
      Plot.lineY(points, { x: 'date', y: 'value', z: 'metric', stroke: 'colour', strokeWidth: 2 }),
      Plot.dot(ends, { x: 'date', y: 'value', fill: 'colour', r: 3 }),
      readings(readAll(series), NARROW - LEFT - right),
      Plot.text(labels, {
        ...{ x: ({ of }) => of.date, y: 'at', text: ({ of }) => said(of) },
        ...(inside ? { textAnchor: 'end' as const, dy: -10 } : { textAnchor: 'start' as const, dx: 8 }),
        ...{ fill: INK.text, stroke: INK.paper, strokeWidth: 4, fontSize: 11 },
      }),
    ],
  });
  return figure({
    title: 'Side by side',
    text: 'medians of the runs',
    chart,
    data: {
      name: spaced(title)
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-'),
      columns: ['date', 'metric', 'n', 'mean', 'q05', 'q50', 'q95'],
      rows: series.flatMap(({ rows }) => rows),
    },
  });
}

/** `12 Jun 2023: at home 34 %, abroad 20 %`: what all lines show in a month. */
function readAll(series: readonly { metric: MetricWords; rows: readonly Row[] }[]): Reading[] {
  const known = series.map(({ metric, rows }) => ({
    metric,
    byDate: new Map(rows.map(row => [row.date, Number(row.q50)])),
  }));
  return monthly(series[0].rows.map(({ date }) => ({ date }))).map(({ date }) => {
    const parts = known.flatMap(({ metric, byDate }) => {
      const value = byDate.get(date);
      return value === undefined ? [] : `${metric.title} ${metric.show(value)}`;
    });
    return { date, text: `${shortDate(date)}: ${parts.join(', ')}` };
  });
}
