import * as Plot from '@observablehq/plot';
import { changeOf, rangeText } from '../../../quote/sentence.ts';
import { plain } from '../../quote/numbers.ts';
import { sweepSentence } from '../../quote/sweep-sentence.ts';
import type { Row } from '../base/csv.ts';
import { type Html, html } from '../base/html.ts';
import { apart } from '../base/labels.ts';
import { differenceIn, speechIn, stretched } from '../base/pairs.ts';
import type { MetricWords, Section, View } from '../base/view.ts';
import { capital, dateText, dayOf, shareText, shortDate, spaced, typeset } from '../base/words.ts';
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

/** What each lever does, in the words of a comparison. */
export const sweptHeadline: Section = {
  id: 'sweep',
  title: 'The answer',
  make(view) {
    const rows = view.folder.rows('effects').filter(row => row.mean_diff !== '');
    const levers = [...new Set(rows.map(row => row.lever))];
    const told = levers.map(lever => {
      const own = rows.filter(row => row.lever === lever);
      const from = own[0].value_a;
      const to = own.map(row => row.value_b).reduce((x, y) => (isBefore(x, y) ? y : x));
      const move = { lever: spaced(lever), from: shownValue(from), to: shownValue(to) };
      const effects = own
        .filter(row => row.value_b === to)
        .map(row => ({ ...differenceIn(row, view), date: row.date }));
      return html`<p class="lead small">${stretched(sweepSentence(move, effects, speechIn(view)))}</p>`;
    });
    return (
      told.length > 0 &&
      html`${told}<p class="muted">Means of the differences, pair by pair; in brackets, what 90&nbsp;% of the pairs of runs lie in.
Each lever over all values of the others. Conditional projections: if these events happen, and if the equations hold.</p>`
    );
  },
};

const isBefore = (x: string, y: string) => (isDay(x) ? x < y : Number(x) < Number(y));
const isDay = (cell: string) => /^\d{4}-\d{2}-\d{2}$/.test(cell);
const shownValue = (cell: string) => (isDay(cell) ? dateText(cell) : plain(Number(cell)));

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
    const differences = outcomes.map(key => effectCard(key.split('\n'), levers, view));
    const points = new Set(rows.map(row => row.point)).size;
    return html`<p>${points} points, each with the same draws. ${
      names.length > 2
        ? 'A dot is the mean over the runs of a point.'
        : 'Dots are means over the runs of a point, thin lines what 90 % of them lie in.'
    }</p>${
      view.folder.tables.has('effects') &&
      html`<h3>What changes</h3><p>Differences from the smallest value of each lever, run by run on the same draws and chance:
dots are means, lines what 90&nbsp;% of the pairs lie in. Levers of one outcome share an axis.</p><div class="cards">${differences}</div><h3>What it comes to</h3>`
    }<div class="cards">${cards}</div>`;
  },
};

/** An outcome's differences over each lever, on one axis. */
function effectCard(
  [metric, group, date]: readonly string[],
  { names, days }: Levers,
  view: View,
): Html | false {
  const words = view.metric(metric);
  const rows = view.folder
    .rows('effects')
    .filter(row => row.metric === metric && row.group === group && row.date === date && row.mean_diff !== '');
  if (!rows.length) return false;
  const numbers = rows.flatMap(row => [row.mean_diff, row.ci_low, row.ci_high].map(Number));
  const domain = levels([...numbers, 0]);
  const tick =
    words.measure === 'share' ? (value: number) => words.tick(value).replace(/\s?%$/, '') : words.tick;
  const speech = speechIn(view);
  const told = names.flatMap(name => {
    const row = rows.findLast(one => one.lever === name);
    if (!row) return [];
    const seen = differenceIn(row, view);
    const sure = isTold(row)
      ? `; ${shareText(Number(row.parameter_share))} of the variance from parameters`
      : '';
    return [
      html`${spaced(name)}: <b>${typeset(changeOf(seen, speech).value)}</b> <small>${typeset(rangeText(seen, speech))}${sure}</small><br>`,
    ];
  });
  return figure({
    title: `${capital(words.title)}${group === 'all' ? '' : `, ${spaced(group).replace('=', ' ')}`}`,
    text: `difference ${view.when(date)}${words.measure === 'share' ? '; percentage points' : ''}`,
    chart: names.map(name =>
      effectChart(
        rows.filter(row => row.lever === name),
        name,
        { domain, isDated: days.has(name), tick, title: words.title },
      ),
    ),
    note: html`From the smallest to the largest value: ${told}`,
    data: { name: `effects-${metric}`, columns: view.folder.tables.get('effects')!.columns, rows },
  });
}

const isTold = (row: Row) => row.parameter_share !== '' && row.chance_share !== '';

interface EffectAxes {
  domain: [number, number];
  isDated: boolean;
  tick: (value: number) => string;
  title: string;
}

function effectChart(
  rows: readonly Row[],
  lever: string,
  { domain, isDated, tick, title }: EffectAxes,
): Html {
  if (!rows.length) return html``;
  const at = (cell: string) => (isDated ? dayOf(cell) : Number(cell));
  const [{ value_a: from }] = rows;
  const points = [
    { x: at(from), mean: 0, low: 0, high: 0 },
    ...rows.map(row => ({
      ...{ x: at(row.value_b), mean: Number(row.mean_diff) },
      ...{ low: Number(row.ci_low), high: Number(row.ci_high) },
    })),
  ];
  const cells = [from, ...rows.map(row => row.value_b)];
  const ticks = cells.length <= 5 ? cells : [cells[0], cells[Math.floor(cells.length / 2)], cells.at(-1)!];
  return draw(`Difference in ${title} over ${spaced(lever)}`, {
    ...{ width: NARROW, height: HEIGHT },
    ...{ marginLeft: LEFT, marginRight: 16, marginTop: TOP, marginBottom: BOTTOM },
    x: { axis: null, type: isDated ? 'utc' : 'linear', inset: 8 },
    y: { domain },
    marks: [
      ...levelAxis(domain, tick),
      Plot.text(ticks, {
        ...{ x: at, text: cell => (isDated ? shortDate(cell) : cell), frameAnchor: 'bottom' },
        ...{ dy: 13, fill: INK.muted },
      }),
      Plot.text([`${spaced(lever)} →`], {
        ...{ frameAnchor: 'bottom-right', textAnchor: 'end', dy: 28, fill: INK.text },
      }),
      Plot.ruleX(points, { x: 'x', y1: 'low', y2: 'high', stroke: INK.blue, strokeOpacity: 0.45 }),
      Plot.lineY(points, { x: 'x', y: 'mean', stroke: INK.blue, strokeOpacity: 0.6 }),
      Plot.dot(points, { x: 'x', y: 'mean', fill: INK.blue, r: 3 }),
    ],
  });
}

function outcomeCard(rows: readonly Row[], metric: MetricWords, levers: Levers, view: View): Html {
  const [{ group, date }] = rows;
  const [first, second] = levers.names;
  const lines = levers.names.length === 2 && new Set(rows.map(row => row[second])).size <= LINES;
  const among = group === 'all' ? '' : `, ${spaced(group).replace('=', ' ')}`;
  return figure({
    title: `${capital(metric.title)}${among}`,
    text: `${view.when(date)}${lines ? `; one line for each ${spaced(second)}` : ''}`,
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
