import type { Catalogue } from '../engine/catalogue.ts';
import { actsAt, differenceSentences, type Speech, type Stretch, tell } from '../engine/door.ts';
import type { Course } from '../engine/messages.ts';
import type { Draft } from '../question/draft.ts';
import type { Words } from '../texts/index.ts';
import { levelBands, type Pair } from './bands.ts';
import { metricRows, placeRows } from './differences.ts';
import type { Figures } from './numbers.ts';

/** Places with the most people that the baseline's sentence names. */
const MOST = 3;

interface Setting {
  catalogue: Catalogue;
  words: Words;
  figures: Figures;
  week: number;
}

/** The answer of a comparison: where the question acts first, then the places that change most, then all together. */
export function differenceSentence(setting: Setting, draft: Draft, pairs: readonly Pair[]): Stretch[] {
  const { catalogue, figures, week } = setting;
  if (!pairs.length) return [];
  const { origin, groups } = catalogue;
  const named = namedPlaces(draft, catalogue);
  const places = placeRows(catalogue, pairs, week).filter(({ place }) => place !== origin);
  const there = groups.length
    ? named.flatMap(place => metricRows(catalogue, pairs, week, `${groups[0]}=${place}`))
    : [];
  const told = tell(named, places, there, metricRows(catalogue, pairs, week, 'all'));
  return differenceSentences(told, figures.month(week), speechOf(setting));
}

/** Sentences in the reader's language. */
function speechOf({ catalogue, words, figures }: Setting): Speech {
  const { places, metrics } = catalogue;
  return {
    say: words.t,
    change(measure, estimate) {
      const { value, size, low, high } = figures.change(measure, estimate);
      const range = words.t('range', { low, high });
      return { value, size, range: measure === 'persons' ? `${range} ${words.t('unit.persons')}` : range };
    },
    list: items => listed(words, items),
    place: label => places.find(place => place.label === label)?.title ?? label,
    metric: name => metrics.find(metric => metric.name === name)?.title ?? name,
  };
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
    .slice(0, MOST)
    .map(({ title, band }) => `${title} (${figures.level('persons', band).value})`);
  return [
    { text: `${words.t('sentence.model', { month: figures.month(week) })} ` },
    { text: words.t('sentence.people', { count: value, title: first.title }), tone: 'strong' },
    { text: ` (${words.t('sentence.ninety')} ${words.t('range', { low, high })}). `, tone: 'quiet' },
    ...(largest.length ? [{ text: words.t('sentence.most', { places: listed(words, largest) }) }] : []),
  ];
}

/** Places that the question's own events name; none where it acts on everybody or on many. */
export const namedPlaces = ({ events }: Draft, { origin }: Pick<Catalogue, 'origin'>): string[] =>
  actsAt(events, origin);

const listed = ({ locale }: Words, items: readonly string[]) =>
  new Intl.ListFormat(locale, { type: 'conjunction' }).format(items);
