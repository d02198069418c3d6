import { log } from '../../core/math/f64-functions.ts';
import { logBeta } from '../../core/math/gamma.ts';
import { LOG_SQRT_2PI } from '../../core/math/normal.ts';
import type { Prior } from './prior.ts';

/** ln of a prior's density at a value; of a discrete prior, of its probability. -Infinity where it has none. */
export function logDensityOf(prior: Prior, x: number): number {
  const normal = (z: number, sd: number) => -0.5 * z * z - LOG_SQRT_2PI - log(sd);
  const inside = (low: number, high: number, value: () => number) =>
    x >= low && x <= high ? value() : Number.NEGATIVE_INFINITY;
  switch (prior.kind) {
    case 'uniform':
      return inside(prior.low, prior.high, () => -log(prior.high - prior.low));
    case 'normal':
      return normal((x - prior.mean) / prior.sd, prior.sd);
    case 'lognormal':
      return x > 0 ? normal((log(x) - prior.mean) / prior.sd, prior.sd) - log(x) : Number.NEGATIVE_INFINITY;
    case 'beta': {
      const { a, b } = prior;
      // 0 ln 0 is 0 here: a density of Beta(1, b) ends at b, not at nothing.
      const term = (power: number, value: number) => (power === 0 ? 0 : power * log(value));
      return inside(0, 1, () => term(a - 1, x) + term(b - 1, 1 - x) - logBeta(a, b));
    }
    case 'triangular': {
      const { low, mode, high } = prior;
      return inside(low, high, () => {
        const share = x < mode ? (x - low) / (mode - low) : mode < high ? (high - x) / (high - mode) : 1;
        return log((2 * share) / (high - low));
      });
    }
    case 'discrete': {
      const at = prior.values.indexOf(x);
      return at < 0 ? Number.NEGATIVE_INFINITY : log(prior.weights[at]);
    }
  }
}
