import type { Step } from '../../core/calendar.ts';
import type { MetricSeen, PlaceSeen, Told } from '../../quote/lead.ts';
import {
  type Estimate,
  type Measure,
  quoteDifference,
  quoteLevel,
  type Resolution,
} from '../../quote/quantity.ts';
import {
  type Change,
  differenceSentences,
  ENGLISH,
  filled,
  type Speech,
  type Stretch,
} from '../../quote/sentence.ts';

/** The answer of a comparison, the same words on the terminal and on a page. */

/** Names as a reader has them. */
export interface Names {
  place(label: string): string;
  metric(name: string): string;
}

/** English, with figures as the terminal writes them. */
export function speechOf({ place, metric }: Names, resolution: Resolution): Speech {
  return {
    say: (key, values) => filled(ENGLISH[key], values),
    change: (measure, estimate) => changeText(measure, estimate, resolution),
    level: (measure, estimate) => levelText(measure, estimate, resolution),
    list: listed,
    place,
    metric: name => lower(metric(name)),
  };
}

/** A difference with the unit behind its interval. */
export function changeText(measure: Measure, estimate: Estimate, resolution: Resolution): Change {
  const { value, range } = quoteDifference(measure, estimate, resolution);
  return {
    value,
    size: value.replace(/^[+-]/, ''),
    range: range && measure === 'persons' ? `${range} persons` : range,
  };
}

/** A level with the unit behind its interval. */
function levelText(measure: Measure, estimate: Estimate, resolution: Resolution) {
  const { value, range } = quoteLevel(measure, estimate, resolution);
  return { value, range: range && measure === 'persons' ? `${range} persons` : range };
}

/** `A title: by November 2024, 55 000 fewer live in Georgia (90 % of the runs: ...). More live in ...` */
export function answerOf(
  title: string,
  told: Told<PlaceSeen, MetricSeen>,
  date: string,
  speech: Speech,
): Stretch[] {
  const [first, ...rest] = differenceSentences(told, monthOf(date), speech);
  return [{ text: `${title}:`, tone: 'strong' }, { ...first, text: ` ${lower(first.text)}` }, ...rest];
}

export const textOf = (stretches: readonly Stretch[]) => stretches.map(({ text }) => text).join('');

export const lower = (title: string) => title.charAt(0).toLowerCase() + title.slice(1);

/** `a`, `a and b`, `a, b and c`. */
function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** `December 2023`: the month of a week's Thursday, or in which a day or month is; `2023` of a year. */
export function monthOf(date: string, step: Step = 'week'): string {
  const day = new Date(Date.parse(date) + (step === 'week' ? 3 : 0) * 86_400_000).toISOString();
  const year = day.slice(0, 4);
  return step === 'year' ? year : `${MONTHS[Number(day.slice(5, 7)) - 1]} ${year}`;
}
