import { below, drawsOf } from '../core/random/addressed-draws.ts';
import { type Key, POPULATION, streamKey } from '../core/random/streams.ts';
import { release } from '../core/release.ts';

/** Who is where in memory: communities one after the other, in each the agents by id, so that like ones are near. */
export interface AgentOrder {
  /** Permanent id by place of storage. */
  ids: Uint32Array;
  /** Place of storage at which each community begins; one more entry at the end. */
  communities: Uint32Array;
}

/**
 * Every agent draws its community, all equally likely, so that it doesn't depend on anybody else. Sizes vary around
 * `communitySize`.
 */
export function orderAgents(agents: number, communitySize: number, seed: Key): AgentOrder {
  const communities = Math.max(1, Math.round(agents / communitySize));
  const draw = drawsOf(streamKey(seed, POPULATION, 'community'));
  const communityOf = new Uint32Array(agents);
  const starts = new Uint32Array(communities + 1);
  for (let id = 0; id < agents; id++) {
    const community = communities === 1 ? 0 : below(draw(id, 0)[0], communities);
    communityOf[id] = community;
    starts[community + 1]++;
  }
  for (let c = 0; c < communities; c++) starts[c + 1] += starts[c];
  const next = starts.slice();
  const ids = new Uint32Array(agents);
  for (let id = 0; id < agents; id++) ids[next[communityOf[id]]++] = id;
  release(communityOf);
  return { ids, communities: starts };
}

/** Place of storage by permanent id. */
export function placesOf(ids: Uint32Array): Uint32Array {
  const places = new Uint32Array(ids.length);
  for (let s = 0; s < ids.length; s++) places[ids[s]] = s;
  return places;
}
