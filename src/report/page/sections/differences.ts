import { inStepOf } from '../../../core/calendar.ts';
import { compare } from '../../../io/folder/rows.ts';
import { changeOf, rangeText } from '../../../quote/sentence.ts';
import { verdictOf } from '../../../quote/verdict.ts';
import { answerOf } from '../../quote/difference-sentence.ts';
import type { Row } from '../base/csv.ts';
import { type Html, html } from '../base/html.ts';
import {
  courseOf,
  differenceIn,
  type Pair,
  pairsOf,
  quotedDate,
  quotedRow,
  speechIn,
  stretched,
  toldIn,
  weeklyOf,
} from '../base/pairs.ts';
import type { MetricWords, Section, View } from '../base/view.ts';
import { capital, exactly, spaced, typeset } from '../base/words.ts';
import { bars } from '../charts/bars.ts';
import { type FanColumns, fan } from '../charts/fan.ts';
import { figure } from '../charts/figure.ts';
import { untestedText } from './track-record.ts';

const BAND: FanColumns = { outer: ['ci_low', 'ci_high'], middle: 'mean_diff' };
/** More sentences than these are set smaller, and details are folded. */
const FEW = 2;
/** What the other scenarios change, a section for each; and the sentences to be quoted. */
export function differences(view: View): Section[] {
  const pairs = pairsOf(view);
  return pairs.map((pair, k) => ({
    id: `difference-${k + 1}`,
    title: `What it changes: ${view.scenario(pair.b)}`,
    make: () =>
      pairs.length > FEW
        ? html`<details><summary>All outcomes over time</summary>${differenceCards(pair, view)}</details>`
        : differenceCards(pair, view),
  }));
}

export const comparedHeadline: Section = {
  id: 'compared',
  title: 'The answer',
  make(view) {
    const pairs = pairsOf(view);
    const told = pairs.map(pair => sentence(pair, view, pairs.length > FEW));
    return (
      told.length > 0 &&
      html`<div${pairs.length > FEW && html` class="answers"`}>${told}</div><p class="muted">Means of the differences, pair by pair; in brackets, what 90&nbsp;% of the pairs of runs lie in. Conditional
projections: if these events happen, and if the equations hold. They predict no person and no country.</p>`
    );
  },
};

/** The words of the terminal. */
function sentence(pair: Pair, view: View, isSmall: boolean): Html {
  const answer = answerOf(view.scenario(pair.b), toldIn(pair, view), quotedDate(pair, view), speechIn(view));
  return html`<p class="lead${isSmall && ' small'}">${stretched(answer)}</p>`;
}

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
Line: mean; band: 90&nbsp;% of the pairs. Below it the course itself, dashed that of the other scenario.${
    own.length > 0 &&
    ` Dotted: ${own.map(({ number, id, kind }) => `${number}, ${spaced(id || kind)}`).join('; ')}.`
  }</p><div class="cards">${cards}${groupCards(pair, view)}</div>`;
}

function card(rows: readonly Row[], metric: MetricWords, pair: Pair, own: View['events'], view: View): Html {
  const { a, b } = pair;
  const end = quotedRow(rows, view)!;
  const { title, text, unit, measure, tick } = metric;
  const difference = differenceIn(end, view);
  const speech = speechIn(view);
  const value = typeset(changeOf(difference, speech).value);
  const interval = typeset(rangeText(difference, speech));
  const marks = own.map(({ number, from }) => ({ number, date: from }));
  const [base, other] = [a, b].map(name => view.folder.series(metric.name, name));
  const points = measure === 'share' ? (value: number) => tick(value).replace(/\s?%$/, '') : tick;
  const common = { period: view.period, marks };
  return figure({
    title: capital(title),
    text: [
      text,
      measure === 'persons' ? unit : measure === 'share' ? 'percentage points' : '',
      untestedText(metric.name, view),
    ]
      .filter(Boolean)
      .join('; '),
    number: html`${exactly(end.mean_diff, () => value)} <small>${interval}</small>`,
    chart: [
      fan({
        label: `Difference in ${title}: ${value} ${inStepOf(String(end.date), view.step)}, ${interval}`,
        ...{ rows: weeklyOf(pair, metric.name, view), columns: BAND, tick: points },
        ...{ read: metric.difference, ...common },
      }),
      other.length > 0 &&
        fan({
          label: `${capital(title)} in both scenarios`,
          rows: other,
          beside: base,
          tick,
          read: metric.level,
          ...common,
        }),
    ],
    note: `${capital(view.when(end.date))}.`,
    data: { name: `difference-${metric.name}`, columns: COLUMNS, rows },
  });
}

const COLUMNS = [
  'date',
  'metric',
  'group',
  'scenario_a',
  'scenario_b',
  'n_pairs',
  'mean_a',
  'mean_diff',
].concat(['se', 'ci_low', 'ci_high', 'p_greater', 'p_adj', 'correlation', 'parameter_share', 'chance_share']);

/** The difference at the end, split by group, of the first headline that counts persons. */
function groupCards({ rows }: Pair, view: View): Html[] {
  const first = view.about.metrics.find(metric => metric.headline && metric.measure === 'persons');
  if (!first) return [];
  const { title } = view.metric(first.name);
  const own = rows.filter(
    row => row.metric === first.name && row.group.includes('=') && row.mean_diff !== '',
  );
  const dates = [...new Set(own.map(row => row.date))].sort(compare);
  const date = dates.find(one => one === view.about.quoted_date) ?? dates.at(-1);
  const ends = own.filter(row => row.date === date);
  return [...new Set(ends.map(row => row.group.split('=')[0]))].map(variable => {
    const items = ends
      .filter(row => row.group.startsWith(`${variable}=`))
      .filter(row => row.mean_diff !== '0' || row.se !== '0')
      .toSorted((x, y) => Number(y.mean_diff) - Number(x.mean_diff))
      .map(row => ({ row, label: view.place(row.group.slice(variable.length + 1)) }));
    if (items.length === 0) return html``;
    const list = items.map(({ row, label }) => {
      const difference = differenceIn(row, view);
      const { mean: value, low, high } = difference;
      const faint = verdictOf(difference) !== 'clear';
      return {
        label,
        value,
        low,
        high,
        faint,
        text: typeset(changeOf(difference, speechIn(view)).value),
      };
    });
    return figure({
      title: `${capital(title)}, by ${spaced(variable)}`,
      text: `difference in persons ${view.when(date!)}; line: 90 % of the pairs`,
      note: list.some(item => item.faint) && 'Grey: could be chance.',
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
