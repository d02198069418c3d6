import type { Frame, Inputs, RunResult } from '../../engine/program/run-types.ts';
import type { Metric } from '../../model/model.ts';
import type { Difference } from '../../observe/series/paired-differences.ts';
import type { PlaceCourse, PlaceRow } from '../../observe/series/place-differences.ts';

/** All runs of one of the scenarios; of each only its course and what it was. */
export interface Side {
  /** Unlike those of all other sides. */
  name: string;
  inputs: Inputs;
  frame: Frame;
  results: readonly RunResult[];
  /** By result: what its moves come to at each place. */
  places: readonly PlaceCourse[];
}

/** One number in two scenarios, in one week. */
export interface DifferenceRow extends Difference {
  metric: Metric;
  group: string;
  week: number;
  date: string;
  /** p, adjusted for all metrics of this group at this date. */
  adjusted: number;
}

/** One scenario compared with the first. */
export interface Comparison {
  a: Side;
  b: Side;
  pairs: number;
  /** The first week in which any number of any pair differs; undefined: none does. */
  firstWeek: number | undefined;
  rows: readonly DifferenceRow[];
  /** The same weeks, place by place. */
  places: readonly PlaceRow[];
}
