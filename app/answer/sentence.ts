import type { Catalogue } from '../engine/door.ts';
import {
  actsAt,
  differenceSentences,
  levelSentences,
  type Speech,
  type Stretch,
  tell,
} from '../engine/door.ts';
import type { Course } from '../engine/messages.ts';
import type { Draft } from '../question/draft.ts';
import type { Words } from '../texts/index.ts';
import { levelBand, type Pair } from './bands.ts';
import { metricRows, placeRows } from './differences.ts';
import type { Figures } from './numbers.ts';

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
  const ranged = (measure: string, { low, high }: { low: string; high: string }) =>
    `${words.t('range', { low, high })}${measure === 'persons' ? ` ${words.t('unit.persons')}` : ''}`;
  return {
    say: words.t,
    change(measure, estimate) {
      const told = figures.change(measure, estimate);
      return { value: told.value, size: told.size, range: ranged(measure, told) };
    },
    level(measure, estimate) {
      const told = figures.level(measure, estimate);
      return { value: told.value, range: ranged(measure, told) };
    },
    list: items => listed(words, items),
    place: label => places.find(place => place.label === label)?.title ?? label,
    metric: name => metrics.find(metric => metric.name === name)?.title ?? name,
  };
}

/** Without a question: how many live abroad in the model, and where. */
export function levelSentence(setting: Setting, courses: readonly Course[]): Stretch[] {
  const { catalogue, figures, week } = setting;
  const { metrics, series, places, groups, origin } = catalogue;
  const first = metrics.find(({ headline, measure }) => headline && measure === 'persons');
  if (!first || !courses.length) return [];
  const bandIn = (group: string) => {
    const at = series.findIndex(one => one.metric === first.name && one.group === group);
    if (at < 0) return undefined;
    const { middle: value, low, high } = levelBand(courses, at, series.length, week);
    return { value, low, high };
  };
  const hosts = places.flatMap(({ label }) => {
    const estimate = bandIn(`${groups[0]}=${label}`);
    return estimate && label !== origin ? [{ place: label, estimate }] : [];
  });
  return levelSentences(first.name, bandIn('all')!, hosts, figures.month(week), speechOf(setting));
}

/** Places that the question's own events name; none where it acts on everybody or on many. */
export const namedPlaces = ({ events }: Draft, { origin }: Pick<Catalogue, 'origin'>): string[] =>
  actsAt(events, origin);

const listed = ({ locale }: Words, items: readonly string[]) =>
  new Intl.ListFormat(locale, { type: 'conjunction' }).format(items);
