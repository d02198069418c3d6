import { dirname, join } from 'node:path';
import { writePage } from '../../io/folder/page.ts';
import { TRACK_RECORD } from '../../project/read-inputs.ts';
import type { Backtest } from './backtest.ts';
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

/** Write what a backtest found into its study's folder, where runs and comparisons find it; returns the file. */
export function recordBacktest({ inputs, origins, scored, means }: Backtest): string {
  const { figures, inside80, compared } = trackRecordOf(scored, means);
  const own = scored.filter(({ forecaster }) => forecaster === 'model');
  const record = {
    scenario: inputs.scenario.name,
    model: inputs.scenario.model,
    origins: origins.map(({ date }) => date),
    figures,
    inside_80: inside80,
    compared: compared && {
      figures: compared.figures,
      model_crps: rounded(compared.model),
      no_change_crps: rounded(compared.noChange),
    },
    rows: [...new Set(own.map(({ figure }) => figure.row))].sort(),
  };
  const path = join(dirname(inputs.study.sources.file), TRACK_RECORD);
  writePage(path, `${JSON.stringify(record, undefined, 1)}\n`);
  return path;
}

const rounded = (crps: number) => Math.round(crps * 1e6) / 1e6;
