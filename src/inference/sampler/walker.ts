import { exp, log } from '../../arithmetic/double.ts';
import type { Draws } from '../numbers/draws.ts';
import { covariance, covarianceFactor } from '../numbers/matrix.ts';
import type { Cloud, Stretch } from './smc.ts';

const ACCEPTANCE = 0.25;

/** Random-walk Metropolis sweeps over a cloud, each particle once a sweep. Draws stand at (particle, sweep and coordinate). */
export function openWalker(cloud: Cloud, draws: Draws) {
  const { count, dimension, u } = cloud;
  const proposal = new Float64Array(dimension);
  const change = new Float64Array(dimension);
  let factor: Float64Array = new Float64Array(0);
  let scale = 1;
  let sweeps = 0;
  return {
    adaptCovariance() {
      factor = covarianceFactor(covariance(u, count, dimension).matrix, dimension);
    },
    sweep(stretch: Stretch, terms: readonly Float64Array[], at: number) {
      const step = (scale * 2.38) / Math.sqrt(dimension);
      const { start, end } = stretch;
      const weights = terms.map((_, k) => start[k] + at * (end[k] - start[k]));
      const values = new Float64Array(terms.length);
      let accepted = 0;
      for (let i = 0; i < count; i++) {
        const address = sweeps * (dimension + 1);
        change.fill(0);
        for (let k = 0; k < dimension; k++) {
          const z = draws.normal(i, address + k);
          for (let j = k; j < dimension; j++) change[j] += factor[k * dimension + j] * z;
        }
        for (let j = 0; j < dimension; j++) proposal[j] = reflect(u[i * dimension + j] + step * change[j]);
        let gain = 0;
        for (let k = 0; k < terms.length; k++) {
          if (weights[k] === 0) continue;
          values[k] = stretch.terms[k](proposal, 0);
          gain += weights[k] * (values[k] - terms[k][i]);
        }
        if (!(log(draws.uniform(i, address + dimension)) < gain)) continue;
        accepted++;
        u.set(proposal, i * dimension);
        // A term without weight has gone for good: its old value is never looked at again.
        for (let k = 0; k < terms.length; k++) terms[k][i] = values[k];
      }
      sweeps++;
      cloud.acceptance = accepted / count;
      scale *= exp(cloud.acceptance - ACCEPTANCE);
    },
  };
}

/** Fold a coordinate back into [0, 1]; a symmetric move stays symmetric. */
function reflect(x: number): number {
  const folded = Math.abs(x) % 2;
  return folded > 1 ? 2 - folded : folded;
}
