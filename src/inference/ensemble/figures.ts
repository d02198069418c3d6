import { type Noise, type Point, pooled } from '../emulator/noise.ts';
import { responseOf, slopeAt } from '../emulator/response.ts';
import { anchorOf, type FitTarget, varianceAt } from '../problem/target.ts';

/** What a figure says, on the scale of its response (logit of a share, logarithm of a count). */
interface Figure {
  /** Both the same of a point; an open end is infinite. */
  low: number;
  high: number;
  /** Of the figure's own error: sampling, rounding, discrepancy. */
  variance: number;
  /** Of a run's chance, at the runs that were made: mean over members. */
  chance: number;
}

/** What members of an ensemble answer and what they are compared with; plain numbers. */
export interface Answers {
  /** Member by member, figure by figure; NaN where nobody was there to answer. */
  g: Float64Array;
  figures: readonly Figure[];
}

/** @param points one a member, in their order */
export function answersOf(targets: readonly FitTarget[], points: readonly Point[], noise: Noise): Answers {
  const g = new Float64Array(points.length * targets.length);
  const figures = targets.map((target, k): Figure => {
    const { kind, observed } = target;
    let [size, chance, known] = [0, 0, 0];
    points.forEach(({ runs }, i) => {
      const summary = pooled(target, runs, k);
      const response = responseOf(kind, summary);
      g[i * targets.length + k] = response.g;
      if (!Number.isFinite(response.g)) return;
      size += summary.size;
      chance += response.noise * noise.dispersion[k];
      known++;
    });
    // As a run with as many agents would answer it: so a share of 0 has a logit.
    const at = (value: number) => responseOf(kind, { value, size: size / Math.max(known, 1) }).g;
    const anchor = anchorOf(target);
    const inside = kind === 'proportion' ? Math.min(Math.max(anchor, LEAST_SHARE), 1 - LEAST_SHARE) : anchor;
    const slope = slopeAt(kind, inside);
    return {
      low: at(observed ?? target.low ?? Number.NEGATIVE_INFINITY),
      high: at(observed ?? target.high ?? Number.POSITIVE_INFINITY),
      variance: varianceAt(target, anchor) / (slope * slope),
      chance: chance / Math.max(known, 1),
    };
  });
  return { g, figures };
}

/** A logit has no error of a known size nearer to 0 or 1. */
const LEAST_SHARE = 0.005;
