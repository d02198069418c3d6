import { below, drawsOf } from '../../core/random/addressed-draws.ts';
import { type Key, POPULATION, streamKey } from '../../core/random/streams.ts';
import type { Network } from '../../model/network.ts';
import { placesOf } from '../agent-order.ts';
import type { Ties } from '../population.ts';
import { addEdge, edgeList, intoRows, withEdges } from './compressed-rows.ts';

/**
 * A random graph with exactly agents x degree / 2 ties (directed: agents x degree), every such graph equally likely (Erdos & Renyi 1959). Ties are
 * numbered; tie e draws its two ends at (e, attempt). What a tie that was there already lacks, further ones make up for.
 */
export function randomTies(network: Network, ids: Uint32Array, seed: Key): Ties {
  const agents = ids.length;
  const draw = drawsOf(streamKey(seed, POPULATION, `ties/${network.name}`));
  const places = placesOf(ids);
  const { directed } = network;
  const rows = directed ? 1 : 2;
  const wanted = Math.round((agents * network.degree) / rows);
  let edges = edgeList(wanted);
  let drawn = 0;
  let ties: Ties = { starts: new Uint32Array(agents + 1), neighbours: new Uint32Array(0) };
  for (let missing = wanted; missing > 0; missing = wanted - ties.neighbours.length / rows) {
    for (const last = drawn + missing; drawn < last; drawn++) {
      let a = 0;
      let b = 0;
      for (let attempt = 0; a === b; attempt++) {
        const words = draw(drawn, attempt);
        a = below(words[0], agents);
        b = below(words[1], agents);
      }
      addEdge(edges, places[a], places[b]);
    }
    ties = ties.neighbours.length ? withEdges(ties, edges, directed) : intoRows(agents, edges, directed);
    edges = edgeList(wanted - ties.neighbours.length / rows);
  }
  return ties;
}

/** Everybody is tied to the degree / 2 nearest ids on each side, the last ids to the first. */
export function ringTies(network: Network, ids: Uint32Array): Ties {
  const agents = ids.length;
  const places = placesOf(ids);
  const edges = edgeList((agents * network.degree) / 2);
  for (let id = 0; id < agents; id++)
    for (let step = 1; step <= network.degree / 2; step++)
      addEdge(edges, places[id], places[(id + step) % agents]);
  return intoRows(agents, edges);
}
