import { median, spread, table } from './table.ts';

/** Something that can be timed again and again; gives nanoseconds per agent and step. */
export interface Contender {
  name: string;
  time(): number;
}

/**
 * Times of every contender, round by round: in each round everyone runs once, starting with another one, so that a
 * machine that is slow for a while is slow for all. Only figures of one round are divided by one another.
 */
export function interleave(
  contenders: readonly Contender[],
  rounds: number,
  onTime: (text: string) => void = () => {},
): Map<string, number[]> {
  const times = new Map(contenders.map(({ name }): [string, number[]] => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let k = 0; k < contenders.length; k++) {
      const { name, time } = contenders[(k + round) % contenders.length];
      onTime(`round ${round + 1} of ${rounds}: ${name}`);
      times.get(name)!.push(time());
    }
  }
  return times;
}

/** Medians, least times, and each contender's time as a multiple of the first one's. */
export function standings(
  times: ReadonlyMap<string, readonly number[]>,
  references: readonly string[],
): string {
  const known = references.filter(name => times.has(name));
  const rows = [...times].map(([name, own]) => [
    name,
    median(own).toFixed(1),
    Math.min(...own).toFixed(1),
    ...known.map(reference => spread(times.get(reference)!.map((other, round) => own[round] / other))),
  ]);
  return table(['', 'ns median', 'ns least', ...known.map(name => `x ${name}`)], rows);
}
