import { inStepOf } from '../../../core/calendar.ts';
import { changeOf, rangeText } from '../../../quote/sentence.ts';
import type { Row } from '../base/csv.ts';
import { folded, type Html, html } from '../base/html.ts';
import { courseOf, differenceIn, type Pair, pairsOf, quotedRow, speechIn, weeklyOf } from '../base/pairs.ts';
import type { MetricWords, Section, View } from '../base/view.ts';
import { capital, exactly, spaced, typeset } from '../base/words.ts';
import { type FanColumns, fan } from '../charts/fan.ts';
import { figure } from '../charts/figure.ts';
import { COLUMNS, groupCards } from './difference-groups.ts';
import { untestedText } from './track-record.ts';

const BAND: FanColumns = { outer: ['ci_low', 'ci_high'], middle: 'mean_diff' };
/** More scenarios than these are folded, in one section. */
const FEW = 2;
/** Of more scenarios only differences are drawn: levels and numbers are in the tables, and a page of 15 takes a third. */
const MANY = 4;

/** What the other scenarios change over time. */
export function differences(view: View): Section[] {
  const pairs = pairsOf(view);
  if (pairs.length <= FEW)
    return pairs.map((pair, k) => ({
      id: `difference-${k + 1}`,
      title: `What it changes: ${view.scenario(pair.b)}`,
      make: () => differenceCards(pair, view, false),
    }));
  const make = () =>
    html`${pairs.map(pair => folded(view.scenario(pair.b), differenceCards(pair, view, pairs.length > MANY)))}`;
  return [{ id: 'differences', title: 'What each changes over time, by outcome', make }];
}

function differenceCards(pair: Pair, view: View, isBrief: boolean): Html {
  const charted = view.about.charts.flatMap(({ bands, lines, parts }) => [...bands, ...lines, ...parts]);
  const heads = view.about.metrics.filter(metric => metric.headline).map(metric => metric.name);
  const names = [...new Set([...charted.filter(name => heads.includes(name)), ...heads])];
  const own = ownEvents(pair, view);
  const cards = names.flatMap(name => {
    const rows = courseOf(pair, name);
    return rows.length > 0 ? [card(rows, view.metric(name), pair, own, view, isBrief)] : [];
  });
  const pairs = Number(pair.rows[0]?.n_pairs ?? 0);
  return html`<p class="muted">The difference to “${view.scenario(pair.a)}”, over ${pairs} pairs of runs that share parameters and chance.
Line: mean; band: 90&nbsp;% of the pairs.${isBrief ? ' `compare.csv` has the numbers.' : ' Below it the course itself, dashed that of the other scenario.'}${
    own.length > 0 &&
    ` Dotted: ${own.map(({ number, id, kind }) => `${number}, ${spaced(id || kind)}`).join('; ')}.`
  }</p><div class="cards">${cards}${pairsOf(view).length > 1 && groupCards(pair, view)}</div>`;
}

/** Events of one of both scenarios alone. */
export const ownEvents = ({ a, b }: Pair, view: View) =>
  view.events.filter(({ only }) => only?.includes(a) !== only?.includes(b));

/** How one outcome differs over time. @param isBrief without the course itself */
export function card(
  rows: readonly Row[],
  metric: MetricWords,
  pair: Pair,
  own: View['events'],
  view: View,
  isBrief: boolean,
): Html {
  const { a, b } = pair;
  const end = quotedRow(rows, view)!;
  const { title, text, unit, measure, tick } = metric;
  const difference = differenceIn(end, view);
  const speech = speechIn(view);
  const value = typeset(changeOf(difference, speech).value);
  const interval = typeset(rangeText(difference, speech));
  const marks = own.map(({ number, from }) => ({ number, date: from }));
  const [base, other] = isBrief ? [[], []] : [a, b].map(name => view.folder.series(metric.name, name));
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
    data: isBrief ? undefined : { name: `difference-${metric.name}`, columns: COLUMNS, rows },
  });
}
