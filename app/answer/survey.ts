import type { SurveyFigure } from '../engine/door.ts';
import { bandOf, zOf } from '../engine/door.ts';
import type { Course } from '../engine/messages.ts';

/** Farther than this many standard errors is a miss. */
export const NEAR = 2;

/** A printed figure and what the runs say to it, as shares. */
export interface SurveyLine {
  figure: SurveyFigure;
  /** Where the printed figure may lie: two standard errors on either side, or the range that was printed. */
  printed: readonly [low: number, high: number];
  median: number;
  low: number;
  high: number;
  /** Distance in standard errors. */
  z: number;
  isMiss: boolean;
}

/** Lines of the figures that the runs reach. */
export function surveyLines(survey: readonly SurveyFigure[], courses: readonly Course[]): SurveyLine[] {
  return survey.flatMap(figure => {
    const { printed, low, high, se } = figure;
    const { q05, q50, q95, n } = bandOf(courses.map(course => course.survey[figure.at]));
    if (!n) return [];
    const z = zOf({ observed: printed, low, high, se }, q50);
    const stretch = [
      printed === undefined ? (low ?? 0) : Math.max(0, printed - NEAR * se),
      printed === undefined ? (high ?? 1) : Math.min(1, printed + NEAR * se),
    ] as const;
    return [{ figure, printed: stretch, median: q50, low: q05, high: q95, z, isMiss: Math.abs(z) > NEAR }];
  });
}
