import { firstDay, isoDay, lastDay, stepOf, stepsByMonth } from '../../core/calendar.ts';
import { throwDiagnostic } from '../../core/diagnostics.ts';
import { holm } from '../../core/math/tests-of-means.ts';
import { drawIndex, type Frame, type RunResult } from '../../engine/program/run-types.ts';
import type { Model } from '../../model/model.ts';
import { differenceOf } from '../../observe/series/paired-differences.ts';
import { placeRows } from '../../observe/series/place-differences.ts';
import { theoryOwners } from '../run/theory-runs.ts';
import type { Comparison, DifferenceRow, Side } from './comparison.ts';

/** Differences in some weeks. */
export function compareAll(
  sides: readonly Side[],
  model: Model,
  weeks: readonly number[],
  seeds: number | undefined,
): Comparison[] {
  const [a, ...others] = sides;
  return others.map(b => {
    const pairs = pairsOf(a, b);
    const draws = seeds ? pairs.map(([run]) => drawIndex(run.key, seeds)) : undefined;
    const theories = theoryOwners(
      a.inputs,
      pairs.map(([run]) => run.key),
    );
    const owners = draws && { draws, theories };
    const rows = weeks.flatMap(week => rowsOf([a.frame, b.frame], week, pairs, owners, model));
    const course = ({ results, places }: Side, run: RunResult) => places[results.indexOf(run)];
    const courses = pairs.map(([x, y]) => [course(a, x), course(b, y)] as const);
    const places = placeRows(a.frame, weeks, courses, draws);
    return { a, b, pairs: pairs.length, firstWeek: firstDifference([a.frame, b.frame], pairs), rows, places };
  });
}

type Pair = readonly [RunResult, RunResult];

/** Runs of one number share draw and chance. */
export function pairsOf(a: Pick<Side, 'results'>, b: Pick<Side, 'results'>): Pair[] {
  const byNumber = new Map(b.results.map(run => [run.key.replicate, run]));
  return a.results.flatMap(run => {
    const other = byNumber.get(run.key.replicate);
    return other ? [[run, other] as const] : [];
  });
}

/** The last week of each month, the last of all, and that of a day. */
export function weeksCompared(
  run: Pick<Frame, 'weeks' | 'startDay' | 'step'>,
  day: number | undefined,
): number[] {
  const { weeks, startDay } = run;
  const asked = day === undefined ? weeks - 1 : stepOf(day, run);
  if (asked < 0 || asked >= weeks)
    throwDiagnostic({
      kind: 'value',
      message: `${isoDay(day!)} is no day of all runs`,
      expected: `${isoDay(startDay)} to ${isoDay(lastDay(run, weeks - 1))}`,
    });
  const ends = [...stepsByMonth(run).values()].map(own => own[own.length - 1]);
  return [...new Set([...ends, weeks - 1, asked])].sort((a, b) => a - b);
}

function rowsOf(
  frames: Frames,
  week: number,
  pairs: readonly Pair[],
  owners: { draws: readonly number[]; theories: readonly number[] | undefined } | undefined,
  { metrics }: Model,
): DifferenceRow[] {
  const rows = sharedSeries(frames).map(({ metric, group, at }) => {
    const sides = [0, 1].map(side =>
      pairs.map(pair => pair[side].trajectories[week * frames[side].series.length + at[side]]),
    );
    const found = metrics.find(({ name }) => name === metric)!;
    return {
      metric: found,
      group,
      week,
      ...differenceOf(sides[0], sides[1], owners?.draws, owners?.theories),
    };
  });
  const adjusted = new Map<(typeof rows)[number], number>();
  for (const family of Map.groupBy(rows, row => row.group).values()) {
    const values = holm(family.map(row => row.p));
    family.forEach((row, k) => {
      adjusted.set(row, values[k]);
    });
  }
  const date = isoDay(firstDay(frames[0], week));
  return rows.map(row => ({ ...row, date, adjusted: adjusted.get(row)! }));
}

/** Of both sides. */
type Frames = readonly [Frame, Frame];

/** What both sides tell, and where it is in each: the sizes of an event may be told by one side only. */
export function sharedSeries([a, b]: Frames) {
  return a.series.flatMap(({ metric, group }, k) => {
    const isSame = (one: Frame['series'][number]) => one.metric === metric && one.group === group;
    const other = isSame(b.series[k] ?? {}) ? k : b.series.findIndex(isSame);
    return other < 0 ? [] : [{ metric, group, at: [k, other] as const }];
  });
}

function firstDifference(frames: Frames, pairs: readonly Pair[]): number | undefined {
  const { weeks } = frames[0];
  const shared = sharedSeries(frames);
  const [one, other] = frames.map(frame => frame.series.length);
  const differs = (week: number) =>
    pairs.some(([x, y]) =>
      shared.some(
        ({ at }) => !Object.is(x.trajectories[week * one + at[0]], y.trajectories[week * other + at[1]]),
      ),
    );
  for (let week = 0; week < weeks; week++) if (differs(week)) return week;
  return undefined;
}
