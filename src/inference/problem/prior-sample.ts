import { openDraws, shuffled } from '../../core/random/sequential-draws.ts';
import { type Parameter, priorTransformOf } from './prior-transform.ts';

/** Seed of the draws: the same whatever the scenario's, so that scenarios are compared on the same draws. */
const SEED = 'prior';

/**
 * So many values of each parameter from its prior: a column each, spread evenly over it and independent of all others (a Latin
 * hypercube). They depend on its name, its prior and their number alone.
 */
export function spreadOverPriors(parameters: readonly Parameter[], count: number): number[][] {
  return parameters.map(parameter => {
    const { value } = priorTransformOf(parameter);
    const draws = openDraws(SEED, parameter.name);
    const order = shuffled(count, draws, 0);
    return Array.from(order, (stratum, row) => value((stratum + draws.uniform(1, row)) / count));
  });
}
