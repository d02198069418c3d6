import type { Moves } from './moves.ts';

/**
 * Moves of a run, without zeros: two numbers for each week and pair of places between which somebody moved, the index of the cell
 * in [week x from x to] and persons, in the order of cells. 200 places have 40 000 pairs a week, of which few are used.
 */
export type SparseFlows = Float64Array;

/** Pairs of places up to which the machine counts moves by pair; of more it counts how many move, and their list says where. */
export const MOST_PAIRS = 4096;

/** Collects the flows of a run week by week. */
interface FlowStore {
  /** @param counted agents by pair of places; undefined: the list of moves says it */
  add(moves: Moves, counted: Float64Array | undefined): void;
  all(): SparseFlows;
}

export function openFlows(places: number, personsPerAgent: number): FlowStore {
  let numbers = new Float64Array(256);
  let length = 0;
  function push(cell: number, agents: number): void {
    if (length + 2 > numbers.length) {
      const old = numbers;
      numbers = new Float64Array(2 * old.length);
      numbers.set(old);
    }
    numbers[length++] = cell;
    numbers[length++] = agents * personsPerAgent;
  }
  return {
    add({ week, from, to }, counted) {
      const first = week * places * places;
      if (counted) {
        for (let pair = 0; pair < counted.length; pair++)
          if (counted[pair] > 0) push(first + pair, counted[pair]);
        return;
      }
      const pairs = Uint32Array.from(from, (place, k) => place * places + to[k]).sort();
      for (let k = 0, next = 0; k < pairs.length; k = next) {
        while (next < pairs.length && pairs[next] === pairs[k]) next++;
        push(first + pairs[k], next - k);
      }
    },
    all: () => numbers.slice(0, length),
  };
}

/** Visit all flows from one week to another, this one excluded, in the order of weeks, origins and targets. */
export function eachFlow(
  flows: SparseFlows,
  places: number,
  visit: (week: number, from: number, to: number, persons: number) => void,
  [begin, end]: readonly [begin: number, end: number] = [0, Number.POSITIVE_INFINITY],
): void {
  const pairs = places * places;
  for (let k = entryOf(flows, begin * pairs); k < flows.length && flows[k] < end * pairs; k += 2) {
    const week = Math.floor(flows[k] / pairs);
    const pair = flows[k] - week * pairs;
    const from = Math.floor(pair / places);
    visit(week, from, pair - from * places, flows[k + 1]);
  }
}

/** Where the first entry of a cell at or behind `cell` is. */
function entryOf(flows: SparseFlows, cell: number): number {
  let [low, high] = [0, flows.length / 2];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (flows[2 * middle] < cell) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}

/** All of them, zeros too: [week x from x to]. */
export function denseFlows(flows: SparseFlows, weeks: number, places: number): Float64Array {
  const all = new Float64Array(weeks * places * places);
  for (let k = 0; k < flows.length; k += 2) all[flows[k]] = flows[k + 1];
  return all;
}
