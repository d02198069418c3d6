import type { MetricSeen, PlaceSeen, Seen, Told } from './lead.ts';
import type { Estimate, Measure } from './quantity.ts';
import { verdictOf } from './verdict.ts';

/** The answer of a comparison as sentences: the same order and words on the terminal, on pages and in the explorer. */

/** A stretch of a sentence: what matters most is strong, intervals are quiet. */
export interface Stretch {
  text: string;
  tone?: 'strong' | 'quiet';
}

/** A difference as it is written. */
export interface Change {
  /** With its sign and unit. */
  value: string;
  /** Without its sign. */
  size: string;
  /** The interval, with its unit. */
  range: string;
}

/** How a reader's language says it. */
export interface Speech {
  say(key: SentenceKey, values?: Readonly<Record<string, string>>): string;
  change(measure: Measure, estimate: Estimate): Change;
  /** A level and its interval, with its unit. */
  level(measure: Measure, estimate: Estimate): Pick<Change, 'value' | 'range'>;
  /** `a, b and c`. */
  list(items: readonly string[]): string;
  place(label: string): string;
  metric(name: string): string;
}

/** The words of a sentence in English; the explorer has them in other languages too. */
export const ENGLISH = {
  'sentence.by': 'By {month},',
  'sentence.model': 'In the model, by {month},',
  'sentence.people': '{count} persons are {title}',
  'sentence.most': 'Most live in {places}.',
  'sentence.ninety': '90 % of the runs:',
  'sentence.all': 'In all places:',
  'sentence.moreIn': '{count} more live in {place}',
  'sentence.fewerIn': '{count} fewer live in {place}',
  'sentence.in': 'in {place}',
  'sentence.sameIn': 'about as many live in {place}',
  'sentence.more': '{count} more persons are {title}',
  'sentence.fewer': '{count} fewer persons are {title}',
  'sentence.same': 'about as many persons are {title}',
  'sentence.moreLive': 'More live in {places}.',
  'sentence.fewerLive': 'Fewer live in {places}.',
  'sentence.moreAndFewer': 'More live in {more}, fewer in {fewer}.',
  'sentence.nothing': 'Nothing differs from the baseline by {month}.',
  'verdict.few': 'too few pairs to judge: use 20',
  'verdict.chance': 'could be chance',
} as const;

export type SentenceKey = keyof typeof ENGLISH;

/** What is said behind an interval; nothing of a clear difference. */
export const REMARK_KEYS = { clear: undefined, few: 'verdict.few', chance: 'verdict.chance' } as const;

/** `By November 2024, 55 000 fewer live in Georgia (90 % of the runs: -74 000 to -38 000 persons). More live in ...` */
export function differenceSentences(
  { lead, places, further: all }: Told<PlaceSeen, MetricSeen>,
  month: string,
  speech: Speech,
): Stretch[] {
  const { say } = speech;
  if (!lead) return [{ text: say('sentence.nothing', { month }), tone: 'strong' }];
  // What is written as 0 says nothing.
  const further = all.filter(row => !/^0(?![\d.,])/.test(changeOf(row, speech).size));
  const last = further.length - 1;
  return [
    { text: `${say('sentence.by', { month })} ` },
    { text: factText(lead, speech), tone: 'strong' },
    { text: ` (${say('sentence.ninety')} ${rangeText(lead, speech)}).`, tone: 'quiet' },
    ...(places.length ? [{ text: ` ${placesText(places, speech)}` }] : []),
    ...(further.length ? [{ text: ` ${say('sentence.all')}` }] : []),
    ...further.flatMap((row, k): Stretch[] => [
      { text: ` ${speech.metric(row.metric.name)} ${changeOf(row, speech).value} ` },
      { text: `(${rangeText(row, speech)})${k < last ? ',' : '.'}`, tone: 'quiet' },
    ]),
  ];
}

/** Places that a sentence about levels names. */
const MOST = 3;

/**
 * What one scenario comes to: `In the model, by November 2024, 834 000 persons are abroad (90 % of the runs: ...). Most live in ...`
 * @param places who lives where; the largest are named
 */
export function levelSentences(
  metric: string,
  all: Estimate,
  places: readonly { place: string; estimate: Estimate }[],
  month: string,
  speech: Speech,
): Stretch[] {
  const { say } = speech;
  const { value: count, range } = speech.level('persons', all);
  const largest = places
    .filter(({ estimate }) => estimate.value > 0)
    .toSorted((x, y) => y.estimate.value - x.estimate.value)
    .slice(0, MOST)
    .map(({ place, estimate }) => `${speech.place(place)} (${speech.level('persons', estimate).value})`);
  return [
    { text: `${say('sentence.model', { month })} ` },
    { text: say('sentence.people', { count, title: speech.metric(metric) }), tone: 'strong' },
    { text: ` (${say('sentence.ninety')} ${range}).`, tone: 'quiet' },
    ...(largest.length ? [{ text: ` ${say('sentence.most', { places: speech.list(largest) })}` }] : []),
  ];
}

/** `-74 000 to -38 000 persons, could be chance`. */
export function rangeText(row: PlaceSeen | MetricSeen, speech: Speech): string {
  const remark = REMARK_KEYS[verdictOf(row)];
  return [changeOf(row, speech).range, remark && speech.say(remark)].filter(Boolean).join(', ');
}

export const changeOf = (row: PlaceSeen | MetricSeen, speech: Speech): Change =>
  speech.change('place' in row ? 'persons' : row.metric.measure, estimateOf(row));

const estimateOf = ({ mean, low, high }: Seen): Estimate => ({ value: mean, low, high });

/** The lead itself: `55 000 fewer live in Georgia`, `a share in Armenia: +17.8 points`. */
function factText(row: PlaceSeen | MetricSeen, speech: Speech): string {
  const { say } = speech;
  const { value, size: count } = changeOf(row, speech);
  // A difference that is written as none has no direction.
  const direction = count === '0' ? 'same' : row.mean >= 0 ? 'more' : 'fewer';
  if ('place' in row) return say(`sentence.${direction}In`, { count, place: speech.place(row.place) });
  const [, label] = row.group.split('=');
  const where = label === undefined ? '' : ` ${say('sentence.in', { place: speech.place(label) })}`;
  const title = `${speech.metric(row.metric.name)}${where}`;
  if (row.metric.measure === 'persons') return say(`sentence.${direction}`, { count, title });
  return `${title}: ${value}`;
}

/** `More live in Armenia (+11 000) and Israel (+9 000), fewer in Turkey (-3 000).` */
function placesText(rows: readonly PlaceSeen[], speech: Speech): string {
  const named = (some: readonly PlaceSeen[]) =>
    speech.list(some.map(row => `${speech.place(row.place)} (${changeOf(row, speech).value})`));
  const [more, fewer] = [rows.filter(({ mean }) => mean > 0), rows.filter(({ mean }) => mean < 0)];
  if (more.length && fewer.length)
    return speech.say('sentence.moreAndFewer', { more: named(more), fewer: named(fewer) });
  return speech.say(more.length ? 'sentence.moreLive' : 'sentence.fewerLive', {
    places: named(more.length ? more : fewer),
  });
}

/** Fill a template's `{names}`. */
export const filled = (text: string, values: Readonly<Record<string, string | number>> = {}): string =>
  text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
