import { meanOf, quantile } from '../../core/math/statistics.ts';
import { twoSided } from '../../core/math/tests-of-means.ts';
import { varianceShares } from '../../observe/series/variance-shares.ts';

/** What pairs of runs say about one number in two scenarios; NaN where they can't. */
export interface Difference {
  pairs: number;
  /** Mean of the first scenario's numbers. */
  before: number;
  mean: number;
  /** Of the mean: what other draws and seeds would change about it. */
  se: number;
  /** 5 % and 95 % quantiles of the pairs' differences: parameters and chance are both in it. */
  low: number;
  high: number;
  /** Share of the pairs in which the number is greater in the second scenario. */
  greater: number;
  /** Of the mean being 0, two-sided. */
  p: number;
  /** Of both numbers over the pairs. */
  correlation: number;
  /** Where the variance of the differences comes from. */
  parameterShare: number;
  chanceShare: number;
  /** Where several theories are projected together. */
  structureShare?: number;
  /** This many times as many runs with seeds of their own would be as precise. */
  worth: number;
}

const NONE: Difference = {
  ...{
    pairs: 0,
    before: Number.NaN,
    mean: Number.NaN,
    se: Number.NaN,
    low: Number.NaN,
    high: Number.NaN,
    greater: Number.NaN,
  },
  ...{ p: Number.NaN, correlation: Number.NaN, parameterShare: Number.NaN, chanceShare: Number.NaN },
  worth: Number.NaN,
};

/**
 * The difference b - a, pair by pair. Pairs without a value on one side are left out.
 * @param draws number of each pair's posterior draw; undefined: parameters are the same in all. Pairs of one draw are not
 *   independent, so the standard error is that of the draws' means.
 * @param theories of each pair, where several are projected together
 */
export function differenceOf(
  a: readonly number[],
  b: readonly number[],
  draws?: readonly number[],
  theories?: readonly number[],
): Difference {
  const kept = a.flatMap((value, k) => (Number.isFinite(value) && Number.isFinite(b[k]) ? k : []));
  if (!kept.length) return NONE;
  const [first, second] = [kept.map(k => a[k]), kept.map(k => b[k])];
  const differences = kept.map(k => b[k] - a[k]);
  const mean = meanOf(differences);
  const owners = draws && kept.map(k => draws[k]);
  const independent = owners ? meansOfDraws(differences, owners) : differences;
  const se = Math.sqrt(varianceOf(independent) / independent.length);
  const spread = varianceOf(differences);
  const sorted = differences.toSorted((x, y) => x - y);
  const [va, vb] = [varianceOf(first), varianceOf(second)];
  const shares = owners
    ? varianceShares(differences, owners, theories && kept.map(k => theories[k]))
    : { parameters: spread > 0 ? 0 : Number.NaN, chance: spread > 0 ? 1 : Number.NaN };
  return {
    pairs: kept.length,
    before: meanOf(first),
    mean,
    se,
    low: quantile(sorted, 0.05),
    high: quantile(sorted, 0.95),
    greater: differences.filter(difference => difference > 0).length / kept.length,
    p: mean === 0 && se === 0 ? 1 : twoSided(mean / se, independent.length - 1),
    correlation: covarianceOf(first, second) / Math.sqrt(va * vb),
    parameterShare: shares.parameters,
    chanceShare: shares.chance,
    ...('structure' in shares && { structureShare: shares.structure }),
    worth: (va + vb) / spread,
  };
}

function meansOfDraws(values: readonly number[], draws: readonly number[]): number[] {
  const own = Map.groupBy(values.keys(), k => draws[k]);
  return [...own.values()].map(some => meanOf(some.map(k => values[k])));
}

/** With n - 1; NaN of fewer than two. */
const varianceOf = (values: readonly number[]) => covarianceOf(values, values);

function covarianceOf(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [meanOf(x), meanOf(y)];
  return (
    x.reduce((sum, value, k) => sum + (value - mx) * (y[k] - my), 0) /
    (x.length > 1 ? x.length - 1 : Number.NaN)
  );
}
