import { bandOf } from '../../core/math/statistics.ts';
import type { Frame, RunOutline } from '../../engine/program/run-types.ts';
import type { Study, Wave } from '../../survey/study.ts';

/** A share among a subgroup in a wave. */
export interface Asked {
  wave: Wave;
  item: string;
  subgroup: string;
  response: string;
}

/** Forecasts that need no mechanism, or fewer: what a projection has to beat. Undefined where the study gives no ground for one. */
export interface BaselineForecast {
  /** The last printed value stays as it is. */
  lastKept: number | undefined;
  /** The last two printed values go on as a straight line, not below 0 nor above 1. */
  straightLine: number | undefined;
  /** The same model and draws where nobody knows anybody. */
  withoutNetworks: number | undefined;
  /** Of items on residence: everybody stays where the model had them in the last observed wave. */
  nobodyMoves: number | undefined;
}

export const BASELINE_FORECASTS = ['lastKept', 'straightLine', 'withoutNetworks', 'nobodyMoves'] as const;

/** Items of this comparable group ask where people live. */
const RESIDENCE = 'residence';

/** What the forecasts are made of. Rows held out are no ground for any. */
export interface Ground {
  study: Study;
  frame: Frame;
  results: readonly RunOutline[];
  /** The same runs in the world without networks; undefined: the model has none. */
  alone: readonly RunOutline[] | undefined;
}

export function baselineForecastOf({ study, frame, results, alone }: Ground, asked: Asked): BaselineForecast {
  const printed = printedBefore(study, asked);
  const row = expectedRow(frame, asked);
  const item = study.items.find(({ id }) => id === asked.item);
  const observed = wavesBefore(study, asked.wave).filter(wave => !wave.planned);
  const lastRow =
    item?.comparableGroup === RESIDENCE && observed.length
      ? expectedRow(frame, { ...asked, wave: observed.at(-1)! })
      : -1;
  return {
    lastKept: printed.at(-1)?.value,
    straightLine: lineThrough(printed, asked.wave.askedDay),
    withoutNetworks: alone && medianOf(alone, row),
    nobodyMoves: medianOf(results, lastRow),
  };
}

/** Index of the row of the frame with the share as it is, without sampling; -1: none. */
export function expectedRow(frame: Frame, { wave, item, subgroup, response }: Asked): number {
  return frame.survey.findIndex(
    row =>
      row.mode === 'expected' &&
      row.wave === wave.id &&
      row.item === item &&
      row.subgroup === subgroup &&
      row.response === response,
  );
}

function wavesBefore({ waves }: Study, { askedDay }: Wave): Wave[] {
  return waves.filter(wave => wave.askedDay < askedDay).sort((a, b) => a.askedDay - b.askedDay);
}

/** What earlier waves printed of a share, oldest first; of several figures in one wave the one to be fitted. */
function printedBefore(study: Study, { wave, item, subgroup, response }: Asked) {
  return wavesBefore(study, wave).flatMap(({ id, askedDay }) => {
    const figures = study.margins.filter(
      one =>
        one.wave === id &&
        one.item === item &&
        one.subgroup === subgroup &&
        one.response === response &&
        one.use !== 'holdout' &&
        one.value !== undefined,
    );
    const figure = figures.find(({ use }) => use === 'calibrate') ?? figures[0];
    return figure ? [{ day: askedDay, value: figure.value! }] : [];
  });
}

function lineThrough(printed: readonly { day: number; value: number }[], day: number): number | undefined {
  const [first, second] = printed.slice(-2);
  if (!second) return undefined;
  const slope = (second.value - first.value) / (second.day - first.day);
  return Math.min(Math.max(second.value + slope * (day - second.day), 0), 1);
}

function medianOf(results: readonly RunOutline[], row: number): number | undefined {
  if (row < 0) return undefined;
  const { n, q50 } = bandOf(results.map(({ surveyValues }) => surveyValues[row]));
  return n > 0 ? q50 : undefined;
}
