import { below, drawsOf, unit } from '../../core/random/addressed-draws.ts';
import { type Key, POPULATION, streamKey } from '../../core/random/streams.ts';
import type { Network } from '../../model/network.ts';
import { placesOf } from '../agent-order.ts';
import type { Ties } from '../population.ts';
import { addEdge, edgeList, intoRows } from './compressed-rows.ts';

/** Ends drawn for one tie; if all are taken, the next free agent is. */
const MOST_ATTEMPTS = 64;

/**
 * Preferential attachment (Dorogovtsev, Mendes & Samukhin 2000). Agents come one after the other, in a drawn order; each
 * ties itself to m of those who are there, with a chance in proportion to the ties that these have been given + m (exponent - 2).
 * Shares of agents with k ties then fall as k^-exponent, in the tail. Directed, everyone follows m others.
 */
export function scaleFreeTies(network: Network, ids: Uint32Array, seed: Key): Ties {
  const agents = ids.length;
  const { name, degree, exponent = 3, directed } = network;
  const places = placesOf(ids);
  const own = directed ? degree : degree / 2;
  const start = own * (exponent - 2);
  const edges = edgeList(Math.ceil(agents * own) + 1);
  const comers = inDrawnOrder(agents, streamKey(seed, POPULATION, `order/${name}`));
  const draw = drawsOf(streamKey(seed, POPULATION, `ties/${name}`));
  for (let present = 1; present < agents; present++) {
    const id = comers[present];
    const wanted = Math.floor((present + 1) * own) - Math.floor(present * own);
    const before = edges.count;
    const isTaken = (place: number) => {
      for (let e = before; e < edges.count; e++) if (edges.to[e] === place) return true;
      return false;
    };
    for (let k = 0, drawn = 0; k < Math.min(wanted, present); k++) {
      let place = -1;
      for (let attempt = 0; attempt < MOST_ATTEMPTS && (place < 0 || isTaken(place)); attempt++) {
        const words = draw(id, drawn++);
        const isAnybody = unit(words[0]) * (start * present + before) < start * present;
        place = isAnybody ? places[comers[below(words[1], present)]] : edges.to[below(words[1], before)];
      }
      for (let next = 0; isTaken(place); next++) place = places[comers[next]];
      addEdge(edges, places[id], place);
    }
  }
  return intoRows(agents, edges, directed);
}

/** Permanent ids in an order that is drawn: hubs are no special ones. */
function inDrawnOrder(agents: number, key: Key): Uint32Array {
  const draw = drawsOf(key);
  // By 27 bits of a word, then by id: exact in a double.
  const ranks = Float64Array.from(
    { length: agents },
    (_, id) => (draw(id, 0)[0] >>> 5) * 2 ** 26 + id,
  ).sort();
  return Uint32Array.from(ranks, rank => rank % 2 ** 26);
}
