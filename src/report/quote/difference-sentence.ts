import type { Metric } from '../../model/model.ts';
import { type Measure, type Quoted, quoteDifference, type Resolution } from '../../quote/quantity.ts';
import { type Judged, REMARKS, verdictOf } from '../../quote/verdict.ts';

/** The sentence of a comparison, the same words on the terminal and on a page. */

/** The difference in one headline on one date. */
export interface Difference extends Judged {
  title: string;
  measure: Measure;
  /** The Monday of its week. */
  date: string;
  mean: number;
  /** Standard error of the mean. */
  se: number;
}

/** `+140 000` `abroad` `(90 %: 81 000 to 179 000 persons, could be chance)`; of a share the name comes first. */
export interface Phrase {
  value: string;
  name: string;
  nameFirst: boolean;
  interval: string;
}

/** A sentence names so many further headlines, the clearest ones. */
const FURTHER = 2;

/** The first count of persons, the first share, then the clearest of the other headlines. */
export function phrasesOf(headlines: readonly Difference[], resolution: Resolution): Phrase[] {
  const persons = headlines.find(({ measure }) => measure === 'persons');
  const share = headlines.find(({ measure }) => measure === 'share');
  const first = [persons, share].filter(row => row !== undefined);
  const clearest = headlines
    .filter(row => row.measure !== 'persons' && !first.includes(row) && verdictOf(row) === 'clear')
    .filter(row => row.mean !== 0)
    .toSorted((x, y) => Math.abs(y.mean / y.se) - Math.abs(x.mean / x.se))
    .slice(0, FURTHER);
  return [...first, ...clearest].map((row, k) => {
    const { value } = quotedDifference(row, resolution);
    const nameFirst = row !== persons;
    return {
      value,
      name: `${lower(row.title)}${k === 0 ? ` by ${monthOf(row.date)}` : ''}`,
      nameFirst,
      interval: `(${k === 0 ? '90 %: ' : ''}${intervalText(row, resolution)})`,
    };
  });
}

/** `81 000 to 179 000 persons, could be chance`. */
export function intervalText(row: Difference, resolution: Resolution): string {
  const { range } = quotedDifference(row, resolution);
  return [range + (row.measure === 'persons' ? ' persons' : ''), REMARKS[verdictOf(row)]]
    .filter(Boolean)
    .join(', ');
}

export const quotedDifference = ({ measure, mean, low, high }: Difference, resolution: Resolution): Quoted =>
  quoteDifference(measure, { value: mean, low, high }, resolution);

export const lower = (title: Metric['title']) => title.charAt(0).toLowerCase() + title.slice(1);

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

/** `December 2023`: the month of the week's Thursday. */
function monthOf(date: string): string {
  const thursday = new Date(Date.parse(date) + 3 * 86_400_000).toISOString();
  return `${MONTHS[Number(thursday.slice(5, 7)) - 1]} ${thursday.slice(0, 4)}`;
}
