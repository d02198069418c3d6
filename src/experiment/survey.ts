import { type Band, bandOf } from '../observe/statistics.ts';
import type { Frame, RunResult, SurveyRow } from '../run.ts';
import { marginsOf } from '../survey/lookup.ts';
import type { Margin, Study } from '../survey/study.ts';
import { type Target, targetOf, zOf } from '../survey/targets.ts';

/** One figure of the survey as the replicates give it, beside the printed one. */
export interface SurveyLine {
  row: SurveyRow;
  /** Over the replicates; n is 0 where the model does not reach the item. */
  band: Band;
  /** Mean number of respondents in the base; NaN for expected shares. */
  respondents: number;
  margin: Margin | undefined;
  target: Target | undefined;
  /** Of the median against the target; NaN without one of both. */
  z: number;
}

/** Hold every row of the simulated survey against the study's figure for it. */
export function compareSurvey(frame: Frame, results: readonly RunResult[], study: Study): SurveyLine[] {
  return frame.survey.map((row, k) => {
    const band = bandOf(results.map(result => result.surveyValues[k]));
    const respondents = bandOf(results.map(result => result.surveyRespondents[k])).mean;
    const [margin] = marginsOf(study, row);
    const wave = study.waves.find(one => one.id === row.wave);
    const target = margin && wave && targetOf(margin, wave);
    return { row, band, respondents, margin, target, z: target ? zOf(target, band.q50) : Number.NaN };
  });
}
