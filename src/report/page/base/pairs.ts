import { compare } from '../../../io/folder/rows.ts';
import { actsAt, type MetricSeen, type PlaceSeen, type Told, tell } from '../../../quote/lead.ts';
import type { Speech, Stretch } from '../../../quote/sentence.ts';
import { type Names, speechOf } from '../../quote/difference-sentence.ts';
import type { Row } from './csv.ts';
import { type Html, html } from './html.ts';
import type { View } from './view.ts';
import { typeset } from './words.ts';

/** Two scenarios that were run on the same draws, and their rows of compare.csv. */
export interface Pair {
  a: string;
  b: string;
  rows: readonly Row[];
}

/** One pair for each scenario after the first, in the order in which they were given. */
export function pairsOf({ folder, about }: View): Pair[] {
  const rows = folder.rows('compare');
  const keys = [...new Set(rows.map(row => `${row.scenario_a}\n${row.scenario_b}`))];
  const order = new Map(about.scenarios.map(({ name }, k) => [name, k]));
  const orderOf = (key: string) => order.get(key.split('\n')[1]) ?? 0;
  return keys
    .sort((x, y) => orderOf(x) - orderOf(y))
    .map(key => {
      const [a, b] = key.split('\n');
      return { a, b, rows: rows.filter(row => row.scenario_a === a && row.scenario_b === b) };
    });
}

/** Differences of one metric among all, by time. */
export function courseOf({ rows }: Pair, metric: string): Row[] {
  return rows
    .filter(row => row.metric === metric && row.group === 'all' && row.mean_diff !== '')
    .sort((x, y) => compare(x.date, y.date));
}

/** The same week by week, where the folder has them. */
export function weeklyOf(pair: Pair, metric: string, { folder }: View): readonly Row[] {
  const rows = folder
    .rows('weekly')
    .filter(
      row =>
        row.metric === metric &&
        row.scenario_a === pair.a &&
        row.scenario_b === pair.b &&
        row.mean_diff !== '',
    );
  return rows.length ? rows : courseOf(pair, metric);
}

/** The row that figures are quoted of: of the date that was asked for, else the last. */
export function quotedRow(rows: readonly Row[], { about }: View): Row | undefined {
  return rows.find(row => row.date === about.quoted_date) ?? rows.at(-1);
}

/** A row of compare.csv as the sentences read it. */
export function differenceIn(row: Row, view: View): MetricSeen {
  const { name, measure } = view.metric(row.metric);
  return {
    ...{ metric: { name, measure }, group: row.group },
    pairs: Number(row.n_pairs),
    before: Number(row.mean_a),
    mean: Number(row.mean_diff),
    se: Number(row.se),
    low: Number(row.ci_low),
    high: Number(row.ci_high),
    adjusted: numberIn(row.p_adj),
  };
}

/** A row of places.csv: who lives there. */
function placeIn(row: Row): PlaceSeen {
  return {
    ...{ place: row.place, pairs: Number(row.n_pairs), before: Number(row.living_a) },
    ...{ mean: Number(row.living_diff), se: Number(row.living_se) },
    ...{ low: Number(row.living_low), high: Number(row.living_high), adjusted: numberIn(row.living_p_adj) },
  };
}

const numberIn = (cell: string) => (cell === '' ? Number.NaN : Number(cell));

/** Places where the events act that only one of both scenarios has; none where they act on all or on many. */
const namedPlaces = ({ a, b }: Pair, { events, about }: View): string[] =>
  actsAt(
    events.filter(({ only }) => only?.includes(a) !== only?.includes(b)),
    about.origin,
  );

/** The date whose figures are quoted. */
export const quotedDate = (pair: Pair, view: View): string =>
  quotedRow(
    pair.rows.filter(({ group }) => group === 'all').toSorted((x, y) => compare(x.date, y.date)),
    view,
  )?.date ?? '';

/** Who lives where on the date that is quoted, by place; the origin too. */
export function placesIn({ a, b }: Pair, view: View, date: string): PlaceSeen[] {
  return view.folder
    .rows('places')
    .filter(row => row.date === date && row.scenario_a === a && row.scenario_b === b)
    .map(placeIn);
}

/** Headlines of a group on a date, in the model's order. */
export function headlinesIn({ rows }: Pair, view: View, date: string, group: string): MetricSeen[] {
  return view.about.metrics
    .filter(({ headline }) => headline)
    .flatMap(({ name }) =>
      rows.filter(row => row.metric === name && row.group === group && row.date === date),
    )
    .filter(row => row.mean_diff !== '')
    .map(row => differenceIn(row, view));
}

/** What the answer names, most important first. */
export function toldIn(pair: Pair, view: View): Told<PlaceSeen, MetricSeen> {
  const date = quotedDate(pair, view);
  const named = namedPlaces(pair, view);
  const variables = [...new Set(pair.rows.map(({ group }) => group.split('=')[0]))];
  const groups = variables.flatMap(variable => named.map(place => `${variable}=${place}`));
  return tell(
    named,
    placesIn(pair, view, date).filter(({ place }) => place !== view.about.origin),
    groups.flatMap(group => headlinesIn(pair, view, date, group)),
    headlinesIn(pair, view, date, 'all'),
  );
}

/** English, with the names of the folder. */
export function speechIn(view: View): Speech {
  const names: Names = { place: view.place, metric: name => view.metric(name).title };
  return speechOf(names, view.resolution);
}

/** A sentence as a page has it: what matters is bold, intervals are quiet. */
export const stretched = (stretches: readonly Stretch[]): Html =>
  html`${stretches.map(({ text, tone }) =>
    tone === 'strong'
      ? html`<b>${typeset(text)}</b>`
      : tone === 'quiet'
        ? html`<span class="muted">${typeset(text)}</span>`
        : typeset(text),
  )}`;
