import { exp, log } from '../../core/math/f64-functions.ts';
import { covariance, covarianceFactor, solveFirst } from '../../core/math/matrix.ts';
import { normalCdf, normalQuantile } from '../../core/math/normal.ts';
import type { Draws } from '../../core/random/sequential-draws.ts';
import { valuesAt } from '../emulator/density.ts';
import type { Cloud, Stretch } from './particles.ts';

const ACCEPTANCE = 0.25;
/** Beyond this many standard deviations a coordinate of the cube would round to 0 or 1; one prior draw in 10^15 does. */
const FARTHEST = 8;

/**
 * Metropolis sweeps over a cloud, each particle once a sweep, in coordinates without faces: z = the normal quantile of u, in
 * which the prior is the standard normal law. Sweeps take turns between two kinds of step. One leaves the normal law with
 * the cloud's mean and covariance as it is (preconditioned Crank-Nicolson: Neal 1999; Cotter, Roberts, Stuart & White 2013),
 * and at full length draws from that law, so that a posterior that is as wide as its prior is crossed in one step. The
 * other is a random walk with the cloud's covariance (Roberts, Gelman & Gilks 1997), for tails that are heavier than normal.
 * Both lengths steer towards an acceptance of 25 %. Draws have the address (particle, sweep and coordinate).
 */
export function openWalker(cloud: Cloud, draws: Draws) {
  const { count, dimension, u, steps } = cloud;
  const z = new Float64Array(count * dimension);
  /** Each particle in units of the cloud: z = mean + factor' x. */
  const x = new Float64Array(count * dimension);
  /** The proposals of a sweep that stay inside, one after the other: whose they are, where they lead, what they gain. */
  const next = {
    particle: new Uint32Array(count),
    x: new Float64Array(count * dimension),
    z: new Float64Array(count * dimension),
    u: new Float64Array(count * dimension),
    gain: new Float64Array(count),
  };
  let mean: Float64Array = new Float64Array(dimension);
  let factor: Float64Array = new Float64Array(0);
  let sweeps = 0;

  /** Propose a step of particle i at place `to`; false when it leads outside. Its gain is ln of the prior there over that here, less the same of the proposal's law. */
  function propose(i: number, to: number, address: number, keep: number, length: number): boolean {
    const at = i * dimension;
    const begin = to * dimension;
    let gain = 0;
    for (let j = 0; j < dimension; j++) {
      const here = x[at + j];
      const there = keep * here + length * draws.normal(i, address + j);
      next.x[begin + j] = there;
      if (keep < 1) gain += 0.5 * (there * there - here * here);
    }
    next.z.set(mean, begin);
    addFactored(factor, dimension, next.x, next.z, begin);
    for (let j = 0; j < dimension; j++) {
      const there = next.z[begin + j];
      if (Math.abs(there) > FARTHEST) return false;
      gain -= 0.5 * (there * there - z[at + j] * z[at + j]);
      next.u[begin + j] = normalCdf(there);
    }
    next.particle[to] = i;
    next.gain[to] = gain;
    return true;
  }

  return {
    adaptCovariance() {
      for (let at = 0; at < z.length; at++)
        z[at] = Math.min(Math.max(normalQuantile(u[at]), -FARTHEST), FARTHEST);
      const law = covariance(z, count, dimension);
      mean = law.mean;
      factor = covarianceFactor(law.matrix, dimension);
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < dimension; j++) x[i * dimension + j] = z[i * dimension + j] - mean[j];
        solveFirst(factor, dimension, x, i * dimension);
      }
    },
    sweep(stretch: Stretch, terms: readonly Float64Array[], at: number) {
      const kind = sweeps % 2 === 0 ? 'across' : 'around';
      const length = kind === 'across' ? steps.across : (steps.around * 2.38) / Math.sqrt(dimension);
      const keep = kind === 'across' ? Math.sqrt(1 - length * length) : 1;
      const { start, end } = stretch;
      const weights = terms.map((_, k) => start[k] + at * (end[k] - start[k]));
      const address = sweeps * (dimension + 1);
      let proposed = 0;
      for (let i = 0; i < count; i++) if (propose(i, proposed, address, keep, length)) proposed++;
      // A term without weight has gone for good: it isn't asked again.
      const values = stretch.terms.map((term, k) => {
        if (weights[k] === 0) return undefined;
        const there = new Float64Array(proposed);
        valuesAt(term, next.u, dimension, proposed, there);
        return there;
      });
      let accepted = 0;
      for (let p = 0; p < proposed; p++) {
        const i = next.particle[p];
        let gain = next.gain[p];
        for (let k = 0; k < terms.length; k++) {
          const there = values[k];
          if (there) gain += weights[k] * (there[p] - terms[k][i]);
        }
        if (!(log(draws.uniform(i, address + dimension)) < gain)) continue;
        accepted++;
        const [to, from] = [i * dimension, p * dimension];
        for (let j = 0; j < dimension; j++) {
          u[to + j] = next.u[from + j];
          z[to + j] = next.z[from + j];
          x[to + j] = next.x[from + j];
        }
        for (let k = 0; k < terms.length; k++) terms[k][i] = values[k]?.[p] ?? 0;
      }
      sweeps++;
      cloud.acceptance = accepted / count;
      steps[kind] *= exp(cloud.acceptance - ACCEPTANCE);
      steps.across = Math.min(1, steps.across);
    },
  };
}

/**
 * z += U'x, both beginning at `at`. Four rows of U at once, so that z is read and written a quarter as often; every z_j adds its terms in
 * their order.
 */
function addFactored(u: Float64Array, size: number, x: Float64Array, z: Float64Array, at: number): void {
  let k = 0;
  for (; k + 3 < size; k += 4) {
    const [p, q, r, s] = [k * size, (k + 1) * size, (k + 2) * size, (k + 3) * size];
    const [a, b, c, d] = [x[at + k], x[at + k + 1], x[at + k + 2], x[at + k + 3]];
    z[at + k] += u[p + k] * a;
    z[at + k + 1] = z[at + k + 1] + u[p + k + 1] * a + u[q + k + 1] * b;
    z[at + k + 2] = z[at + k + 2] + u[p + k + 2] * a + u[q + k + 2] * b + u[r + k + 2] * c;
    for (let j = k + 3; j < size; j++)
      z[at + j] = z[at + j] + u[p + j] * a + u[q + j] * b + u[r + j] * c + u[s + j] * d;
  }
  for (; k < size; k++) for (let j = k; j < size; j++) z[at + j] += u[k * size + j] * x[at + k];
}
