import { type Band, bandOf } from '../../core/math/statistics.ts';
import type { Frame, RunOutline, SurveyRow } from '../../engine/program/run-types.ts';
import { marginsOf, printedShares, weekAsked } from '../../survey/lookup.ts';
import type { Margin, Study } from '../../survey/study.ts';
import { LEAST_RESPONDENTS } from '../../survey/subgroups.ts';
import { type Target, targetOf, zOf } from '../../survey/targets.ts';

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
  /** Why no run gives a share; undefined: one does. */
  unreached: string | undefined;
}

/** Hold every row of the simulated survey against the study's figure for it. */
export function compareSurvey(frame: Frame, results: readonly RunOutline[], study: Study): SurveyLine[] {
  const printed = printedShares(study);
  return frame.survey.map((row, k) => {
    const band = bandOf(results.map(result => result.surveyValues[k]));
    const respondents = bandOf(results.map(result => result.surveyRespondents[k])).mean;
    const [margin] = marginsOf(printed, row);
    const wave = study.waves.find(one => one.id === row.wave);
    const target = margin && wave && targetOf(margin, wave);
    const z = target ? zOf(target, band.q50) : Number.NaN;
    const agents = bandOf(results.map(({ surveyAgents }) => surveyAgents[row.mode === 'drawn' ? k + 1 : k]));
    const unreached = band.n > 0 ? undefined : reasonOf(frame, study, row, agents.mean);
    return { row, band, respondents, margin, target, z, unreached };
  });
}

/** @param agents mean number of agents in the base; NaN: nobody was asked */
function reasonOf(frame: Frame, study: Study, { wave: id, item }: SurveyRow, agents: number): string {
  const week = weekAsked(study.waves.find(wave => wave.id === id)!, frame);
  if (week < 0) return 'asked before the model begins';
  if (week >= frame.weeks) return 'the run ends before';
  if (agents === 0) return 'nobody is in its base';
  if (agents > 0) return `fewer than ${LEAST_RESPONDENTS} respondents`;
  const asked = study.items.find(one => one.id === item);
  return asked && !asked.operator
    ? 'no operator'
    : 'it, or its subgroup, has no operator or looks back to before the model begins';
}
