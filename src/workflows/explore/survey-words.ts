import { isoDay } from '../../core/calendar.ts';
import type { ResolvedScenario } from '../../simulate/resolve.ts';
import { marginsOf, printedShares, weekAsked } from '../../survey/lookup.ts';
import { targetOf } from '../../survey/targets.ts';

/** A printed figure of the survey that the runs answer. */
export interface SurveyFigure {
  wave: string;
  /** First day on which the wave was asked. */
  day: string;
  /** What was asked, in the study's words. */
  text: string;
  response: string;
  /** `all`, or `name=value`. */
  subgroup: string;
  /** Index among the survey's numbers of a run. */
  at: number;
  /** Printed share; undefined: it is between `low` and `high`. */
  printed: number | undefined;
  low: number | undefined;
  high: number | undefined;
  /** Standard error of the printed figure. */
  se: number;
  isFitted: boolean;
}

/** What the study has recorded of earlier projections; figures that were never seen by a fit. */
export interface TrackRecord {
  figures: number;
  /** In the 80 % interval of the runs alone, as the page's bands are. */
  alone: number | undefined;
  /** In the 80 % interval that counts what the model may be wrong about. */
  inside: number;
}

export function surveyFigures({ frame, study }: ResolvedScenario): SurveyFigure[] {
  const printed = printedShares(study);
  return frame.survey.flatMap((row, at): SurveyFigure[] => {
    const [margin] = marginsOf(printed, row);
    const wave = study.waves.find(({ id }) => id === row.wave);
    if (row.mode !== 'drawn' || !margin || !wave) return [];
    const week = weekAsked(wave, frame);
    if (week < 0 || week >= frame.weeks) return [];
    const { se } = targetOf(margin, wave);
    const item = study.items.find(({ id }) => id === row.item);
    return [
      {
        ...{ wave: row.wave, day: isoDay(wave.startDay), text: item?.construct || row.item },
        ...{ response: row.response, subgroup: row.subgroup, at, se },
        ...{
          printed: margin.value,
          low: margin.low,
          high: margin.high,
          isFitted: margin.use === 'calibrate',
        },
      },
    ];
  });
}

export function recordOf({ study: { trackRecord } }: ResolvedScenario): TrackRecord | undefined {
  if (!trackRecord) return undefined;
  const { figures, inside_80, alone } = trackRecord;
  return { figures, inside: inside_80, alone: alone?.inside_80 };
}
