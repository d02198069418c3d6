import { firstDay, isoDay } from '../../core/calendar.ts';
import { holm } from '../../core/math/tests-of-means.ts';
import type { Frame, RunResult } from '../../engine/program/run-types.ts';
import { LIFE_EVENTS } from '../../language/life.ts';
import { type Difference, differenceOf } from './paired-differences.ts';
import { eachFlow } from './sparse-flows.ts';

/** What one run's moves come to at each place. */
export interface PlaceCourse {
  /** [week x place]: persons who live there more than at the start, at the end of the week. */
  living: Float64Array;
  /** [week x place]: arrivals there since the start. */
  entered: Float64Array;
}

/** What differs at one place in one week, in persons. */
export interface PlaceRow {
  place: string;
  week: number;
  date: string;
  /** Persons who live there. */
  living: Difference;
  /** Arrivals since the start. */
  entered: Difference;
  /** p of no difference in who lives there, adjusted for all places at this date. */
  adjusted: number;
}

/** Add up a run's weekly moves at each place. */
export function placeCourse({ flows, vitals, weeks }: RunResult, places: number): PlaceCourse {
  const living = new Float64Array(weeks * places);
  const entered = new Float64Array(weeks * places);
  const [came, went] = [new Float64Array(weeks * places), new Float64Array(weeks * places)];
  eachFlow(flows, places, (week, from, to, persons) => {
    came[week * places + to] += persons;
    went[week * places + from] += persons;
  });
  for (let week = 0; week < weeks; week++)
    for (let place = 0; place < places; place++) {
      const at = week * places + place;
      entered[at] = came[at] + (week > 0 ? entered[at - places] : 0);
      const [come, born, died] = LIFE_EVENTS.map(
        (_, k) => vitals?.[(week * LIFE_EVENTS.length + k) * places + place] ?? 0,
      );
      living[at] = came[at] - went[at] + come + born - died + (week > 0 ? living[at - places] : 0);
    }
  return { living, entered };
}

/**
 * Differences at every place in some weeks.
 * @param pairs the courses of both runs of each pair
 * @param draws number of each pair's posterior draw; undefined: parameters are the same in all
 */
export function placeRows(
  { places, ...clock }: Pick<Frame, 'places' | 'startDay' | 'step'>,
  weeks: readonly number[],
  pairs: readonly (readonly [PlaceCourse, PlaceCourse])[],
  draws: readonly number[] | undefined,
): PlaceRow[] {
  return weeks.flatMap(week => {
    const rows = places.map((place, k) => {
      const at = week * places.length + k;
      const between = (what: keyof PlaceCourse) =>
        differenceOf(
          pairs.map(([a]) => a[what][at]),
          pairs.map(([, b]) => b[what][at]),
          draws,
        );
      return { place, week, living: between('living'), entered: between('entered') };
    });
    const adjusted = holm(rows.map(({ living }) => living.p));
    const date = isoDay(firstDay(clock, week));
    return rows.map((row, k) => ({ ...row, date, adjusted: adjusted[k] }));
  });
}
