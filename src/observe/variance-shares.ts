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
  const groups = [...Map.groupBy(values.keys(), k => draws[k]).values()];
  const seeds = Math.max(0, ...groups.map(group => group.length));
  const whole = groups
    .map(group => group.map(k => values[k]))
    .filter(own => own.length === seeds && own.every(Number.isFinite));
  const first = whole[0]?.[0];
  if (seeds < 2 || whole.length < 2 || whole.every(own => own.every(value => value === first))) return UNTOLD;
  const chance = mean(whole.map(variance));
  const between = Math.max(0, variance(whole.map(mean)) - chance / seeds);
  const parameters = between / (between + chance);
  return { parameters, chance: 1 - parameters };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function variance(values: readonly number[]): number {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) * (value - centre), 0);
  return squares / (values.length - 1);
}
