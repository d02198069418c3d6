import type { Catalogue, MetricWords } from '../engine/door.ts';
import { type Difference, differenceOf, holm } from '../engine/door.ts';
import type { Course } from '../engine/messages.ts';
import type { Pair } from './bands.ts';

/** What differs in one number in one week. */
export interface Row extends Difference {
  /** p, adjusted for all that are looked at together. */
  adjusted: number;
}

export interface MetricRow extends Row {
  metric: MetricWords;
  group: string;
}

export interface PlaceRow extends Row {
  place: string;
}

const drawsOf = (pairs: readonly Pair[]) =>
  pairs.some(([a]) => a.draw !== undefined) ? pairs.map(([a]) => a.draw ?? 0) : undefined;

/** Differences in every headline of a group at the end of a week. @param group `all`, or `host=x` */
export function metricRows(
  { metrics, series }: Pick<Catalogue, 'metrics' | 'series'>,
  pairs: readonly Pair[],
  week: number,
  group: string,
): MetricRow[] {
  const rows = metrics
    .filter(({ headline }) => headline)
    .flatMap(metric => {
      const at = series.findIndex(one => one.metric === metric.name && one.group === group);
      return at < 0
        ? []
        : [{ metric, group, ...rowOf(pairs, c => c.trajectories[week * series.length + at]) }];
    });
  return adjusted(rows);
}

/** Differences in who lives at each place at the end of a week, in persons. */
export function placeRows(
  { places }: Pick<Catalogue, 'places'>,
  pairs: readonly Pair[],
  week: number,
): PlaceRow[] {
  const rows = places.map(({ label }, k) => ({
    place: label,
    ...rowOf(pairs, ({ living }) => living[week * places.length + k]),
  }));
  return adjusted(rows);
}

function rowOf(pairs: readonly Pair[], numberIn: (course: Course) => number): Omit<Row, 'adjusted'> {
  const [a, b] = [0, 1].map(side => pairs.map(pair => numberIn(pair[side])));
  return differenceOf(a, b, drawsOf(pairs));
}

function adjusted<T extends Omit<Row, 'adjusted'>>(rows: readonly T[]): (T & { adjusted: number })[] {
  const values = holm(rows.map(({ p }) => p));
  return rows.map((row, k) => ({ ...row, adjusted: values[k] }));
}
