import { below, drawsOf, unit } from '../../core/random/addressed-draws.ts';
import { type Key, POPULATION, streamKey } from '../../core/random/streams.ts';
import type { Network } from '../../model/network.ts';
import { placesOf } from '../agent-order.ts';
import type { Ties } from '../population.ts';
import { addEdge, edgeList, intoRows } from './compressed-rows.ts';

/** Pairs of ids below this are exact numbers. */
const IDS = 2 ** 26;

/**
 * A ring of which each tie has, with chance `rewired`, its far end moved to anybody who isn't tied yet (Watts & Strogatz 1998).
 * The number of ties stays. Without rewiring it is the ring. Directed, everyone follows those beside it, and rewires for itself.
 */
export function smallWorldTies(network: Network, ids: Uint32Array, seed: Key): Ties {
  const agents = ids.length;
  const { name, degree, rewired = 0, directed } = network;
  const places = placesOf(ids);
  const half = degree / 2;
  const draw = drawsOf(streamKey(seed, POPULATION, `ties/${name}`));
  const steps = Array.from({ length: half }, (_, k) => k + 1);
  const sides = directed ? [...steps, ...steps.map(step => agents - step)] : steps;
  const tied = openPairs(agents * sides.length, directed);
  for (let id = 0; id < agents; id++) for (const step of sides) tied.add(id, (id + step) % agents);
  const edges = edgeList(agents * sides.length);
  sides.forEach((step, side) => {
    for (let id = 0; id < agents; id++) {
      let other = (id + step) % agents;
      // Each side of the ring has blocks of words of its own.
      let drawn = side << 16;
      if (unit(draw(id, drawn++)[0]) < rewired && degree < agents - 1) {
        tied.remove(id, other);
        do other = below(draw(id, drawn++)[0], agents);
        while (other === id || tied.has(id, other));
        tied.add(id, other);
      }
      addEdge(edges, places[id], places[other]);
    }
  });
  return intoRows(agents, edges, directed);
}

/** A set of pairs, of unordered ones unless `directed`. */
function openPairs(count: number, directed: boolean | undefined) {
  // Open addressing; -1 is free, -2 was taken once.
  let size = 16;
  while (size < 3 * count) size *= 2;
  const slots = new Float64Array(size).fill(-1);
  const keyOf = (a: number, b: number) => (directed || a < b ? a * IDS + b : b * IDS + a);
  const spotOf = (key: number) =>
    (Math.imul((key % IDS) ^ Math.imul(Math.floor(key / IDS), 0x9e3779b1), 0x85ebca6b) >>> 1) % size;
  /** Where a pair is, or -1. */
  const find = (key: number) => {
    for (let at = spotOf(key); slots[at] !== -1; at = (at + 1) % size) if (slots[at] === key) return at;
    return -1;
  };
  return {
    has: (a: number, b: number) => find(keyOf(a, b)) >= 0,
    add(a: number, b: number) {
      const key = keyOf(a, b);
      let at = spotOf(key);
      while (slots[at] >= 0) at = (at + 1) % size;
      slots[at] = key;
    },
    remove(a: number, b: number) {
      const at = find(keyOf(a, b));
      if (at >= 0) slots[at] = -2;
    },
  };
}
