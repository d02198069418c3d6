import { seedKey, uniformAt } from '../../src/core/random/streams.ts';

/** Draws of one trial. Trial `n` of a campaign is the same for ever, so that a fault can be tried again by its number. */
export interface Chance {
  /** A whole number from 0 to `below` - 1. */
  whole(below: number): number;
  pick<T>(values: readonly T[]): T;
}

export function chanceOf(campaign: string, trial: number): Chance {
  const key = seedKey(`fuzz ${campaign}`);
  let next = 0;
  const whole = (below: number) => Math.floor(uniformAt(key, trial, next++) * below);
  return { whole, pick: values => values[whole(values.length)] };
}
