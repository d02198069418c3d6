import { compare } from '../../../files/rows.ts';
import { bars } from '../bars.ts';
import type { Row } from '../csv.ts';
import { type FanColumns, fan } from '../fan.ts';
import { figure } from '../figure.ts';
import { type Html, html } from '../html.ts';
import type { MetricWords, Section, View } from '../view.ts';
import { capital, dateText, exactly, rangeText, spaced } from '../words.ts';

/** Two scenarios that were run on the same draws. */
interface Pair {
  a: string;
  b: string;
  rows: readonly Row[];
}

const BAND: FanColumns = { outer: ['ci_low', 'ci_high'], middle: 'mean_diff' };
/** A difference that could be chance is not told in the headline, and is said to be one elsewhere. */
const LEVEL = 0.05;
/** Metrics of the headline. */
const TOLD = 3;

/** What the other scenarios change, a section for each; and the sentences to be quoted. */
export function differences(view: View): Section[] {
  return pairsOf(view).map((pair, k) => ({
    id: `difference-${k + 1}`,
    title: `What it changes: ${view.scenario(pair.b)}`,
    make: () => differenceCards(pair, view),
  }));
}

export const comparedHeadline: Section = {
  id: 'compared',
  title: 'In a sentence',
  make(view) {
    const told = pairsOf(view).map(pair => sentence(pair, view));
    return (
      told.length > 0 &&
      html`${told}<p class="muted">Means of the differences, pair by pair; in brackets, what 90&nbsp;% of the pairs lie in. Conditional
projections: if these events happen, and if the equations hold. They foretell no person and no country.</p>`
    );
  },
};

function pairsOf({ folder }: View): Pair[] {
  const rows = folder.rows('compare');
  const keys = [...new Set(rows.map(row => `${row.scenario_a}\n${row.scenario_b}`))];
  return keys.map(key => {
    const [a, b] = key.split('\n');
    return { a, b, rows: rows.filter(row => row.scenario_a === a && row.scenario_b === b) };
  });
}

function courseOf({ rows }: Pair, metric: string): Row[] {
  return rows
    .filter(row => row.metric === metric && row.group === 'all' && row.mean_diff !== '')
    .sort((x, y) => compare(x.date, y.date));
}

/** The first count of persons, and the clearest of the other headlines. */
function sentence(pair: Pair, view: View): Html {
  const ends = view.about.metrics
    .filter(metric => metric.headline)
    .flatMap(({ name }) => courseOf(pair, name).slice(-1))
    .map(row => ({ row, metric: view.metric(row.metric) }));
  const first = ends.find(({ metric }) => metric.measure === 'persons');
  const clear = ends
    .filter(end => end !== first && end.metric.measure !== 'persons' && Number(end.row.p_adj) < LEVEL)
    .toSorted((x, y) => strength(y.row) - strength(x.row));
  const told = [...(first ? [first] : []), ...clear].slice(0, TOLD);
  if (told.length === 0)
    return html`<p class="lead"><b>${view.scenario(pair.b)}</b>: no headline differs.</p>`;
  const parts = told.map(({ row, metric }, k) => {
    const range = rangeText(Number(row.ci_low), Number(row.ci_high), metric.showDifference);
    return html`${k > 0 && '; '}${k > 0 && `${metric.title} `}<b>${exactly(row.mean_diff, metric.showDifference)}</b>${
      k === 0 && ` ${metric.measure === 'persons' ? 'persons ' : ''}${metric.title}`
    } <span class="muted">(${range})</span>`;
  });
  return html`<p class="lead"><b>${view.scenario(pair.b)}</b>, against “${view.scenario(pair.a)}”, in the week of
${dateText(told[0].row.date)}: ${parts}.</p>`;
}

const strength = ({ mean_diff: mean, se }: Row) => Math.abs(Number(mean)) / (Number(se) || Number.MIN_VALUE);

function differenceCards(pair: Pair, view: View): Html {
  const charted = view.about.charts.flatMap(({ bands, lines, parts }) => [...bands, ...lines, ...parts]);
  const heads = view.about.metrics.filter(metric => metric.headline).map(metric => metric.name);
  const names = [...new Set([...charted.filter(name => heads.includes(name)), ...heads])];
  const own = view.events.filter(({ only }) => only?.includes(pair.a) !== only?.includes(pair.b));
  const cards = names.flatMap(name => {
    const rows = courseOf(pair, name);
    return rows.length > 0 ? [card(rows, view.metric(name), pair, own, view)] : [];
  });
  const pairs = Number(pair.rows[0]?.n_pairs ?? 0);
  return html`<p class="muted">The difference to “${view.scenario(pair.a)}”, over ${pairs} pairs of runs that share parameters and chance.
Line: mean; band: 90&nbsp;% of the pairs. Below it the course itself, dashed what it is held against.${
    own.length > 0 &&
    ` Dotted: ${own.map(({ number, id, kind }) => `${number}, ${spaced(id || kind)}`).join('; ')}.`
  }</p><div class="cards">${cards}${groupCards(pair, view)}</div>`;
}

function card(
  rows: readonly Row[],
  metric: MetricWords,
  { a, b }: Pair,
  own: View['events'],
  view: View,
): Html {
  const end = rows.at(-1)!;
  const { title, text, unit, measure, showDifference, tick } = metric;
  const range = rangeText(Number(end.ci_low), Number(end.ci_high), showDifference);
  const marks = own.map(({ number, from }) => ({ number, date: from }));
  const [base, other] = [a, b].map(name => view.folder.series(metric.name, name));
  const points = measure === 'share' ? (value: number) => tick(value).replace(/\s?%$/, '') : tick;
  const common = { period: view.period, marks };
  return figure({
    title: capital(title),
    text: [text, measure === 'persons' ? unit : measure === 'share' ? 'percentage points' : '']
      .filter(Boolean)
      .join('; '),
    number: html`${exactly(end.mean_diff, showDifference)} <small>${range}</small>`,
    chart: [
      fan({
        label: `Difference in ${title}: ${showDifference(Number(end.mean_diff))} in the week of ${end.date}, ${range}`,
        ...{ rows, columns: BAND, tick: points, ...common },
      }),
      other.length > 0 &&
        fan({ label: `${capital(title)} in both scenarios`, rows: other, beside: base, tick, ...common }),
    ],
    note: Number(end.p_adj) >= LEVEL && 'At the end it can’t be told from no difference.',
    data: { name: `difference-${metric.name}`, columns: COLUMNS, rows },
  });
}

const COLUMNS = ['date', 'metric', 'group', 'scenario_a', 'scenario_b', 'n_pairs', 'mean_diff', 'se'].concat([
  'ci_low',
  'ci_high',
  'p_greater',
  'p_adj',
  'correlation',
  'parameter_share',
  'chance_share',
]);

/** The difference at the end, split by group, of the first headline that counts persons. */
function groupCards({ rows }: Pair, view: View): Html[] {
  const first = view.about.metrics.find(metric => metric.headline && metric.measure === 'persons');
  if (!first) return [];
  const { title, showDifference } = view.metric(first.name);
  const own = rows.filter(
    row => row.metric === first.name && row.group.includes('=') && row.mean_diff !== '',
  );
  const last = own
    .map(row => row.date)
    .sort(compare)
    .at(-1);
  const ends = own.filter(row => row.date === last);
  return [...new Set(ends.map(row => row.group.split('=')[0]))].map(variable => {
    const items = ends
      .filter(row => row.group.startsWith(`${variable}=`))
      .filter(row => row.mean_diff !== '0' || row.se !== '0')
      .toSorted((x, y) => Number(y.mean_diff) - Number(x.mean_diff))
      .map(row => ({ row, label: view.place(row.group.slice(variable.length + 1)) }));
    if (items.length === 0) return html``;
    const list = items.map(({ row, label }) => {
      const [value, low, high] = [row.mean_diff, row.ci_low, row.ci_high].map(Number);
      return { label, value, low, high, text: showDifference(value) };
    });
    return figure({
      title: `${capital(title)}, by ${spaced(variable)}`,
      text: `difference in persons in the week of ${dateText(last!)}; line: 90 % of the pairs`,
      chart: bars(
        `Difference in ${title} by ${spaced(variable)}: ${list.map(item => `${item.label} ${item.text}`).join(', ')}`,
        list,
      ),
      data: {
        name: `difference-${first.name}-by-${variable}`,
        columns: COLUMNS,
        rows: items.map(({ row }) => row),
      },
    });
  });
}
