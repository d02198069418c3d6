import { varianceOf } from '../../core/math/statistics.ts';
/** Where the spread of runs comes from: shares of one, or NaN where it can't be told. */
export interface VarianceShares {
  /** From not knowing the parameters. */
  parameters: number;
  /** From chance, whatever the parameters. */
  chance: number;
}

const UNTOLD: VarianceShares = { parameters: Number.NaN, chance: Number.NaN };

/**
 * The variance of runs by the law of total variance: Var(E[y | draw]) + E[Var(y | draw)]. A draw's mean over its seeds still
 * holds chance, 1/seeds of it, which is taken off; a share below 0 is then one of 0. Draws that lack a run, or a run's value,
 * are left out. One seed, one draw or equal values tell nothing.
 * @param draws which draw each value belongs to
 */
export function varianceShares(values: readonly number[], draws: readonly number[]): VarianceShares {
  return sharesBy(draws)(values);
}

/** The same for many numbers of the same runs. */
export function sharesBy(draws: readonly number[]): (values: ArrayLike<number>) => VarianceShares {
  const members = new Map<number, number[]>();
  draws.forEach((draw, k) => {
    const own = members.get(draw);
    if (own) own.push(k);
    else members.set(draw, [k]);
  });
  const seeds = Math.max(0, ...[...members.values()].map(own => own.length));
  const groups = [...members.values()].filter(own => own.length === seeds);
  return values => (seeds < 2 ? UNTOLD : shares(values, groups, seeds));
}

function shares(
  values: ArrayLike<number>,
  groups: readonly (readonly number[])[],
  seeds: number,
): VarianceShares {
  const means: number[] = [];
  let within = 0;
  let differ = false;
  let first: number | undefined;
  for (const group of groups) {
    let sum = 0;
    for (const k of group) sum += values[k];
    const mean = sum / seeds;
    if (!Number.isFinite(mean)) continue;
    first ??= values[group[0]];
    for (const k of group) {
      within += (values[k] - mean) * (values[k] - mean);
      differ ||= values[k] !== first;
    }
    means.push(mean);
  }
  // Sums of equal values may differ by rounding: that is no spread.
  if (means.length < 2 || !differ) return UNTOLD;
  const chance = within / (seeds - 1) / means.length;
  const between = Math.max(0, varianceOf(means) - chance / seeds);
  const parameters = between / (between + chance);
  return { parameters, chance: 1 - parameters };
}
