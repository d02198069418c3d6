import type { Sweep } from '../../scenario/sweep.ts';
import type { Outcome } from '../run/outcomes.ts';
import type { Point } from './sweep-points.ts';

/** One run of a point as far as it is kept. */
export interface SweepRun {
  point: number;
  replicate: number;
  draw: number | undefined;
  /** Which of rival theories it is of, by name. */
  theory?: string;
  /** By outcome. */
  values: number[];
}

export interface Swept {
  sweep: Sweep;
  points: readonly Point[];
  outcomes: readonly Outcome[];
  runs: readonly SweepRun[];
}
