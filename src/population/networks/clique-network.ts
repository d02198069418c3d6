import { type Draw, drawsOf, unit } from '../../core/random/addressed-draws.ts';
import { type Key, POPULATION, streamKey } from '../../core/random/streams.ts';
import { release } from '../../core/release.ts';
import type { Network } from '../../model/network.ts';
import type { AgentOrder } from '../agent-order.ts';
import type { Ties } from '../population.ts';
import { addEdge, edgeList, intoRows } from './compressed-rows.ts';
import { affinity, type Homophily } from './homophily.ts';

/** How many of those not yet in a group are asked before homophily is given up. */
const MOST_CANDIDATES = 64;

/**
 * Groups of which all are tied to all. A member of a group of d + 1 has d ties, so groups have degree + 1 members, or,
 * when that isn't whole, the whole numbers around it. Groups form inside communities, but for agents who change seats with
 * somebody of another community beforehand, as many as make a share `elsewhere` of the ties cross.
 */
export function cliqueNetwork(network: Network, storage: AgentOrder, homophily: Homophily, seed: Key): Ties {
  const { ids, communities } = storage;
  const agents = ids.length;
  const draw = drawsOf(streamKey(seed, POPULATION, `groups/${network.name}`));
  const order = shuffled(storage, seed, network);
  const edges = edgeList(Math.ceil((agents * (network.degree + 1)) / 2) + 1);
  const small = Math.floor(network.degree) + 1;
  const fraction = network.degree - Math.floor(network.degree);
  // A larger group holds more agents: for a mean over agents, it comes less often.
  const larger = (fraction * small) / (fraction * small + (1 - fraction) * (small + 1));
  for (let c = 0; c + 1 < communities.length; c++) {
    const waiting = order.subarray(communities[c], communities[c + 1]);
    let begin = 0;
    while (begin < waiting.length) {
      const head = waiting[begin];
      const size = small + (unit(draw(ids[head], 0)[0]) < larger ? 1 : 0);
      const end = Math.min(begin + size, waiting.length);
      for (let seat = begin + 1; seat < end; seat++) seatOne(waiting, seat, head, draw, ids, homophily);
      for (let a = begin; a < end; a++)
        for (let b = a + 1; b < end; b++) addEdge(edges, waiting[a], waiting[b]);
      begin = end;
    }
  }
  release(order);
  return intoRows(agents, edges);
}

/** Move to `seat` the first of those waiting who is enough like the group's head, or who is there. */
function seatOne(
  waiting: Uint32Array,
  seat: number,
  head: number,
  draw: Draw,
  ids: Uint32Array,
  homophily: Homophily,
): void {
  if (homophily.penalties.length === 0) return;
  const last = Math.min(waiting.length, seat + MOST_CANDIDATES);
  for (let k = seat; k < last; k++) {
    const candidate = waiting[k];
    if (
      unit(draw(ids[candidate], ids[head] + 1)[0]) >=
      affinity(homophily, homophily.kinds[head], homophily.kinds[candidate])
    )
      continue;
    waiting.copyWithin(seat + 1, seat, k);
    waiting[seat] = candidate;
    return;
  }
}

/** Places of storage, each community in random order, after the change of seats. */
function shuffled({ ids, communities }: AgentOrder, seed: Key, network: Network): Uint32Array {
  const agents = ids.length;
  const draw = drawsOf(streamKey(seed, POPULATION, `seats/${network.name}`));
  // Both ends stay at home: (1 - leaving)^2 = 1 - elsewhere.
  const leaving = communities.length > 2 ? 1 - Math.sqrt(1 - network.elsewhere) : 0;
  // A random rank and, below it, the place: sorting numbers sorts agents.
  const ranks = new Float64Array(agents);
  const leavers = new Float64Array(agents);
  let count = 0;
  for (let s = 0; s < agents; s++) {
    const words = draw(ids[s], 0);
    ranks[s] = (words[0] >>> 8) * 2 ** 28 + s;
    if (unit(words[1]) < leaving) leavers[count++] = ranks[s];
  }
  const moved = leavers.subarray(0, count).sort();
  for (let k = 0; k < count; k++) ranks[moved[k] % 2 ** 28] = moved[(k + 1) % count];
  for (let c = 0; c + 1 < communities.length; c++) ranks.subarray(communities[c], communities[c + 1]).sort();
  const order = new Uint32Array(agents);
  for (let seat = 0; seat < agents; seat++) order[seat] = ranks[seat] % 2 ** 28;
  release(ranks, leavers);
  return order;
}
