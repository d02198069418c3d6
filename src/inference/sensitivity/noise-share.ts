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
  const means = runs.map(own => mean(own));
  if (runs.every(own => own.length < 2)) return { means, noiseShare: Number.NaN };
  const within = mean(
    runs.map(own => mean(own.map(y => (y - mean(own)) * (y - mean(own)))) * (own.length / (own.length - 1))),
  );
  const grand = mean(means);
  const between = mean(means.map(m => (m - grand) * (m - grand)));
  const each = runs[0].length;
  // The variance of means still holds within / runs of chance.
  const total = between + within * (1 - 1 / each);
  return { means, noiseShare: total > 0 ? within / total : 0 };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
