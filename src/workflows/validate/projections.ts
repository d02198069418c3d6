import { mixtureQuantile } from '../../core/math/mixture.ts';
import { bandOf } from '../../core/math/statistics.ts';
import type { Frame, RunOutline } from '../../engine/program/run-types.ts';
import type { Margin } from '../../survey/study.ts';
import { LEAST_RESPONDENTS } from '../../survey/subgroups.ts';
import { standardError, type Target, targetOf, zOf } from '../../survey/targets.ts';
import {
  type Asked,
  type BaselineForecast,
  baselineForecastOf,
  expectedRow,
  type Ground,
} from './baseline-forecasts.ts';

/** Quantiles by which 50, 80 and 95 % intervals are told. */
const LEVELS = [0.025, 0.1, 0.25, 0.75, 0.9, 0.975] as const;

/** What a wave would print of one share. */
export interface Projection extends Asked {
  /** Respondents in the base; infinite where all are asked. */
  respondents: number;
  /** Median over runs of the share as it is. */
  median: number;
  /** Of the printed figure, by `LEVELS`: draws, chance, sampling, rounding and what the model may be wrong about. */
  quantiles: readonly number[];
  naive: BaselineForecast;
}

/** A row held out, against the projection of it. */
export interface Score extends Projection {
  margin: Margin;
  target: Target;
  /** Projected - printed; of a range the distance to its nearer end. */
  error: number;
  z: number;
  /** Whether the 50, 80 and 95 % intervals hold the printed figure. */
  inside: readonly boolean[];
  /** Errors of the naive forecasts. */
  naiveError: BaselineForecast;
  /** 1 - (error / error of the naive forecast)^2: 1 perfect, 0 no better, below 0 worse. */
  skill: BaselineForecast;
}

/** Every share of every planned wave that the runs reach; of subgroups those that enough are asked of. */
export function projectionsOf(ground: Ground): Projection[] {
  const { study, frame, results } = ground;
  const planned = new Map(study.waves.flatMap(wave => (wave.planned ? [[wave.id, wave] as const] : [])));
  return frame.survey.flatMap(({ wave: id, item, subgroup, response, mode }, row) => {
    const wave = planned.get(id);
    const isItem = study.items.some(one => one.id === item);
    if (!wave || !isItem || mode !== 'expected') return [];
    const respondents = wave.respondents === undefined ? Infinity : askedIn(frame, results, row);
    if (subgroup !== 'all' && !(respondents >= LEAST_RESPONDENTS)) return [];
    return project(ground, { wave, item, subgroup, response }, respondents) ?? [];
  });
}

/** Every row held out that the runs reach, and how well it was projected. */
export function scoresOf(ground: Ground): Score[] {
  return ground.study.margins.flatMap(margin => {
    const wave = ground.study.waves.find(({ id }) => id === margin.wave);
    if (margin.use !== 'holdout' || !wave) return [];
    const projection = project(ground, { ...margin, wave }, margin.n);
    return projection ? scoreOf(projection, margin) : [];
  });
}

function project(ground: Ground, asked: Asked, respondents: number): Projection | undefined {
  const row = expectedRow(ground.frame, asked);
  const shares = ground.results.map(({ surveyValues }) => surveyValues[row]).filter(Number.isFinite);
  if (shares.length === 0 || !(respondents > 0)) return undefined;
  const { wave, item, subgroup, response } = asked;
  const errors = shares.map(share => standardError(share, respondents, wave.deff));
  const quantiles = LEVELS.map(p => Math.min(Math.max(mixtureQuantile(shares, errors, p), 0), 1));
  const naive = baselineForecastOf(ground, asked);
  return { wave, item, subgroup, response, respondents, median: bandOf(shares).q50, quantiles, naive };
}

function scoreOf(projection: Projection, margin: Margin): Score {
  const { wave, median, quantiles, naive } = projection;
  const target = targetOf(margin, wave);
  const errorOf = (value: number) => zOf(target, value) * target.se;
  const error = errorOf(median);
  const least = target.observed ?? target.low ?? 0;
  const most = target.observed ?? target.high ?? 1;
  const widths = quantiles.length / 2;
  const inside = Array.from(
    { length: widths },
    (_, k) => quantiles[widths - 1 - k] <= most && quantiles[widths + k] >= least,
  );
  const naiveError = eachNaive(name => (naive[name] === undefined ? undefined : errorOf(naive[name])));
  const skill = eachNaive(name => skillOf([error], [naiveError[name]]));
  return { ...projection, margin, target, error, z: zOf(target, median), inside, naiveError, skill };
}

const eachNaive = (of: (name: keyof BaselineForecast) => number | undefined): BaselineForecast => ({
  lastKept: of('lastKept'),
  straightLine: of('straightLine'),
  withoutNetworks: of('withoutNetworks'),
  nobodyMoves: of('nobodyMoves'),
});

/**
 * Skill over several figures: 1 - (sum of squared errors) / (that of the naive forecast), over figures that have one.
 * Undefined without any, or when both are without error.
 */
export function skillOf(
  errors: readonly number[],
  naive: readonly (number | undefined)[],
): number | undefined {
  const [own, other] = errors.reduce(
    ([a, b], error, k) => (naive[k] === undefined ? [a, b] : [a + error * error, b + naive[k] * naive[k]]),
    [0, 0],
  );
  return own === 0 && other === 0 ? undefined : 1 - own / other;
}

/** Mean number of drawn respondents in the base of a row of expected shares. */
function askedIn(frame: Frame, results: readonly RunOutline[], expected: number): number {
  const { wave, item, subgroup, response } = frame.survey[expected];
  const drawn = frame.survey.findIndex(
    row =>
      row.mode === 'drawn' &&
      row.wave === wave &&
      row.item === item &&
      row.subgroup === subgroup &&
      row.response === response,
  );
  return bandOf(results.map(({ surveyRespondents }) => surveyRespondents[drawn])).mean;
}
