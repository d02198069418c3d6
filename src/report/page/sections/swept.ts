import * as Plot from '@observablehq/plot';
import type { Row } from '../base/csv.ts';
import { type Html, html } from '../base/html.ts';
import { apart } from '../base/labels.ts';
import type { MetricWords, Section, View } from '../base/view.ts';
import { capital, dateText, dayOf, shortDate, spaced } from '../base/words.ts';
import { levelAxis, levels } from '../charts/fan.ts';
import { figure } from '../charts/figure.ts';
import { draw, INK, NARROW, SERIES } from '../charts/plot.ts';

/** Values of a second lever that get a line each. */
const LINES = 6;
const [LEFT, RIGHT, TOP, BOTTOM, HEIGHT] = [54, 84, 12, 34, 210];

interface Levers {
  names: readonly string[];
  /** Levers whose values are days. */
  days: ReadonlySet<string>;
}

/** What becomes of the outcomes as levers move. */
export const swept: Section = {
  id: 'swept',
  title: 'What the levers do',
  make(view) {
    const rows = view.folder.rows('points');
    if (rows.length === 0) return undefined;
    const columns = view.folder.tables.get('points')!.columns;
    const names = columns.slice(1, columns.indexOf('metric'));
    const days = new Set(names.filter(name => rows.every(row => /^\d{4}-\d{2}-\d{2}$/.test(row[name]))));
    const levers = { names, days };
    const outcomes = [...new Set(rows.map(row => [row.metric, row.group, row.date].join('\n')))];
    const cards = outcomes.map(key => {
      const [metric, group, date] = key.split('\n');
      const own = rows.filter(row => row.metric === metric && row.group === group && row.date === date);
      return outcomeCard(own, view.metric(metric), levers, view);
    });
    const points = new Set(rows.map(row => row.point)).size;
    return html`<p>${points} points, each with the same draws. ${
      names.length > 2
        ? 'A dot is the mean over the runs of a point.'
        : 'Dots are means over the runs of a point, thin lines what 90 % of them lie in.'
    }</p><div class="cards">${cards}</div>`;
  },
};

function outcomeCard(rows: readonly Row[], metric: MetricWords, levers: Levers, view: View): Html {
  const [{ group, date }] = rows;
  const [first, second] = levers.names;
  const lines = levers.names.length === 2 && new Set(rows.map(row => row[second])).size <= LINES;
  const among = group === 'all' ? '' : `, ${spaced(group).replace('=', ' ')}`;
  return figure({
    title: `${capital(metric.title)}${among}`,
    text: `in the week of ${dateText(date)}${lines ? `; one line for each ${spaced(second)}` : ''}`,
    chart: lines
      ? leverChart(rows, first, second, metric, levers)
      : levers.names.map(name => leverChart(rows, name, undefined, metric, levers)),
    data: { name: `sweep-${metric.name}`, columns: view.folder.tables.get('points')!.columns, rows },
  });
}

/** An outcome over one lever; with a second one, a line for each of its values. */
function leverChart(
  rows: readonly Row[],
  lever: string,
  other: string | undefined,
  metric: MetricWords,
  { days }: Levers,
): Html {
  const dated = days.has(lever);
  const at = (row: Row) => (dated ? dayOf(row[lever]) : Number(row[lever]));
  const shown = (name: string, cell: string) => (days.has(name) ? shortDate(cell) : cell);
  const values = other ? [...new Set(rows.map(row => row[other]))] : [''];
  const points = rows
    .filter(row => row.mean !== '')
    .map(row => {
      const k = other ? values.indexOf(row[other]) : 0;
      const [mean, low, high] = [row.mean, row.q05, row.q95].map(Number);
      return { x: at(row), mean, low, high, k, colour: SERIES[k % SERIES.length] };
    });
  const domain = levels(points.flatMap(point => [point.low, point.mean, point.high]));
  const cells = [...new Set(rows.map(row => row[lever]))].sort((a, b) =>
    dated ? (a < b ? -1 : 1) : Number(a) - Number(b),
  );
  const ticks = cells.length <= 5 ? cells : [cells[0], cells[Math.floor(cells.length / 2)], cells.at(-1)!];
  const ends = values.flatMap((value, k) => {
    const last = points
      .filter(point => point.k === k)
      .toSorted((a, b) => Number(a.x) - Number(b.x))
      .at(-1);
    return last && other ? [{ ...last, text: shown(other, value) }] : [];
  });
  const labels = apart(ends, end => end.mean, (14 * (domain[1] - domain[0])) / (HEIGHT - TOP - BOTTOM));
  return draw(`${capital(metric.title)} over ${spaced(lever)}`, {
    ...{ width: NARROW, height: HEIGHT },
    ...{ marginLeft: LEFT, marginRight: other ? RIGHT : 16, marginTop: TOP, marginBottom: BOTTOM },
    x: { axis: null, type: dated ? 'utc' : 'linear' },
    y: { domain },
    marks: [
      ...levelAxis(domain, metric.tick),
      Plot.text(ticks, {
        ...{
          x: cell => (dated ? dayOf(cell) : Number(cell)),
          text: cell => shown(lever, cell),
          frameAnchor: 'bottom',
        },
        ...{ dy: 13, fill: INK.muted },
      }),
      Plot.text([`${spaced(lever)} →`], {
        frameAnchor: 'bottom-right',
        textAnchor: 'end',
        dy: 28,
        fill: INK.text,
      }),
      Plot.ruleX(points, { x: 'x', y1: 'low', y2: 'high', stroke: 'colour', strokeOpacity: 0.45 }),
      ...(other
        ? [Plot.lineY(points, { x: 'x', y: 'mean', z: 'k', stroke: 'colour', strokeWidth: 2, sort: 'x' })]
        : []),
      Plot.dot(points, { x: 'x', y: 'mean', fill: 'colour', r: 3 }),
      Plot.text(labels, {
        ...{ x: ({ of }) => of.x, y: 'at', text: ({ of }) => of.text, textAnchor: 'start', dx: 8 },
        ...{ fill: INK.text, fontSize: 11 },
      }),
    ],
  });
}
