import { type Band, bandOf } from '../../core/math/statistics.ts';
import type { RunOutline } from '../../engine/program/run-types.ts';
import type { FlowFigure, Study } from '../../survey/study.ts';

/** One printed count of persons as the replicates give it. */
export interface FlowLine {
  figure: FlowFigure;
  /** Persons over the replicates; n is 0 where the run ends before the window does or nothing is counted. */
  band: Band;
  /** (median - printed) / se; inside an interval 0, outside it infinite where the source gives no error; NaN: not reached. */
  z: number;
}

/** Hold every printed flow and stock against the runs. */
export function compareFlows(results: readonly RunOutline[], study: Study): FlowLine[] {
  return study.flows.map((figure, k) => {
    const band = bandOf(results.map(result => result.figures[k]));
    return { figure, band, z: distance(figure, band.q50) };
  });
}

function distance({ value, low, high, se }: FlowFigure, median: number): number {
  const nearest = value ?? Math.min(Math.max(median, low ?? -Infinity), high ?? Infinity);
  return median === nearest ? 0 : (median - nearest) / (se ?? 0);
}
