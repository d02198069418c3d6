import type { Arithmetic } from './arithmetic.ts';

/**
 * Numbers of a range in 16 bits: 65 535 evenly spaced values, so that both ends and the middle are among them. What is
 * stored is the number of steps above the low end.
 */
export interface Steps {
  low: number;
  high: number;
  step: number;
}

const MOST = 65_534;

/** At 2^23 the numbers of f32 are the integers: to add it rounds to the nearest one, ties to even. */
const INTEGERS = 2 ** 23;

const { fround } = Math;

/** Steps over a range; the last one ends at `high` or, where f32 can't have it so, just below. */
export function stepsOver(low: number, high: number): Steps {
  const [from, to] = [fround(low), fround(high)];
  let step = fround((to - from) / MOST);
  while (fround(from + fround(MOST * step)) > to) step = fround(step * (1 - 2 ** -23));
  return { low: from, high: to, step };
}

/** The number of steps nearest to a value, i32; values outside the range count as its ends. */
export function toSteps<V>(on: Arithmetic<V>, { low, high, step }: Steps, value: V, isWithin = false): V {
  const held = isWithin ? value : on.min(on.max(value, on.number(low)), on.number(high));
  const above = low === 0 ? held : on.sub(held, on.number(low));
  const steps = on.add(on.mul(above, on.number(1 / step)), on.number(INTEGERS));
  return on.iand(on.bits(steps), on.integer(0xffff));
}

/** The value at a number of steps, f32. */
export function fromSteps<V>(on: Arithmetic<V>, { low, step }: Steps, steps: V): V {
  const above = on.mul(on.float(steps), on.number(step));
  return low === 0 ? above : on.add(on.number(low), above);
}
