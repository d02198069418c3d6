import type { Catalogue } from '../engine/door.ts';
import { type Estimate, verdictOf } from '../engine/door.ts';
import type { Course } from '../engine/messages.ts';
import { levelBand, type Pair } from './bands.ts';
import { placeRows } from './differences.ts';

/** A place in one week: who lives there, or what differs. */
export interface PlaceItem extends Required<Estimate> {
  place: string;
  /** Not by chance. */
  isClear: boolean;
}

/** Moves between two places until one week, in persons. */
export interface Move {
  from: string;
  to: string;
  value: number;
}

/** What differs at each place at the end of a week. */
export const placeChanges = (catalogue: Catalogue, pairs: readonly Pair[], week: number): PlaceItem[] =>
  placeRows(catalogue, pairs, week).map(row => ({
    ...{ place: row.place, value: row.mean, low: row.low, high: row.high },
    isClear: verdictOf(row) !== 'chance',
  }));

/** How many live at each place but the origin. */
export function placeLevels(catalogue: Catalogue, courses: readonly Course[], week: number): PlaceItem[] {
  const { metrics, series, places, origin, groups } = catalogue;
  const first = metrics.find(({ headline, measure }) => headline && measure === 'persons');
  return places.flatMap(({ label }) => {
    const at = series.findIndex(one => one.metric === first?.name && one.group === `${groups[0]}=${label}`);
    if (at < 0 || label === origin || !courses.length) return [];
    const { middle: value, low, high } = levelBand(courses, at, series.length, week);
    return [{ place: label, value, low, high, isClear: true }];
  });
}

/** Moves below this part of the largest, or of less than a person, are left out, and all but the first of these. */
const [LEAST, MOST] = [0.03, 14];

/** The largest moves between places by the end of a week: means over the runs, or differences of the pairs. */
export function movesBy(
  { places }: Pick<Catalogue, 'places'>,
  courses: readonly Course[] | readonly Pair[],
  week: number,
): Move[] {
  const size = places.length * places.length;
  const sums = new Float64Array(size);
  for (const one of courses) {
    const [before, after] = 'moves' in one ? [undefined, one] : one;
    if (!after.moves.length) return [];
    for (let k = 0; k < size; k++)
      sums[k] += (after.moves[week * size + k] - (before?.moves[week * size + k] ?? 0)) / courses.length;
  }
  const all = [...sums].map((value, k) => ({
    from: places[Math.floor(k / places.length)].label,
    to: places[k % places.length].label,
    value,
  }));
  const largest = Math.max(...all.map(({ value }) => Math.abs(value)), 0);
  return all
    .filter(({ value }) => Math.abs(value) >= Math.max(LEAST * largest, 1))
    .toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, MOST);
}
