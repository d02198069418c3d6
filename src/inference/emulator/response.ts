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

/** The value at g on a target's scale, and how fast it changes there. */
export function valueAt(kind: FitTarget['kind'], g: number): { value: number; slope: number } {
  switch (kind) {
    case 'proportion': {
      const p = logistic(g);
      return { value: p, slope: p * (1 - p) };
    }
    case 'count': {
      // Far off the design a quadratic may promise more persons than a double holds.
      const persons = exp(Math.min(g, 300));
      return { value: persons, slope: persons };
    }
    case 'mean':
      return { value: g, slope: 1 };
  }
}
