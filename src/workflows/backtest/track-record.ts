import type { Scored } from './forecasts.ts';
import type { MeanScores } from './summarise.ts';

/** The numbers of the sentence that says how good projections have been. */
export function trackRecordOf(scored: readonly Scored[], means: readonly MeanScores[]) {
  const own = scored.filter(({ forecaster }) => forecaster === 'model');
  const last = means.find(
    ({ by, scale, forecaster }) => by === 'all' && scale === 'share' && forecaster === 'last_value',
  );
  return {
    figures: own.length,
    inside80: own.filter(({ inside }) => inside[1]).length,
    compared: last && { figures: last.figures, model: last.modelCrps, noChange: last.crps },
  };
}
