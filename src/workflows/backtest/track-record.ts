import { dirname, join } from 'node:path';
import { meanOf } from '../../core/math/statistics.ts';
import { writePage } from '../../io/folder/page.ts';
import { TRACK_RECORD } from '../../project/read-inputs.ts';
import type { Backtest } from './backtest.ts';
import type { Scored } from './forecasts.ts';
import type { MeanScores } from './summarise.ts';

/** The numbers of the sentence that says how good projections have been. */
export function trackRecordOf(scored: readonly Scored[], means: readonly MeanScores[]) {
  const of = (name: string) => scored.filter(({ forecaster }) => forecaster === name);
  const [own, alone] = [of('model'), of('no_discrepancy')];
  const carried = new Set(
    of('last_value')
      .filter(({ figure }) => figure.scale === 'share')
      .map(keyOf),
  );
  const aloneCarried = alone.filter(one => carried.has(keyOf(one)));
  const last = means.find(
    ({ by, scale, forecaster }) => by === 'all' && scale === 'share' && forecaster === 'last_value',
  );
  return {
    figures: own.length,
    inside80: insideOf(own),
    alone: alone.length
      ? {
          inside80: insideOf(alone),
          model: aloneCarried.length ? meanOf(aloneCarried.map(({ crps }) => crps)) : undefined,
        }
      : undefined,
    compared: last && { figures: last.figures, model: last.modelCrps, noChange: last.crps },
  };
}

const insideOf = (those: readonly Scored[]) => those.filter(({ inside }) => inside[1]).length;
const keyOf = ({ origin, figure }: Scored) => `${origin.date}\n${figure.row}`;

/** Write what a backtest found into its study's folder, where runs and comparisons find it; returns the file. */
export function recordBacktest({ inputs, origins, scored, means }: Backtest): string {
  const { figures, inside80, compared, alone } = trackRecordOf(scored, means);
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
    alone: alone && {
      inside_80: alone.inside80,
      model_crps: alone.model === undefined ? undefined : rounded(alone.model),
    },
    rows: [...new Set(own.map(({ figure }) => figure.row))].sort(),
  };
  const path = join(dirname(inputs.study.sources.file), TRACK_RECORD);
  writePage(path, `${JSON.stringify(record, undefined, 1)}\n`);
  return path;
}

const rounded = (crps: number) => Math.round(crps * 1e6) / 1e6;
