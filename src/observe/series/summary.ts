import { type Band, bandOf } from '../../core/math/statistics.ts';
import {
  type Courses,
  drawIndex,
  type Frame,
  type RunOutline,
  type RunResult,
} from '../../engine/program/run-types.ts';
import { sharesBy, type VarianceShares } from './variance-shares.ts';

/** What all runs say together of each week and series of the frame. */
export interface Summary {
  band(week: number, series: number): Band;
  /** Of runs on a posterior: where the spread comes from; undefined: there are no draws. */
  shares(week: number, series: number): VarianceShares | undefined;
}

/** Bytes of trajectories that are in memory at a time, and one week of all runs at least. */
const STRETCH_BYTES = 2 ** 26;
/** Numbers kept of a week and series: those of a band, then those of the shares. */
const WIDTH = 11;

/** Bytes that summarizing takes, however many weeks there are. */
export function summaryBytes({ weeks, series }: Pick<Frame, 'weeks' | 'series'>, runs: number): number {
  const week = 8 * series.length * runs;
  return 8 * WIDTH * weeks * series.length + Math.min(weeks * week, Math.max(week, STRETCH_BYTES));
}

/**
 * Bands over all runs, a stretch of weeks at a time, so that trajectories never have to be in memory whole. Runs are added in
 * the order of their numbers.
 * @param runs in the order of `courses`
 * @param seeds of runs on a posterior: how many each draw has; they tell how much of the spread is chance
 * @param theories of each run, where several are projected together
 */
export function summarize(
  { weeks, series }: Pick<Frame, 'weeks' | 'series'>,
  runs: readonly Pick<RunOutline, 'key'>[],
  courses: Courses,
  seeds?: number,
  stretchBytes = STRETCH_BYTES,
  theories?: readonly number[],
): Summary {
  const order = byReplicate(runs);
  const sharesOf = seeds
    ? sharesBy(
        order.map(k => drawIndex(runs[k].key, seeds)),
        theories && order.map(k => theories[k]),
      )
    : undefined;
  const numbers = new Float64Array(weeks * series.length * WIDTH);
  const values = new Float64Array(order.length);
  const weekBytes = Math.max(1, 8 * series.length * order.length);
  const most = Math.min(weeks, Math.max(1, Math.floor(stretchBytes / weekBytes)));
  const room = new Float64Array(most * series.length * order.length);
  for (let from = 0; from < weeks; from += most) {
    const begin = from * series.length;
    const cells = Math.min(most, weeks - from) * series.length;
    order.forEach((run, k) => {
      courses.read(run, 'trajectories', begin, room.subarray(k * cells, (k + 1) * cells));
    });
    for (let cell = 0; cell < cells; cell++) {
      for (let k = 0; k < values.length; k++) values[k] = room[k * cells + cell];
      const { n, mean, sd, q05, q25, q50, q75, q95 } = bandOf(values);
      const shares = sharesOf?.(values);
      const at = (begin + cell) * WIDTH;
      numbers[at] = n;
      numbers[at + 1] = mean;
      numbers[at + 2] = sd;
      numbers[at + 3] = q05;
      numbers[at + 4] = q25;
      numbers[at + 5] = q50;
      numbers[at + 6] = q75;
      numbers[at + 7] = q95;
      if (!shares) continue;
      numbers[at + 8] = shares.parameters;
      numbers[at + 9] = shares.chance;
      numbers[at + 10] = shares.structure ?? Number.NaN;
    }
  }
  const of = (week: number, one: number, k: number) => numbers[(week * series.length + one) * WIDTH + k];
  return {
    band: (week, one) => ({
      n: of(week, one, 0),
      mean: of(week, one, 1),
      sd: of(week, one, 2),
      q05: of(week, one, 3),
      q25: of(week, one, 4),
      q50: of(week, one, 5),
      q75: of(week, one, 6),
      q95: of(week, one, 7),
    }),
    shares(week, one) {
      if (!seeds) return undefined;
      const shares = { parameters: of(week, one, 8), chance: of(week, one, 9) };
      return theories ? { ...shares, structure: of(week, one, 10) } : shares;
    },
  };
}

/** Columns of results that are in memory. */
export const heldCourses = (results: readonly RunResult[]): Courses => ({
  read: (run, column, from, into) => into.set(results[run][column]!.subarray(from, from + into.length)),
  length: (run, column) => results[run][column]?.length ?? 0,
});

/** Places of the runs in the order of their numbers. */
export function byReplicate(runs: readonly Pick<RunOutline, 'key'>[]): number[] {
  return runs.map((_, k) => k).sort((a, b) => runs[a].key.replicate - runs[b].key.replicate);
}
