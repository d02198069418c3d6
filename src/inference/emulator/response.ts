import { exp, log, logistic, logit } from '../../core/math/f64-functions.ts';
import type { FitTarget, Summary } from '../problem/target.ts';

/** A run's answer on the scale on which an emulator is fitted, and the variance chance alone gives it there. */
export interface Response {
  g: number;
  noise: number;
}

/**
 * Shares go to logits, counts to logarithms, means stay. `noise` is that of independent agents (of unit variance each, for
 * a mean); the over-dispersion of a target multiplies it.
 */
export function responseOf(kind: FitTarget['kind'], { value, size }: Summary): Response {
  switch (kind) {
    case 'proportion': {
      const p = (value * size + 0.5) / (size + 1);
      return { g: logit(p), noise: 1 / (size * p * (1 - p)) };
    }
    case 'count': {
      const persons = value + 0.5 * size;
      return { g: log(persons), noise: size / persons };
    }
    case 'mean':
      return { g: value, noise: 1 / size };
  }
}

/** The value at g on a target's scale. */
export function valueAt(kind: FitTarget['kind'], g: number): number {
  switch (kind) {
    case 'proportion':
      return logistic(g);
    case 'count':
      // Far off the design a quadratic may promise more persons than a double holds.
      return exp(Math.min(g, 300));
    case 'mean':
      return g;
  }
}

/** How fast the value changes with g, where it is `value`. */
export function slopeAt(kind: FitTarget['kind'], value: number): number {
  return kind === 'proportion' ? value * (1 - value) : kind === 'count' ? value : 1;
}
