import { below, type Draw, drawsOf, unit } from '../../core/random/addressed-draws.ts';
import { type Key, POPULATION, streamKey } from '../../core/random/streams.ts';
import { release } from '../../core/release.ts';
import type { Network } from '../../model/network.ts';
import type { AgentOrder } from '../agent-order.ts';
import type { Ties } from '../population.ts';
import { type CommunityIndex, communityIndexOf, drawMember, weighCircle } from './community-index.ts';
import { addEdge, areTied, compressedRows, type Edges, edgeList, intoRows } from './compressed-rows.ts';
import type { Homophily } from './homophily.ts';

/** Candidates drawn for one tie; if none will do, the community is searched from end to end. */
const MOST_CANDIDATES = 24;

/**
 * Everyone starts half as many ties as it has in the mean; the other half others start. A share `elsewhere` of these ties
 * leads into other communities, a share `triadic` to a friend's friend in the own community, the rest into the own
 * community; there, agents are chosen in proportion to their homophily.
 *
 * Of two agents only one may start their tie (`mayStart`), so that no tie is made twice. The k-th block of words that an
 * agent draws is at (its id, k); triads have a stream of their own.
 */
export function communityNetwork(
  network: Network,
  storage: AgentOrder,
  homophily: Homophily,
  seed: Key,
): Ties {
  const agents = storage.ids.length;
  const half = network.degree / 2;
  const edges = edgeList(Math.ceil(agents * half) + 1);
  const communityIndex = communityIndexOf(storage, homophily);
  const draw = drawsOf(streamKey(seed, POPULATION, `ties/${network.name}`));
  const round: Round = { draw, storage, communityIndex, edges, known: undefined };
  const triads = new Uint16Array(agents);
  eachAgent(communityIndex, storage, search => {
    const { i, begin, end } = search;
    const id = storage.ids[i];
    // Numbers of own ties are spread evenly over ids: with 2.5, every other agent starts 3.
    const own = Math.floor((id + 1) * half) - Math.floor(id * half);
    const leaving = end - begin < agents ? network.elsewhere : 0;
    let outside = 0;
    for (let k = 0; k < own; k++) {
      const kind = unit(draw(id, search.drawn++)[0]);
      if (kind < leaving) outside++;
      else if (kind < leaving + network.triadic) triads[i]++;
    }
    search.first = edges.count;
    for (let k = 0; k < outside; k++) startTie(round, search, otherCommunity(round, search));
    tieAtHome(round, search, own - outside - triads[i]);
  });
  if (network.triadic === 0) {
    release(triads, communityIndex.order);
    return intoRows(agents, edges);
  }
  const ties = compressedRows(agents, edges);

  const drawTriad = drawsOf(streamKey(seed, POPULATION, `triads/${network.name}`));
  const second: Round = { ...round, draw: drawTriad, known: ties };
  eachAgent(communityIndex, storage, search => {
    search.first = edges.count;
    let missed = 0;
    for (let k = 0; k < triads[search.i]; k++) {
      const j = friendsFriend(second, search, ties);
      if (j < 0) missed++;
      else addEdge(edges, search.i, j);
    }
    tieAtHome(second, search, missed);
  });
  release(triads, communityIndex.order, ties.starts, ties.neighbours);
  return intoRows(agents, edges);
}

/** What all searches of one round share. */
interface Round {
  draw: Draw;
  storage: AgentOrder;
  communityIndex: CommunityIndex;
  edges: Edges;
  /** Ties made in an earlier round. */
  known: Ties | undefined;
}

/** One agent's search for ties. */
interface Search {
  /** Its place. */
  i: number;
  community: number;
  /** The places of its community. */
  begin: number;
  end: number;
  /** Its first tie in the list. */
  first: number;
  /** Blocks of words it has drawn. */
  drawn: number;
}

/** Agents of one kind come one after the other: they weigh their community alike. */
function eachAgent(
  { order }: CommunityIndex,
  { communities }: AgentOrder,
  work: (search: Search) => void,
): void {
  for (let community = 0; community + 1 < communities.length; community++) {
    const begin = communities[community];
    const end = communities[community + 1];
    for (let k = begin; k < end; k++) work({ i: order[k], community, begin, end, first: 0, drawn: 0 });
  }
}

/**
 * Of two agents the lower may start their tie when they are an odd number of places apart, else the higher: each may tie
 * itself to about half of the others, spread over all kinds.
 */
function mayStart(i: number, j: number): boolean {
  return j > i ? ((j - i) & 1) === 1 : j < i && ((i - j) & 1) === 0;
}

function tieAtHome(round: Round, search: Search, count: number): void {
  if (count > 0) weighCircle(round.communityIndex, search.i, search.community);
  for (let k = 0; k < count; k++) chooseTie(round, search, search.community);
}

function startTie(round: Round, search: Search, community: number): void {
  weighCircle(round.communityIndex, search.i, community);
  chooseTie(round, search, community);
}

/** Tie an agent to somebody in a community whose kinds have been weighed; to nobody if there is nobody left. */
function chooseTie(round: Round, search: Search, community: number): void {
  const { draw, storage, communityIndex, edges } = round;
  const id = storage.ids[search.i];
  for (let attempt = 0; attempt < MOST_CANDIDATES; attempt++) {
    const words = draw(id, search.drawn++);
    const j = drawMember(communityIndex, community, words[0], words[1]);
    if (isFree(round, search, j)) {
      addEdge(edges, search.i, j);
      return;
    }
  }
  const begin = storage.communities[community];
  const size = storage.communities[community + 1] - begin;
  const offset = below(draw(id, search.drawn++)[0], size);
  for (let k = 0; k < size; k++) {
    const j = begin + ((offset + k) % size);
    if (isFree(round, search, j)) {
      addEdge(edges, search.i, j);
      return;
    }
  }
}

function isFree({ edges, known }: Round, { i, first }: Search, j: number): boolean {
  if (!mayStart(i, j)) return false;
  for (let e = first; e < edges.count; e++) if (edges.to[e] === j) return false;
  return known === undefined || !areTied(known, i, j);
}

/** The community of somebody outside the own one. */
function otherCommunity({ draw, storage }: Round, search: Search): number {
  const { ids, communities } = storage;
  const { begin, end } = search;
  const [word] = draw(ids[search.i], search.drawn++);
  const outside = below(word, ids.length - (end - begin));
  const place = outside < begin ? outside : outside + (end - begin);
  let low = 0;
  let high = communities.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (communities[middle] <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

function friendsFriend(round: Round, search: Search, { starts, neighbours }: Ties): number {
  const { i, begin, end } = search;
  const friends = starts[i + 1] - starts[i];
  for (let attempt = 0; friends > 0 && attempt < MOST_CANDIDATES; attempt++) {
    const words = round.draw(round.storage.ids[i], search.drawn++);
    const friend = neighbours[starts[i] + below(words[0], friends)];
    const theirs = starts[friend + 1] - starts[friend];
    const j = neighbours[starts[friend] + below(words[1], theirs)];
    if (j >= begin && j < end && isFree(round, search, j)) return j;
  }
  return -1;
}
