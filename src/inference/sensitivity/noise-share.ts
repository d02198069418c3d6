import { meanOf } from '../../core/math/statistics.ts';
/** An output of a stochastic model over a design: its mean at each point, and how much of what is seen is chance. */
export interface Averaged {
  means: number[];
  /** Mean variance within points over the variance of single runs; NaN where no point has two runs: chance can't be seen. */
  noiseShare: number;
}

/** A coordinate of a design that no parameter listens to: its indices show what chance alone looks like. */
export const DUMMY = 'dummy';

/**
 * Sensitivity of a stochastic model is that of the mean over a few seeds, the same at every point. `runs[i]` are the values at
 * point i.
 */
export function averaged(runs: readonly (readonly number[])[]): Averaged {
  const means = runs.map(own => meanOf(own));
  if (runs.every(own => own.length < 2)) return { means, noiseShare: Number.NaN };
  const within = meanOf(
    runs.map(
      own => meanOf(own.map(y => (y - meanOf(own)) * (y - meanOf(own)))) * (own.length / (own.length - 1)),
    ),
  );
  const grand = meanOf(means);
  const between = meanOf(means.map(m => (m - grand) * (m - grand)));
  const each = runs[0].length;
  // The variance of means still holds within / runs of chance.
  const total = between + within * (1 - 1 / each);
  return { means, noiseShare: total > 0 ? within / total : 0 };
}
