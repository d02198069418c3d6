import type { Catalogue } from '../engine/catalogue.ts';
import { verdictOf } from '../engine/door.ts';
import type { Course } from '../engine/messages.ts';
import type { Draft } from '../question/draft.ts';
import type { Words } from '../texts/index.ts';
import { levelBands, type Pair } from './bands.ts';
import { type MetricRow, metricRows, type PlaceRow, placeRows, type Row } from './differences.ts';
import type { Figures, Told } from './numbers.ts';

/** A stretch of the sentence on top: what matters most is strong, intervals are quiet. */
export interface Stretch {
  text: string;
  tone?: 'strong' | 'quiet';
}

/** A change of less than this part of what was there before is no answer to lead with. */
const NOTABLE = 0.03;
/** Further places, and further outcomes, that a sentence names. */
const FURTHER = { places: 3, metrics: 2 };
/** An event that names more places speaks of all. */
const MOST_NAMED = 3;

/** What is said behind an interval; nothing of a clear difference. */
export const REMARKS = { clear: undefined, few: 'verdict.few', chance: 'verdict.chance' } as const;

interface Setting {
  catalogue: Catalogue;
  words: Words;
  figures: Figures;
  week: number;
}

/** The answer of a comparison: where the question acts first, then the places that change most, then all together. */
export function differenceSentence(setting: Setting, draft: Draft, pairs: readonly Pair[]): Stretch[] {
  const { catalogue, words, figures, week } = setting;
  const { t } = words;
  if (!pairs.length) return [];
  const places = placeRows(catalogue, pairs, week).filter(({ place }) => place !== catalogue.origin);
  const all = metricRows(catalogue, pairs, week, 'all');
  if (all.every(({ mean }) => mean === 0) && places.every(({ mean }) => mean === 0))
    return [{ text: t('sentence.nothing', { month: figures.month(week) }), tone: 'strong' }];
  const named = namedPlaces(draft, catalogue);
  const lead = leadOf(setting, named, places, all, pairs);
  const told: Stretch[] = [
    { text: `${t('sentence.by', { month: figures.month(week) })} ` },
    { text: factText(setting, lead), tone: 'strong' },
    { text: ` (${t('sentence.ninety')} ${rangeText(setting, lead)}). `, tone: 'quiet' },
  ];
  const leadPlaces = 'place' in lead ? [lead.place] : [];
  const others = places
    .filter(row => !leadPlaces.includes(row.place) && verdictOf(row) === 'clear' && row.mean !== 0)
    .toSorted((x, y) => Math.abs(y.mean) - Math.abs(x.mean))
    .slice(0, FURTHER.places);
  if (others.length) told.push({ text: `${placesText(setting, others)} ` });
  const further = furtherOf(all, lead);
  if (further.length) told.push({ text: `${t('sentence.all')} ` });
  further.forEach((row, k) => {
    const end = k < further.length - 1 ? ', ' : '.';
    told.push(
      { text: `${row.metric.title} ${figures.change(row.metric.measure, estimateOf(row)).value} ` },
      { text: `(${rangeText(setting, row)})${end}`, tone: 'quiet' },
    );
  });
  return told;
}

/** Without a question: how many live abroad in the model, and where. */
export function levelSentence(setting: Setting, courses: readonly Course[]): Stretch[] {
  const { catalogue, words, figures, week } = setting;
  const { metrics, series, places } = catalogue;
  const first = metrics.find(({ headline, measure }) => headline && measure === 'persons');
  if (!first || !courses.length) return [];
  const bandIn = (group: string) => {
    const at = series.findIndex(one => one.metric === first.name && one.group === group);
    if (at < 0) return undefined;
    const { middle, low, high } = levelBands(courses, at, series.length, catalogue.weeks)[week];
    return { value: middle, low, high };
  };
  const all = bandIn('all')!;
  const { value, low, high } = figures.level('persons', all);
  const largest = places
    .flatMap(({ label, title }) => {
      const band = bandIn(`${catalogue.groups[0]}=${label}`);
      return band && label !== catalogue.origin ? [{ title, band }] : [];
    })
    .toSorted((x, y) => y.band.value - x.band.value)
    .slice(0, FURTHER.places)
    .map(({ title, band }) => `${title} (${figures.level('persons', band).value})`);
  return [
    { text: `${words.t('sentence.model', { month: figures.month(week) })} ` },
    { text: words.t('sentence.people', { count: value, title: first.title }), tone: 'strong' },
    { text: ` (${words.t('sentence.ninety')} ${words.t('range', { low, high })}). `, tone: 'quiet' },
    ...(largest.length ? [{ text: words.t('sentence.most', { places: listed(words, largest) }) }] : []),
  ];
}

/** Places that the question's own events name; none where it acts on everybody or on many. */
export function namedPlaces({ events }: Draft, { origin }: Pick<Catalogue, 'origin'>): string[] {
  const named = [...new Set(events.flatMap(({ places = [] }) => places))].filter(place => place !== origin);
  return named.length <= MOST_NAMED ? named : [];
}

function leadOf(
  { catalogue, week }: Setting,
  named: readonly string[],
  places: readonly PlaceRow[],
  all: readonly MetricRow[],
  pairs: readonly Pair[],
): PlaceRow | MetricRow {
  const group = catalogue.groups[0];
  const there = named.flatMap(place =>
    group === undefined ? [] : metricRows(catalogue, pairs, week, `${group}=${place}`),
  );
  const living = places.filter(({ place }) => named.includes(place));
  const [own, general] = [[...living, ...there], all].map(rows =>
    (rows as (PlaceRow | MetricRow)[]).filter(row => notable(row) > 0),
  );
  const best = (rows: readonly (PlaceRow | MetricRow)[]) =>
    rows.toSorted((x, y) => notable(y) - notable(x))[0] as PlaceRow | MetricRow | undefined;
  const largest = best(own.filter(row => 'place' in row)) ?? best(own);
  if (largest) return largest;
  const persons = general.find(row => 'metric' in row && row.metric.measure === 'persons');
  return persons ?? best(general) ?? all.find(({ metric }) => metric.measure === 'persons') ?? all[0];
}

/** How much of what was there before a clear difference is; 0 of one that is small or could be chance. */
function notable(row: Row): number {
  if (verdictOf(row) === 'chance') return 0;
  const part = Math.abs(row.mean) / Math.max(Math.abs(row.before), Math.abs(row.before + row.mean), 1e-9);
  return part >= NOTABLE ? part : 0;
}

function furtherOf(all: readonly MetricRow[], lead: PlaceRow | MetricRow): MetricRow[] {
  const rest = all.filter(row => row !== lead);
  const persons = rest.find(({ metric, mean }) => metric.measure === 'persons' && mean !== 0);
  const isTotal = 'metric' in lead && lead.metric.measure === 'persons' && lead.group === 'all';
  const clearest = rest
    .filter(row => row.metric.measure !== 'persons' && verdictOf(row) === 'clear' && row.mean !== 0)
    .filter(row => !('metric' in lead) || row.metric !== lead.metric)
    .toSorted((x, y) => Math.abs(y.mean / y.se) - Math.abs(x.mean / x.se));
  return [...(persons && !isTotal ? [persons] : []), ...clearest].slice(0, FURTHER.metrics);
}

const estimateOf = ({ mean, low, high }: Row) => ({ value: mean, low, high });

function factText({ catalogue, words: { t }, figures }: Setting, row: PlaceRow | MetricRow): string {
  const title = (place: string) => catalogue.places.find(({ label }) => label === place)?.title ?? place;
  const isMore = row.mean >= 0;
  if ('place' in row)
    return t(isMore ? 'sentence.moreIn' : 'sentence.fewerIn', {
      count: figures.change('persons', estimateOf(row)).size,
      place: title(row.place),
    });
  const { metric, group } = row;
  const told = figures.change(metric.measure, estimateOf(row));
  const where = group === 'all' ? '' : ` ${t('sentence.in', { place: title(group.split('=')[1]) })}`;
  if (metric.measure === 'persons')
    return t(isMore ? 'sentence.more' : 'sentence.fewer', {
      count: told.size,
      title: `${metric.title}${where}`,
    });
  return `${metric.title}${where}: ${told.value}`;
}

function rangeText({ words: { t }, figures }: Setting, row: PlaceRow | MetricRow): string {
  const measure = 'place' in row ? 'persons' : row.metric.measure;
  const { low, high }: Told = figures.change(measure, estimateOf(row));
  const remark = REMARKS[verdictOf(row)];
  return [t('range', { low, high }), remark && t(remark)].filter(Boolean).join(', ');
}

/** `More live in Armenia (+11 000) and Israel (+9 000), fewer in Turkey (-3 000).` */
function placesText({ catalogue, words, figures }: Setting, rows: readonly PlaceRow[]): string {
  const named = (some: readonly PlaceRow[]) =>
    listed(
      words,
      some.map(row => {
        const title = catalogue.places.find(({ label }) => label === row.place)?.title ?? row.place;
        return `${title} (${figures.change('persons', estimateOf(row)).value})`;
      }),
    );
  const [more, fewer] = [rows.filter(({ mean }) => mean > 0), rows.filter(({ mean }) => mean < 0)];
  const { t } = words;
  if (more.length && fewer.length)
    return t('sentence.moreAndFewer', { more: named(more), fewer: named(fewer) });
  return t(more.length ? 'sentence.moreLive' : 'sentence.fewerLive', {
    places: named(more.length ? more : fewer),
  });
}

const listed = ({ locale }: Words, items: readonly string[]) =>
  new Intl.ListFormat(locale, { type: 'conjunction' }).format(items);
