import { varianceOf } from '../../core/math/statistics.ts';
/** Where the spread of runs comes from: shares of one, or NaN where it can't be told. */
export interface VarianceShares {
  /** From not knowing the parameters. */
  parameters: number;
  /** From chance, whatever the parameters. */
  chance: number;
  /** From not knowing which of several theories is right; undefined: no theories are projected together. */
  structure?: number;
}

const UNTOLD: VarianceShares = { parameters: Number.NaN, chance: Number.NaN };

/**
 * The variance of runs by the law of total variance: Var(E[y | draw]) + E[Var(y | draw)]. A draw's mean over its seeds still
 * holds chance, 1/seeds of it, which is taken off; a share below 0 is then one of 0. Draws that lack a run, or a run's value,
 * are left out. One seed, one draw or equal values tell nothing.
 * @param draws which draw each value belongs to
 * @param theories which theory each value belongs to, where several are projected together: what lies between their means is
 *   no uncertainty of parameters
 */
export function varianceShares(
  values: readonly number[],
  draws: readonly number[],
  theories?: readonly number[],
): VarianceShares {
  return sharesBy(draws, theories)(values);
}

/** The same for many numbers of the same runs. */
export function sharesBy(
  draws: readonly number[],
  theories?: readonly number[],
): (values: ArrayLike<number>) => VarianceShares {
  const members = new Map<number, number[]>();
  draws.forEach((draw, k) => {
    const own = members.get(draw);
    if (own) own.push(k);
    else members.set(draw, [k]);
  });
  const seeds = Math.max(0, ...[...members.values()].map(own => own.length));
  const groups = [...members.values()].filter(own => own.length === seeds);
  if (theories) return values => sharesOfTheories(values, groups, theories, seeds);
  return values => (seeds < 2 ? UNTOLD : shares(values, groups, seeds));
}

/**
 * Variance between theories by the one-way analysis of variance, the theories' weights being their parts of the draws: the sum of
 * squares between means holds (theories - 1) times the variance within, which is taken off.
 */
function sharesOfTheories(
  values: ArrayLike<number>,
  groups: readonly (readonly number[])[],
  theories: readonly number[],
  seeds: number,
): VarianceShares {
  const untold = { ...UNTOLD, structure: Number.NaN };
  const kept = groups.filter(group => group.every(k => Number.isFinite(values[k])));
  const means = kept.map(group => group.reduce((sum, k) => sum + values[k], 0) / seeds);
  const owners = kept.map(([k]) => theories[k]);
  const byTheory = [...Map.groupBy(means.keys(), k => owners[k]).values()].map(own => own.map(k => means[k]));
  const all = means.reduce((sum, mean) => sum + mean, 0) / means.length;
  const [within, between] = byTheory.reduce(
    ([inner, outer], own) => {
      const mean = own.reduce((sum, one) => sum + one, 0) / own.length;
      const squares = own.reduce((sum, one) => sum + (one - mean) * (one - mean), 0);
      return [inner + squares, outer + own.length * (mean - all) * (mean - all)];
    },
    [0, 0],
  );
  const free = means.length - byTheory.length;
  if (free < 1) return untold;
  const betweenDraws = within / free;
  const structure = Math.max(0, between - (byTheory.length - 1) * betweenDraws) / means.length;
  const chance =
    seeds < 2
      ? 0
      : kept.reduce(
          (sum, group, j) =>
            sum + group.reduce((own, k) => own + (values[k] - means[j]) * (values[k] - means[j]), 0),
          0,
        ) /
        (seeds - 1) /
        kept.length;
  const parameters = Math.max(0, betweenDraws - chance / seeds);
  const total = structure + parameters + chance;
  // Sums of equal values may differ by rounding: that is no spread.
  if (kept.every(group => group.every(k => values[k] === values[kept[0][0]])) || !(total > 0)) return untold;
  if (seeds < 2) return { ...UNTOLD, structure: structure / total };
  return { structure: structure / total, parameters: parameters / total, chance: chance / total };
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
