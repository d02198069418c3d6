import { bandOf } from '../engine/door.ts';
import type { Course } from '../engine/messages.ts';

/** A week of a picture: the middle of the runs, and the ends between which nine tenths of them lie. */
export interface WeekBand {
  week: number;
  middle: number;
  low: number;
  high: number;
}

/** Two runs on the same draw and chance: the baseline's, then the question's. */
export type Pair = readonly [Course, Course];

/** Pairs in the order of their numbers. */
export function pairsOf(baseline: readonly Course[], asked: readonly Course[]): Pair[] {
  const byNumber = new Map(asked.map(course => [course.replicate, course]));
  return baseline
    .flatMap((course): Pair[] => {
      const other = byNumber.get(course.replicate);
      return other ? [[course, other]] : [];
    })
    .sort(([a], [b]) => a.replicate - b.replicate);
}

/** Medians and bands of a series of levels, week by week. @param at index of the series among `width` */
export function levelBands(courses: readonly Course[], at: number, width: number, weeks: number): WeekBand[] {
  return Array.from({ length: weeks }, (_, week) => levelBand(courses, at, width, week));
}

/** The same of one week. */
export function levelBand(courses: readonly Course[], at: number, width: number, week: number): WeekBand {
  const { q05, q50, q95 } = bandOf(courses.map(({ trajectories }) => trajectories[week * width + at]));
  return { week, middle: q50, low: q05, high: q95 };
}

/** Means and bands of the differences of pairs, week by week. */
export function differenceBands(
  pairs: readonly Pair[],
  at: number,
  width: number,
  weeks: number,
): WeekBand[] {
  return Array.from({ length: weeks }, (_, week) => {
    const k = week * width + at;
    const { mean, q05, q95 } = bandOf(pairs.map(([a, b]) => b.trajectories[k] - a.trajectories[k]));
    return { week, middle: mean, low: q05, high: q95 };
  });
}
